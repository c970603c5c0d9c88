"""What a simulated office came to: queues, lateness by rule, load of the reviewers, throughput."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from openimr.casework.clocks import due_dates
from openimr.domain.casework import Case, Event
from openimr.services.casework.show_case import history
from openimr.services.ports import CaseStore, Work


@dataclass(frozen=True, slots=True)
class Day:
    """How an evening found the office: applications of the day, cases by state, letters that wait, escalations."""

    day: dt.date
    came: int
    queues: Mapping[str, int]
    escalated: int
    commands: int


@dataclass
class RuleCount:
    """What became of the due dates of one rule.

    `late` were done after their time: `late_told` of them were escalated first, the others were done before the next
    sweep came. `overdue` are not done yet; `overdue_untold` of them nobody was told: there must be none.
    """

    met: int = 0
    late: int = 0
    late_told: int = 0
    overdue: int = 0
    overdue_untold: int = 0
    running: int = 0
    longest_late: dt.timedelta = dt.timedelta(0)


@dataclass
class SimulationReport:
    """The whole simulation."""

    days: list[Day] = field(default_factory=list)
    rules: dict[str, RuleCount] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    commands: int = 0
    events: int = 0
    letters: int = 0
    escalations: int = 0
    open_at_start: int = 0
    reviews: Counter[str] = field(default_factory=Counter)
    peak_loads: dict[str, int] = field(default_factory=dict)
    waited_for_reviewer: int = 0

    @property
    def untold(self) -> int:
        """Duties overdue at the end of which nobody was told."""
        return sum(count.overdue_untold for count in self.rules.values())


def judge(store: CaseStore, report: SimulationReport, now: dt.datetime) -> None:
    """Go through every due date of every case once more and enter what became of it."""
    after = ""
    while True:
        page = store.read(partial(_page, after=after))
        for case, events in page:
            _count_case(report, case, events, now)
        if not page:
            return
        after = page[-1][0].number or ""


def _page(work: Work, *, after: str) -> list[tuple[Case, tuple[Event, ...]]]:
    cases = work.cases(after=after, limit=200)
    events = work.events_of([case.id for case in cases])
    return [(case, events[case.id]) for case in cases]


def _count_case(report: SimulationReport, case: Case, events: tuple[Event, ...], now: dt.datetime) -> None:
    report.cases += 1
    report.events += len(events)
    report.states[case.state] = report.states.get(case.state, 0) + 1
    told = {(event.data["rule"], event.data.get("trigger")) for event in events if event.kind == "escalated"}
    for due in due_dates(history(case.id, events), now):
        count = report.rules.setdefault(due.rule, RuleCount())
        is_told = (due.rule, due.trigger) in told
        count.met += due.status == "met"
        count.running += due.status == "running"
        count.late += due.status == "late"
        count.late_told += due.status == "late" and is_told
        count.overdue += due.status == "overdue"
        count.overdue_untold += due.status == "overdue" and not is_told
        if due.status in ("late", "overdue"):
            count.longest_late = max(count.longest_late, (due.ended or now) - due.late_from)


def simulation_to_dict(report: SimulationReport) -> dict[str, Any]:
    """The report as JSON-ready values."""
    reviews = sorted(report.reviews.values())
    rules = {name: _plain(asdict(count)) for name, count in sorted(report.rules.items())}
    return {
        "schema": "openimr.simulation/1",
        "cases": report.cases,
        "commands": report.commands,
        "events": report.events,
        "letters": report.letters,
        "escalations": report.escalations,
        "overdue_untold": report.untold,
        "open_at_start": report.open_at_start,
        "states": dict(sorted(report.states.items())),
        "rules": {name: count for name, count in rules.items() if any(count.values())},
        "reviewers": {
            "with_cases": len(reviews),
            "signed_least": reviews[0] if reviews else 0,
            "signed_median": reviews[len(reviews) // 2] if reviews else 0,
            "signed_most": reviews[-1] if reviews else 0,
            "peak_load": max(report.peak_loads.values(), default=0),
            "waits_for_a_reviewer": report.waited_for_reviewer,
        },
        "days": [{**asdict(day), "day": day.day.isoformat()} for day in report.days],
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value.total_seconds() / 3600, 1) if isinstance(value, dt.timedelta) else value
        for name, value in values.items()
    }
