"""Turns the tests of a guideline into functions of a record and a question, once per edition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import FactTest, Group, MeasureTest, Question, RequestTest, Test, Tree
from openimr.pipeline.criteria.evidence import FALSE, SILENT, TRUE, Evidence, merged
from openimr.pipeline.criteria.matching import matcher
from openimr.pipeline.criteria.measures import Reading, measure_named
from openimr.pipeline.criteria.record import Record

Ask = Callable[[Record, Question], Evidence]


def compile_tests(tree: Tree[Test], *, is_closed: bool = False) -> Ask:
    """A function that answers *tree* for one record and question.

    With `is_closed`, "not" of what the record leaves open is true: a condition is as the record shows it.
    """
    if isinstance(tree, Group):
        return _compile_group(tree, is_closed=is_closed)
    if isinstance(tree, FactTest):
        return _compile_facts(tree)
    if isinstance(tree, MeasureTest):
        return _compile_measure(tree)
    return _compile_request(tree)


def _compile_group(group: Group[Test], *, is_closed: bool) -> Ask:
    asks = tuple(compile_tests(part, is_closed=is_closed) for part in group.parts)
    if group.op == "not":
        return _negate(asks[0], is_closed=is_closed)
    needed = {"all": len(asks), "any": 1}.get(group.op, group.n)
    return _any_of(asks) if needed == 1 else _count_of(asks, needed)


def _negate(ask: Ask, *, is_closed: bool) -> Ask:
    def answer(record: Record, question: Question) -> Evidence:
        found = ask(record, question)
        if found.truth is None and not is_closed:
            return found
        return Evidence(not found.truth, found.facts, found.values)

    return answer


def _any_of(asks: Sequence[Ask]) -> Ask:
    def answer(record: Record, question: Question) -> Evidence:
        true: list[Evidence] = []
        told: list[Evidence] = []
        false = 0
        for ask in asks:
            part = ask(record, question)
            if part is SILENT:
                continue
            if part.truth:
                true.append(part)
            elif part.truth is False or part.facts or part.values:
                false += part.truth is False
                told.append(part)
        if true:
            return merged(True, true)
        if not told:
            return SILENT
        return merged(False if false == len(asks) else None, told)

    return answer


def _count_of(asks: Sequence[Ask], needed: int) -> Ask:
    def answer(record: Record, question: Question) -> Evidence:
        parts = [ask(record, question) for ask in asks]
        true = [part for part in parts if part.truth]
        if len(true) >= needed:
            return merged(True, true)
        false = [part for part in parts if part.truth is False]
        if len(parts) - len(false) < needed:
            return merged(False, false)
        return merged(None, [part for part in parts if part.facts] or [SILENT])

    return answer


def _compile_facts(test: FactTest) -> Ask:
    kind, concepts, count, is_latest = test.kind, test.concepts, test.count, test.latest
    matches = matcher(test)
    wanted = frozenset((kind, concept) for concept in concepts)

    def answer(record: Record, question: Question) -> Evidence:
        if wanted and record.is_without(wanted):
            return SILENT
        candidates = record.of(kind, concepts)
        if is_latest:
            candidates = _newest_of(candidates)
        found = [fact for fact in candidates if matches(fact, record, question)]
        if not found or len(found) < count:
            return SILENT
        return Evidence(True, found)

    return answer


def _newest_of(facts: Sequence[Fact]) -> list[Fact]:
    newest = max((fact.date or dt.date.min for fact in facts), default=dt.date.min)
    return [fact for fact in facts if (fact.date or dt.date.min) == newest]


def _compile_measure(test: MeasureTest) -> Ask:
    measure = measure_named(test.measure)
    options: dict[str, Any] = dict(test.options)
    if test.unit is not None:
        options["unit"] = test.unit

    def answer(record: Record, question: Question) -> Evidence:
        reading = measure(record, question, options)
        return Evidence(_verdict(test, reading), reading.facts, reading.values, reading.untestable)

    return answer


def _verdict(test: MeasureTest, reading: Reading) -> bool | None:
    if test.comparison is None or test.limit is None:
        return reading.truth
    return compare(test.comparison, reading.low, reading.high, test.limit)


def compare(comparison: str, low: float | None, high: float | None, limit: float) -> bool | None:
    """Whether a number known to lie from *low* to *high* (None: unbounded) passes; None where that is open."""
    if comparison in ("at_least", "above"):
        passes_below = compare("below" if comparison == "at_least" else "at_most", low, high, limit)
        return None if passes_below is None else not passes_below
    strictly = comparison == "below"
    if low is not None and (low > limit or (strictly and low == limit)):
        return False
    if high is not None and (high < limit or (not strictly and high == limit)):
        return True
    return None


def _compile_request(test: RequestTest) -> Ask:
    if test.states:
        return _compile_stated(test.states)

    def answer(record: Record, question: Question) -> Evidence:
        value = getattr(question.treatment, str(test.key))
        if test.comparison is None or test.limit is None:
            held = (value or (None,)) if isinstance(value, tuple) else (value,)
            return TRUE if any(each in test.values for each in held) else FALSE
        if isinstance(value, tuple):
            value = len(value) or None
        if value is None:
            return SILENT
        low = question.treatment.visits_min if test.key == "visits" else None
        truth = compare(test.comparison, value if low is None else low, value, test.limit)
        return Evidence(truth, (), {"value": value})

    return answer


def _compile_stated(names: Sequence[str]) -> Ask:
    def answer(record: Record, question: Question) -> Evidence:
        return TRUE if all(getattr(question.treatment, name) not in (None, ()) for name in names) else FALSE

    return answer
