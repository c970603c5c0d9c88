"""Time between dates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.reading import NOTHING, Reading
from openimr.pipeline.criteria.measures.visits import treatments_given
from openimr.pipeline.criteria.record import Record

DAYS_IN: Mapping[str | None, float] = {None: 1, "day": 1, "week": 7, "month": 30.4375, "year": 365.25}


def days_since_injury(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Time from the latest injury to the day judged, in the unit asked for; open without a date of injury."""
    if not question.injury_dates:
        return NOTHING
    injury = max(question.injury_dates)
    elapsed = (question.as_of - injury).days / DAYS_IN[options.get("unit")]
    return Reading(elapsed, elapsed, values={"value": elapsed, "since": injury})


def time_since_last(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Time from the newest dated treatment of the option `kind` and `concept` to the day judged; open without one."""
    given = treatments_given(record, question, options["kind"], options["concept"])
    dates = [fact.date for fact in given if fact.date is not None]
    if not dates:
        return NOTHING
    elapsed = (question.as_of - max(dates)).days / DAYS_IN[options.get("unit")]
    return Reading(elapsed, elapsed, facts=given[-1:], values={"value": elapsed, "since": max(dates)})


def course_length(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """How long care of the option `kind` and `concept` has lasted: as stated in weeks, else from first to last mention.

    A span between mentions bounds it from below only.
    """
    unit = DAYS_IN[options.get("unit")]
    given = treatments_given(record, question, options["kind"], options["concept"])
    stated = [fact for fact in given if isinstance(fact.value.get("weeks"), int | float)]
    if stated:
        longest = max(stated, key=lambda fact: float(fact.value["weeks"]))
        length = float(longest.value["weeks"]) * 7 / unit
        return Reading(length, length, facts=(longest,), values={"value": length})
    return _span(given, unit)


def _span(given: Sequence[Fact], unit: float) -> Reading:
    dates = [fact.date for fact in given if fact.date is not None]
    if not dates:
        return Reading(facts=given[:1])
    length = (max(dates) - min(dates)).days / unit
    return Reading(length, None, facts=given[:1], values={"value": length, "since": min(dates)})


def treatment_count(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """How many treatments of the option `kind` and `concept` lie within the option `days` before the day judged.

    Treatments on one day count once; a stated `count` counts in full.
    """
    given = treatments_given(record, question, options["kind"], options["concept"])
    days = options.get("days")
    recent = [f for f in given if f.date and (days is None or (question.as_of - f.date).days <= days)]
    total = len({fact.date for fact in recent}) + sum(int(fact.value.get("count", 1)) - 1 for fact in recent)
    return Reading(total, None if len(recent) < len(given) else total, facts=recent, values={"value": total})
