"""What is due and overdue over all open cases, soonest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from openimr.casework.clocks import due_dates
from openimr.domain.casework import Case, CaseState, Event
from openimr.domain.clocks import DueDate
from openimr.services.casework.show_case import history
from openimr.services.ports import CaseStore, Work

WITH_DUTIES: tuple[CaseState, ...] = (
    "received",
    "eligibility_info_requested",
    "deferred",
    "eligible",
    "assigned",
    "records_requested",
    "records_complete",
    "in_review",
    "info_requested",
    "determined",
    "remanded",
)


@dataclass(frozen=True, slots=True)
class Due:
    """An open duty of one case."""

    case: Case
    due: DueDate


def list_due(store: CaseStore, now: dt.datetime, *, within: dt.timedelta | None = None) -> tuple[Due, ...]:
    """Open duties that are overdue or end *within* that time (all: None), the most pressing first."""
    found = [
        Due(case, due) for case, due in _open_duties(store, now) if within is None or due.late_from <= now + within
    ]
    return tuple(sorted(found, key=lambda each: (each.due.late_from, each.case.number or "", each.due.rule)))


def _open_duties(store: CaseStore, now: dt.datetime) -> Iterator[tuple[Case, DueDate]]:
    after = ""
    while True:
        page = store.read(partial(_page, after=after))
        for case, past in page:
            yield from ((case, due) for due in due_dates(past, now) if due.is_open_duty)
        if not page:
            return
        after = page[-1][0].number or ""


def _page(work: Work, *, after: str) -> list[tuple[Case, tuple[tuple[Event, Case], ...]]]:
    cases = work.cases(WITH_DUTIES, after=after, limit=200)
    events = work.events_of([case.id for case in cases])
    return [(case, history(case.id, events[case.id])) for case in cases]
