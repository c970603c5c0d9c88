"""What a simulated office came to: queues, lateness by rule, load of the reviewers, and what is tightest."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from openimr.rulebook.clocks import clock_rules
from openimr.services.simulation.plan import Plan

QUEUES: Mapping[str, tuple[str, ...]] = {
    "to_screen": ("received",),
    "parties_asked": ("eligibility_info_requested", "deferred"),
    "to_assign": ("eligible", "assigned"),
    "records": ("records_requested",),
    "no_reviewer": ("records_complete", "remanded"),
    "in_review": ("in_review", "info_requested"),
}
"""What open cases wait for, and the states in which they do. "parties_asked" and "records" wait for others."""

_WEEK = 5


@dataclass(frozen=True, slots=True)
class Day:
    """How an evening found the office: what came and was signed that day, cases by state, escalations, commands.

    `full`: how many reviewers had as many cases as they take.
    """

    day: dt.date
    is_working: bool
    came: int
    signed: int
    states: Mapping[str, int]
    escalated: int
    commands: int
    full: int = 0

    @property
    def queues(self) -> dict[str, int]:
        """How many cases wait for what."""
        return {name: sum(self.states.get(state, 0) for state in states) for name, states in QUEUES.items()}

    @property
    def with_reviewers(self) -> int:
        """How many cases wait for a reviewer or lie with one."""
        return self.queues["no_reviewer"] + self.queues["in_review"]

    @property
    def open(self) -> int:
        """How many cases wait at all."""
        return sum(self.queues.values())


@dataclass
class RuleCount:
    """What became of the due dates of one rule.

    `late` were done after their time, `overdue` are not done yet; `told` were escalated, also those that another clock
    has replaced since. `untold` were late or overdue when a sweep came, and nobody was told: there must be none. The
    others that were late and not told were done before the next sweep, or known only afterwards. `stood_at`: the states
    of the cases when the time ran out, which is where the delay was.
    """

    met: int = 0
    late: int = 0
    overdue: int = 0
    told: int = 0
    untold: int = 0
    running: int = 0
    longest_late: dt.timedelta = dt.timedelta(0)
    stood_at: Counter[str] = field(default_factory=Counter)


@dataclass
class Spread:
    """How long something took, in whole days."""

    days: Counter[int] = field(default_factory=Counter)

    def within(self, share: float) -> int:
        """The days within which that share was done; 0 if nothing was."""
        needed, done = share * self.days.total(), 0
        for days in sorted(self.days):
            done += self.days[days]
            if done >= needed:
                return days
        return 0

    def to_dict(self) -> dict[str, Any]:
        """Mean, half and nine in ten."""
        total = self.days.total()
        mean = sum(days * count for days, count in self.days.items()) / total if total else 0
        shares = {"half_within": self.within(0.5), "nine_in_ten_within": self.within(0.9), "longest": self.within(1)}
        return {"count": total, "mean": round(mean, 1), **shares}


@dataclass
class SimulationReport:
    """The whole simulation. `before`: the evening before it began; `publication_seconds` is the processor's time."""

    plan: Plan
    before: Day | None = None
    days: list[Day] = field(default_factory=list)
    rules: dict[str, RuleCount] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    grounds: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    from_receipt: Spread = field(default_factory=Spread)
    from_records: Spread = field(default_factory=Spread)
    cases: int = 0
    commands: int = 0
    letters: int = 0
    escalations: int = 0
    really_published: int = 0
    publication_seconds: float = 0.0
    reviews: Counter[str] = field(default_factory=Counter)
    peak_loads: dict[str, int] = field(default_factory=dict)

    @property
    def untold(self) -> int:
        """Duties late or overdue of which nobody was told."""
        return sum(count.untold for count in self.rules.values())

    @property
    def events(self) -> int:
        """Everything that is on record."""
        return self.kinds.total()

    @property
    def working_days(self) -> list[Day]:
        """Days on which the office worked."""
        return [day for day in self.days if day.is_working]


def simulation_to_dict(report: SimulationReport) -> dict[str, Any]:
    """The report as JSON-ready values: the same seed gives the same."""
    plan = report.plan
    return {
        "schema": "openimr.simulation/1",
        "plan": {
            "start": plan.start.isoformat(),
            "days": plan.days,
            "rate": plan.rate,
            "burst": plan.burst,
            "open": plan.open_cases,
            "reviewers": plan.registry_size,
            "seed": plan.seed,
        },
        "cases": report.cases,
        "came": sum(day.came for day in report.days),
        "open_at_start": report.before.open if report.before else 0,
        "open_at_end": report.days[-1].open if report.days else 0,
        "commands": report.commands,
        "events": report.events,
        "letters": report.letters,
        "escalations": report.escalations,
        "overdue_untold": report.untold,
        "really_published": report.really_published,
        "states": dict(sorted(report.states.items())),
        "ineligible": dict(sorted(report.grounds.items())),
        "happened": dict(sorted(report.kinds.items())),
        "days_from_receipt_to_determination": report.from_receipt.to_dict(),
        "days_from_complete_records_to_determination": report.from_records.to_dict(),
        "rules": {name: _rule(name, count) for name, count in sorted(report.rules.items())},
        "reviewers": _reviewers(report),
        "weeks": _weeks(report),
        "queues": _queues(report.working_days),
        "days": [_day(day) for day in report.days],
    }


def _rule(name: str, count: RuleCount) -> dict[str, Any]:
    rule = clock_rules()[name]
    values = asdict(count) | {"longest_late": round(count.longest_late.total_seconds() / 3600, 1)}
    values["stood_at"] = dict(count.stood_at.most_common())
    return {"who": rule.who, "what": rule.what, **values}


def _day(day: Day) -> dict[str, Any]:
    values = {
        "came": day.came,
        "signed": day.signed,
        "escalated": day.escalated,
        "commands": day.commands,
        "full": day.full,
    }
    return {"day": day.day.isoformat(), "is_working": day.is_working, **values, "queues": day.queues, "open": day.open}


def _reviewers(report: SimulationReport) -> dict[str, Any]:
    names = [*report.reviews.values()] + [0] * (report.plan.registry_size - len(report.reviews))
    signed = sorted(names)
    return {
        "count": len(signed),
        "signed_least": signed[0],
        "signed_median": signed[len(signed) // 2],
        "signed_most": signed[-1],
        "peak_load": max(report.peak_loads.values(), default=0),
        "to_keep_up": _to_keep_up(report),
    }


def _to_keep_up(report: SimulationReport) -> int | None:
    """How many reviewers it takes for all that came to them in the last five working days; None: it was not so long."""
    last, days = report.working_days[-1:], report.working_days[-_WEEK:]
    before = report.working_days[-_WEEK - 1 : -_WEEK]
    if not before:
        return None
    came = sum(day.signed for day in days) + last[0].with_reviewers - before[0].with_reviewers
    return max(0, math.ceil(came / (_WEEK * report.plan.habits.reviewers["a_day"])))


def _weeks(report: SimulationReport) -> list[dict[str, Any]]:
    """How busy the reviewers were: what they signed of what they can sign, week by week."""
    a_day = int(report.plan.habits.reviewers["a_day"]) * report.plan.registry_size
    weeks = []
    for _, group in groupby(report.working_days, key=lambda day: day.day.isocalendar()[:2]):
        days = list(group)
        signed, could = sum(day.signed for day in days), a_day * len(days)
        waits = round(sum(day.queues["no_reviewer"] for day in days) / len(days))
        weeks.append(
            {
                "from": days[0].day.isoformat(),
                "came": sum(day.came for day in days),
                "signed": signed,
                "could_sign": could,
                "busy": round(signed / could, 3),
                "full": round(sum(day.full for day in days) / len(days)),
                "wait_for_a_reviewer": waits,
                "escalated": sum(day.escalated for day in days),
            }
        )
    return weeks


def _queues(days: Sequence[Day]) -> dict[str, Any]:
    """Each queue on the average evening of the last five working days and of the five before, and at its longest."""
    last, before = days[-_WEEK:], days[-2 * _WEEK : -_WEEK]
    return {
        name: {
            "before": _mean(name, before),
            "last": _mean(name, last),
            "most": max((d.queues[name] for d in days), default=0),
        }
        for name in QUEUES
    }


def _mean(name: str, days: Sequence[Day]) -> int:
    return round(sum(day.queues[name] for day in days) / len(days)) if days else 0
