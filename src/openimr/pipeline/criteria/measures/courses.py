"""The course of a drug on record: when it is mentioned, how it is taken, what the request would add."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.matching import is_same_drug
from openimr.pipeline.criteria.record import Record

_ON_A_PRESCRIPTION = ("quantity", "refills", "sig", "times_per_day", "since")
ONGOING = frozenset({"continued", "refilled", "increased", "decreased", "listed"})


def mentions(record: Record, question: Question) -> list[Fact]:
    """Statements that the patient takes or took the requested drug, oldest first, since it was last stopped."""
    found = [fact for fact in record.of("medication") if is_same_drug(fact, question)]
    stops = [fact.date for fact in found if fact.value.get("action") == "stopped" and fact.date]
    taken = [fact for fact in found if fact.status in ("present", "historical") and is_taken(fact)]
    if not stops:
        return taken
    return [fact for fact in taken if fact.date is None or fact.date > max(stops)]


def is_taken(fact: Fact) -> bool:
    """Whether a medication fact tells of use: not of a stop, nor of a bare name in a plan, which is but a wish."""
    action = fact.value.get("action")
    if action == "prescribed" and fact.section == "plan":
        return any(fact.value.get(key) for key in _ON_A_PRESCRIPTION)
    return action != "stopped"


def start_bounds(since: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day that "2013", "2013-05" or "2013-05-14" can mean; None for other words."""
    try:
        numbers = [int(part) for part in since.split("-")]
        year, month, day = [*numbers, None, None][:3]
        first = dt.date(year or 0, month or 1, day or 1)
    except (ValueError, TypeError):
        return None
    last_month = month or 12
    last_day = day or calendar.monthrange(first.year, last_month)[1]
    return first, dt.date(first.year, last_month, last_day)


def supply_days(record: Record, question: Question) -> float | None:
    """How many days the request lasts, refills included: as stated, or by the newest directions on record."""
    treatment = question.treatment
    fills = 1 + (treatment.refills or 0)
    if treatment.days_supply is not None:
        return treatment.days_supply * fills
    if treatment.quantity is None:
        return None
    per_day = treatment.times_per_day or _units_per_day(mentions(record, question))
    return treatment.quantity / per_day * fills if per_day else None


def _units_per_day(facts: Sequence[Fact]) -> float | None:
    for fact in reversed(facts):
        times: Any = fact.value.get("times_per_day")
        if times:
            return float(times) * float(fact.value.get("units_per_dose") or 1)
    return None
