"""Going through every case of a simulated office at the end: what became of it and of each of its due dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial

from openimr.casework.clocks import due_dates
from openimr.casework.clocks.calendars import pacific_day
from openimr.domain.casework import Case, Event
from openimr.domain.clocks import DueDate
from openimr.services.casework.show_case import history
from openimr.services.ports import CaseStore, Work
from openimr.services.simulation.report import RuleCount, SimulationReport

LONGEST_GAP = dt.timedelta(hours=4, minutes=10)
"""Between two sweeps: those of the evening and of midnight."""

_PAGE = 200


def judge(store: CaseStore, report: SimulationReport, now: dt.datetime) -> None:
    """Enter into *report* what every case and due date came to by *now*."""
    after = ""
    while page := store.read(partial(_page, after=after)):
        for case, events in page:
            _count_case(report, case, events, now)
        after = page[-1][0].number or ""


def _page(work: Work, *, after: str) -> list[tuple[Case, tuple[Event, ...]]]:
    cases = work.cases(after=after, limit=_PAGE)
    events = work.events_of([case.id for case in cases])
    return [(case, events[case.id]) for case in cases]


def _count_case(report: SimulationReport, case: Case, events: tuple[Event, ...], now: dt.datetime) -> None:
    report.cases += 1
    report.states[case.state] += 1
    for event in events:
        report.kinds[event.kind] += 1
        if event.kind == "found_ineligible":
            report.grounds.update(event.data["grounds"])
    _count_days(report, events)
    told = {(event.data["rule"], event.data.get("trigger")) for event in events if event.kind == "escalated"}
    past = history(case.id, events)
    for due in due_dates(past, now):
        count = report.rules.setdefault(due.rule, RuleCount())
        _count_due(count, due, events[due.trigger - 1].at, (due.rule, due.trigger) in told, now)
        if due.was_missed:
            count.stood_at[_state_at(past, due)] += 1


def _state_at(past: Sequence[tuple[Event, Case]], due: DueDate) -> str:
    """Where the case stood when the time ran out, or when the clock started if it had run out by then."""
    return [case.state for event, case in past if event.at <= due.late_from or event.number <= due.trigger][-1]


def _count_days(report: SimulationReport, events: tuple[Event, ...]) -> None:
    """From receipt, and from complete records, to the first determination."""
    first: dict[str, dt.date] = {}
    for event in events:
        first.setdefault(event.kind, pacific_day(event.at))
    signed = first.get("determination_signed")
    complete = first.get("records_completed") or first.get("records_closed_incomplete")
    if signed and complete:
        report.from_receipt.days[(signed - first["application_received"]).days] += 1
        report.from_records.days[(signed - complete).days] += 1


def _count_due(count: RuleCount, due: DueDate, known: dt.datetime, is_told: bool, now: dt.datetime) -> None:
    """*known*: when the event that started the clock was on record."""
    count.met += due.status == "met"
    count.running += due.status == "running"
    count.late += due.was_missed and due.status != "overdue"
    count.overdue += due.status == "overdue"
    count.told += is_told
    if due.was_missed:
        ended = due.ended or now
        count.untold += not is_told and (due.status == "overdue" or ended - max(due.late_from, known) > LONGEST_GAP)
        count.longest_late = max(count.longest_late, ended - due.late_from)
