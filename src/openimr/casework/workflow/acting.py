"""A command to a case: the events it makes, or an error that says why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from openimr.casework.workflow.folding import apply
from openimr.casework.workflow.guards import GUARDS
from openimr.domain.casework import Actor, Case, Command, Event
from openimr.errors import IllegalCommandError
from openimr.rulebook.workflow import Datum, Step, workflow

_SYSTEM = Actor("system", "workflow")


def act(case: Case, command: Command) -> tuple[Event, ...]:
    """The events that *command* makes of *case*, in order; `apply` them to see the case after it.

    The last item withdrawn or authorized ends the case: that is an event of its own.

    Raises:
        IllegalCommandError: the case, its item, the actor or the command's data do not allow it.
    """
    step = _step(case, command)
    _check_item(case, command, step)
    _check_publication(case, step)
    data = _checked(command, step)
    for name in step.needs:
        reason = GUARDS[name](case, command)
        if reason:
            raise IllegalCommandError(command.name, case.state, reason)
    event = Event(case.id, case.version + 1, step.event, _utc(case, command), command.actor, command.item, data)
    return (event, *_closing(apply(case, event), event))


def allowed_commands(case: Case) -> tuple[str, ...]:
    """Names of the commands that the case's state allows, in the order of the workflow's file."""
    steps = workflow(case.programme).steps.values()
    return tuple(step.name for step in steps if case.state in step.starts and _publication_allows(case, step))


def _can(case: Case) -> str:
    return f"What can be done now: {', '.join(allowed_commands(case)) or 'nothing'}."


def _step(case: Case, command: Command) -> Step:
    step = workflow(case.programme).steps.get(command.name)
    if step is None:
        raise IllegalCommandError(command.name, case.state, f"There is no such command. {_can(case)}")
    if case.state not in step.starts:
        raise IllegalCommandError(command.name, case.state, _can(case))
    if command.actor.role not in step.by:
        may = ", ".join(sorted(step.by))
        raise IllegalCommandError(
            command.name, case.state, f"A {command.actor.role} may not do this; these may: {may}."
        )
    if command.actor.role == "reviewer" and command.actor.id != case.reviewer:
        raise IllegalCommandError(command.name, case.state, "Only the appointed reviewer may do this.")
    return step


def _check_item(case: Case, command: Command, step: Step) -> None:
    if not step.item_from:
        if command.item is not None:
            raise IllegalCommandError(command.name, case.state, "This concerns the whole case, not one item.")
        return
    if command.item is None or not 1 <= command.item <= len(case.items):
        raise IllegalCommandError(command.name, case.state, f"Name an item from 1 to {len(case.items)}.")
    state = case.items[command.item - 1].state
    if state not in step.item_from:
        raise IllegalCommandError(command.name, case.state, f"Item {command.item} is {state.replace('_', ' ')}.")


def _check_publication(case: Case, step: Step) -> None:
    if not _publication_allows(case, step):
        raise IllegalCommandError(step.name, case.state, f"The publication stands at: {case.publication}.")


def _publication_allows(case: Case, step: Step) -> bool:
    return not step.publication_from or case.publication in step.publication_from


def _utc(case: Case, command: Command) -> dt.datetime:
    """The command's time in UTC; time never runs backwards within a case."""
    if command.at.tzinfo is None:
        raise IllegalCommandError(command.name, case.state, "The time needs its zone.")
    at = command.at.astimezone(dt.UTC)
    if case.last_at is not None and at < case.last_at:
        raise IllegalCommandError(command.name, case.state, "The time lies before the last event of the case.")
    return at


def _checked(command: Command, step: Step) -> Mapping[str, Any]:
    known = {datum.name: datum for datum in step.data}
    for name in command.data:
        if name not in known:
            raise IllegalCommandError(command.name, "any", f"{name} is not asked for.")
    missing = [_asked(datum) for datum in step.data if datum.is_required and datum.name not in command.data]
    if missing:
        raise IllegalCommandError(command.name, "any", f"{'; '.join(missing)}: missing.")
    for datum in step.data:
        _check_datum(command, datum)
    return {name: _plain(command.data[name]) for name in known if name in command.data}


def _plain(value: Any) -> Any:
    """The value as JSON would give it back: lists for tuples, plain dictionaries for mappings."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _asked(datum: Datum) -> str:
    """A datum and what it may be: "sent (date)", "method (mail, electronic)"."""
    return f"{datum.name} ({', '.join(datum.choices) if datum.kind == 'choice' else datum.kind})"


def _check_datum(command: Command, datum: Datum) -> None:
    if datum.name not in command.data:
        return
    value = command.data[datum.name]
    if datum.kind == "choice":
        if value not in datum.choices:
            raise IllegalCommandError(command.name, "any", f"{datum.name} is one of {', '.join(datum.choices)}.")
    elif not _KINDS[datum.kind](value):
        raise IllegalCommandError(command.name, "any", f"{datum.name} must be: {datum.kind}.")


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(dt.date.fromisoformat(value)) and len(value) == len("2000-01-01")
    except ValueError:
        return False


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _all(value: object, check: Any) -> bool:
    return isinstance(value, list | tuple) and all(check(each) for each in value)


_KINDS: Mapping[str, Any] = {
    "text": _is_text,
    "words": _is_text,
    "date": _is_date,
    "number": _is_number,
    "flag": lambda value: isinstance(value, bool),
    "texts": lambda value: _all(value, _is_text),
    "numbers": lambda value: _all(value, _is_number),
    "mapping": lambda value: isinstance(value, Mapping),
    "mappings": lambda value: _all(value, lambda each: isinstance(each, Mapping)),
}


def _closing(case: Case, event: Event) -> tuple[Event, ...]:
    """The end of a case whose last item has gone."""
    if event.kind not in ("item_withdrawn", "item_authorized"):
        return ()
    if any(item.state in ("disputed", "decided") for item in case.items):
        return ()
    if any(item.state == "authorized" for item in case.items):
        data = {"notice": event.data["notice"], "reason": "authorized"}
        return (Event(case.id, case.version + 1, "case_terminated", event.at, _SYSTEM, None, data),)
    data = {"notice": event.data["notice"]}
    return (Event(case.id, case.version + 1, "case_withdrawn", event.at, _SYSTEM, None, data),)
