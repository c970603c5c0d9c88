"""How long a drug has been used, and would be with what is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.courses import ONGOING, mentions, start_bounds, supply_days
from openimr.pipeline.criteria.measures.elapsed import DAYS_IN
from openimr.pipeline.criteria.measures.reading import Reading
from openimr.pipeline.criteria.record import Record
from openimr.pipeline.criteria.wording import long_date
from openimr.text.dates import MONTH_NAMES


def duration_of_use(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Continuous use of the requested drug from its first mention to the day judged, plus the supply requested.

    A first mention that already speaks of ongoing use ("continue", "refill", a medication list) bounds the
    duration from below only. Without any mention it is the supply requested, if the request is called initial.
    """
    unit = DAYS_IN[options.get("unit")]
    supply = supply_days(record, question)
    found = mentions(record, question)
    low, high, start, facts = _elapsed(found, question)
    if not found and not question.treatment.is_initial:
        return Reading((supply or 0) / unit, None)
    least = (low + (supply or 0)) / unit
    most = None if high is None or supply is None else (high + supply) / unit
    values = {"value": least, "length": spoken_length(low + (supply or 0)), "since": start, "supply": supply}
    return Reading(least, most, facts=facts, values={k: v for k, v in values.items() if v is not None})


def _elapsed(found: Sequence[Fact], question: Question) -> tuple[float, float | None, str | None, Sequence[Fact]]:
    """Days of use before the request: least, most (None: unknown), the start, and the telling facts."""
    stated = [(bounds, fact) for fact in found if (bounds := start_bounds(str(fact.value.get("since", ""))))]
    dated = [fact for fact in found if fact.date is not None]
    end = max([question.as_of, *(fact.date for fact in dated if fact.date)])
    if stated:
        (first, last), fact = min(stated, key=lambda pair: pair[0])
        return max((end - last).days, 0), (end - first).days, _month_or_day(first, last), _ends([fact, *dated])
    if not dated:
        return 0, 0 if not found else None, None, found[:1]
    first_fact, start = dated[0], dated[0].date or end
    is_ongoing = first_fact.value.get("action") in ONGOING or first_fact.value.get("action") is None
    if len({fact.date for fact in dated}) == 1:
        return 0, None if is_ongoing else 0, _month_or_day(start, start), _ends(dated)
    days = (end - start).days
    return days, None if is_ongoing else days, _month_or_day(start, start), _ends(dated)


def spoken_length(days: float) -> str:
    """A length of time as one would say it, rounded down: days up to ten weeks, then weeks, then years."""
    if days < 70:
        return f"{int(days)} days"
    return f"{int(days // 7)} weeks" if days < 730 else f"{int(days // 365)} years"


def _month_or_day(first: dt.date, last: dt.date) -> str:
    """A start as exact as it is known: "March 13, 2014", "May 2013", "2013"."""
    if first == last:
        return long_date(first)
    return f"{MONTH_NAMES[first.month - 1]} {first.year}" if first.month == last.month else str(first.year)


def _ends(facts: Sequence[Fact]) -> Sequence[Fact]:
    """The first and the newest of the facts: enough to show how long it has gone on."""
    newest = max(facts, key=lambda fact: fact.date or dt.date.min)
    return facts[:1] if newest is facts[0] else (facts[0], newest)
