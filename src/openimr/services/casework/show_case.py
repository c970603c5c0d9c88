"""A case as its people see it: where it stands, what happened, what can be done, and what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from openimr.casework.clocks import due_dates
from openimr.casework.workflow import allowed_commands, apply
from openimr.domain.casework import Case, CaseId, Event
from openimr.domain.clocks import DueDate
from openimr.errors import UsageError
from openimr.services.casework.told_words import without_words, words_of
from openimr.services.ports import CaseStore, Work


def find_case(work: Work, name: str) -> CaseId:
    """The case of that number or id.

    Raises:
        UsageError: there is none.
    """
    found = work.find(name) or (CaseId(name) if work.case(CaseId(name)) else None)
    if found is None:
        raise UsageError("There is no such case.")
    return found


def clocks_of(store: CaseStore, name: str, now: dt.datetime) -> tuple[DueDate, ...]:
    """Every due date of one case."""
    return store.read(lambda work: _clocks(work, find_case(work, name), now))


def _clocks(work: Work, case: CaseId, now: dt.datetime) -> tuple[DueDate, ...]:
    return due_dates(history(case, work.events(case)), now)


def history(case: CaseId, events: tuple[Event, ...]) -> tuple[tuple[Event, Case], ...]:
    """Each event with the case as it stood after it."""
    standing, found = Case(case), []
    for event in events:
        standing = apply(standing, event)
        found.append((event, standing))
    return tuple(found)


def case_to_dict(store: CaseStore, name: str, now: dt.datetime) -> dict[str, Any]:
    """The whole case as JSON-ready values; the reviewer only by the opaque id."""

    def ask(work: Work) -> dict[str, Any]:
        found = find_case(work, name)
        past = history(found, work.events(found))
        standing = past[-1][1]
        return {
            "schema": "openimr.case/1",
            "case": _plain(asdict(standing)),
            "can": list(allowed_commands(standing)),
            "events": [event_to_dict(event, words_of(work, event)) for event, _ in past],
            "clocks": [due_to_dict(due) for due in due_dates(past, now)],
        }

    return store.read(ask)


def event_to_dict(event: Event, words: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One event as JSON-ready values, with the *words* that were told with it beside it."""
    found: dict[str, Any] = _plain(asdict(without_words(event)))
    return found | ({"words": dict(words)} if words else {})


def due_to_dict(due: DueDate) -> dict[str, Any]:
    """One due date as JSON-ready values."""
    found: dict[str, Any] = _plain(asdict(due))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value
