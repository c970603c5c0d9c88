"""Carrying out a command on a stored case, once, whoever else acts at the same time."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace

from openimr.casework.workflow import act, apply
from openimr.domain.casework import Case, CaseId, Command, Event
from openimr.domain.deliveries import Delivery
from openimr.errors import UsageError
from openimr.rulebook.notices import notice_after
from openimr.services.casework.keep_unnamed import refuse_names
from openimr.services.casework.told_words import seal_words
from openimr.services.ports import CaseStore, Work

LONGEST_KEY = 80
"""Longer keys are kept as their hash."""

WAIT = dt.timedelta(minutes=5)
"""So much later may another's event be that went before: a command waits for others, and clocks differ a little."""


def command_case(store: CaseStore, case: CaseId, command: Command, *, key: str) -> Case:
    """Where the case stands after *command*.

    Args:
        store: Where the case is.
        case: Its id.
        command: What is wanted.
        key: Names this very command; the same key again changes nothing and gives the case as it stands.

    Raises:
        UsageError: there is no such case.
        IllegalCommandError: the case does not allow it.
        ConflictError: somebody else changed the case in the same moment.
    """
    return store.change(lambda work: carry_out(work, case, command, key=key))


def carry_out(work: Work, case: CaseId, command: Command, *, key: str) -> Case:
    """The same inside a unit of work that does more than this."""
    standing = work.lock(case)
    if command.name == "receive_application":
        standing = standing or Case(case)
    if standing is None:
        raise UsageError("There is no such case.")
    key = key if len(key) <= LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()
    if work.made_by(key):
        return standing
    events = act(standing, _in_turn(standing, command))
    refuse_names(work, standing, command)
    events = tuple(seal_words(work, event) for event in events)
    for event in events:
        standing = apply(standing, event)
    work.append(events, standing, command=key)
    work.add_deliveries([delivery for event in events for delivery in _deliveries(work, event, standing)])
    return standing


def _in_turn(standing: Case, command: Command) -> Command:
    """The command as of the last event, where somebody else's came just before it."""
    last = standing.last_at
    if last is None or command.at.tzinfo is None or not command.at < last <= command.at + WAIT:
        return command
    return replace(command, at=last)


def _deliveries(work: Work, event: Event, case: Case) -> list[Delivery]:
    """The letters that an event produces, due at once; none to an attorney where the forms name none."""
    notice = notice_after(event.kind, case.programme)
    is_told_with_the_end = event.item is not None and case.state in ("terminated", "withdrawn")
    if notice is None or is_told_with_the_end:
        return []
    named = {party["role"] for party in work.unseal("parties", case.id) or ()}
    roles = [role for role in notice.to if role in named or role != "employee_attorney" or not named]
    return [Delivery(case.id, event.number, notice.kind, role, due=event.at) for role in roles]
