"""Pain relief, as stated or worked out from scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.reading import NOTHING, Reading
from openimr.pipeline.criteria.measures.visits import treatments_given
from openimr.pipeline.criteria.record import Record


def pain_relief(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Percent relief by medication: the scores without and with it on the newest date that has both.

    A range counts by its bounds: least relief from low-without to high-with, most from the opposite ends.
    """
    by_date: dict[dt.date | None, dict[bool, Fact]] = {}
    for fact in record.of("pain_score"):
        taken = fact.value.get("with_medication")
        if fact.status in ("present", "historical") and taken is not None and fact.value.get("high") is not None:
            by_date.setdefault(fact.date, {}).setdefault(bool(taken), fact)
    pairs = [(date, pair) for date, pair in by_date.items() if len(pair) == 2]
    if not pairs:
        return NOTHING
    _, pair = max(pairs, key=lambda each: each[0] or dt.date.min)
    return _from_scores(pair[False], pair[True])


def _from_scores(without: Fact, taken: Fact) -> Reading:
    bounds = [_percent(without.value.get("low", without.value["high"]), taken.value["high"])]
    bounds.append(_percent(without.value["high"], taken.value.get("low", taken.value["high"])))
    if bounds[0] is None or bounds[1] is None:
        return NOTHING
    values = {"value": bounds[0], "before": _score(without), "after": _score(taken)}
    return Reading(bounds[0], bounds[1], facts=(without, taken), values=values)


def _percent(before: float, after: float) -> float | None:
    return (before - after) / before * 100 if before else None


def _score(fact: Fact) -> str:
    low, high = fact.value.get("low", fact.value["high"]), fact.value["high"]
    return f"{low:g}/10" if low == high else f"{low:g}-{high:g}/10"


def relief_percent(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Percent relief stated for the newest treatment of the option `kind` and `concept` in the requested region."""
    return _stated(record, question, options, "relief_percent")


def relief_weeks(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Weeks of relief stated for the newest treatment of the option `kind` and `concept` in the requested region."""
    return _stated(record, question, options, "relief_weeks")


def _stated(record: Record, question: Question, options: Mapping[str, Any], key: str) -> Reading:
    given = treatments_given(record, question, options["kind"], options["concept"])
    stated = [fact for fact in given if isinstance(fact.value.get(key), int | float)]
    if not stated:
        return Reading(facts=given[-1:])
    newest = max(stated, key=lambda fact: fact.date or dt.date.min)
    value = float(newest.value[key])
    return Reading(value, value, facts=(newest,), values={"value": value})
