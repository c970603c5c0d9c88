"""Whether one fact is what a fact test asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import FactTest, Question
from openimr.pipeline.criteria.record import Record, family, ingredients, requested_regions, territory

Match = Callable[[Fact, Record, Question], bool]


def matcher(test: FactTest) -> Match:
    """A function that accepts the facts *test* asks for; kind and concept are taken as matched."""
    checks = tuple(check for check in _checks(test) if check is not None)
    statuses = frozenset(test.statuses)

    def matches(fact: Fact, record: Record, question: Question) -> bool:
        if fact.status not in statuses:
            return False
        for check in checks:  # a plain loop: this runs for every fact of every criterion  # noqa: SIM110
            if not check(fact, record, question):
                return False
        return True

    return matches


def _checks(test: FactTest) -> list[Match | None]:
    return [
        _where(test) if test.where or test.has or test.lacks else None,
        _bounds(test) if test.bounds else None,
        _drug(test) if test.drug or test.drug_classes else None,
        _region(test) if test.region else None,
        _side if test.side else None,
        _level if test.level else None,
        _sections(test) if test.sections else None,
        _recent(test.within_days) if test.within_days is not None else None,
        _after_injury if test.after_injury else None,
    ]


def _where(test: FactTest) -> Match:
    wanted = test.where
    has, lacks = test.has, test.lacks

    def check(fact: Fact, record: Record, question: Question) -> bool:
        value = fact.value
        if any(key in value for key in lacks) or not all(key in value for key in has):
            return False
        for key, values in wanted:
            held = value.get(key)
            if held not in values and not _names_request(held, values, question):
                return False
        return True

    return check


def _names_request(value: Any, accepted: tuple[Any, ...], question: Question) -> bool:
    """Whether an ingredient is the one requested, where "requested" is accepted."""
    name = question.treatment.name
    return "requested" in accepted and bool(name and value) and bool(ingredients(str(name)) & ingredients(str(value)))


def _bounds(test: FactTest) -> Match:
    def check(fact: Fact, record: Record, question: Question) -> bool:
        return all(_within(fact.value.get(key), comparison, limit) for key, comparison, limit in test.bounds)

    return check


def _within(value: Any, comparison: str, limit: float) -> bool:
    if not isinstance(value, (int, float)):
        return False
    if comparison == "at_most":
        return value <= limit
    if comparison == "at_least":
        return value >= limit
    return value > limit if comparison == "above" else value < limit


def _drug(test: FactTest) -> Match:
    classes = frozenset(test.drug_classes)

    def check(fact: Fact, record: Record, question: Question) -> bool:
        if test.drug == "requested":
            return is_same_drug(fact, question)
        if test.drug == "class":
            return fact.value.get("drug_class") == question.treatment.drug_class is not None
        return fact.value.get("drug_class") in classes

    return check


def is_same_drug(fact: Fact, question: Question) -> bool:
    """Whether a medication fact is the requested drug, by ingredient: brand and generic are one."""
    name, concept = question.treatment.name, fact.value.get("concept")
    return bool(name and concept and ingredients(name) & ingredients(concept))


def _region(test: FactTest) -> Match:
    named = frozenset(test.region) if isinstance(test.region, tuple) else None
    reach = territory if test.region == "territory" else family

    def check(fact: Fact, record: Record, question: Question) -> bool:
        regions = record.regions(fact)
        wanted = named if named is not None else requested_regions(question.treatment)
        if not regions or not wanted:
            return True
        return any(regions & reach(region) for region in sorted(wanted))

    return check


def _side(fact: Fact, record: Record, question: Question) -> bool:
    stated, wanted = fact.value.get("laterality"), question.treatment.laterality
    return stated is None or wanted is None or stated == wanted or "bilateral" in (stated, wanted)


def _level(fact: Fact, record: Record, question: Question) -> bool:
    stated, wanted = fact.value.get("levels"), question.treatment.levels
    return not stated or not wanted or bool(set(stated) & set(wanted))


def _sections(test: FactTest) -> Match:
    wanted = frozenset(test.sections)

    def check(fact: Fact, record: Record, question: Question) -> bool:
        return fact.section in wanted

    return check


def _recent(days: int) -> Match:
    window = dt.timedelta(days=days)

    def check(fact: Fact, record: Record, question: Question) -> bool:
        return fact.observed is not None and fact.observed >= question.as_of - window

    return check


def _after_injury(fact: Fact, record: Record, question: Question) -> bool:
    if fact.date is None or not question.injury_dates:
        return True
    return fact.date >= max(question.injury_dates)
