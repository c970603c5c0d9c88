"""The decision alone, without findings or words: for many items at once. It is always `evaluate`'s own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from openimr.domain.guidelines import Edition, Group, Question, Tree
from openimr.pipeline.criteria.evaluation import judges_of
from openimr.pipeline.criteria.judging import Judge
from openimr.pipeline.criteria.record import Record

Decide = Callable[[Record, Question], bool | None]
"""Whether a part of the logic passes once unknowns are closed; None: nothing of it is asked."""


def decide(edition: Edition, question: Question, record: Record) -> bool:
    """Whether *edition* is favourable to the request, as `evaluate` would say; parts that cannot matter are left."""
    return _decider(edition)(record, question) is not False


@lru_cache(maxsize=4096)
def _decider(edition: Edition) -> Decide:
    judges = {judge.criterion.id: _leaf(judge) for judge in judges_of(edition)}
    return _compile(edition.logic, judges)


def _compile(tree: Tree[str], leaves: dict[str, Decide]) -> Decide:
    if not isinstance(tree, Group):
        return leaves[tree]
    parts = [_compile(part, leaves) for part in tree.parts]
    if tree.op == "all":
        return _first(parts, stop=False)
    if tree.op == "any":
        return _first(parts, stop=True)
    if tree.op == "unless":
        return _unless(parts)
    return _not(parts[0]) if tree.op == "not" else _at_least(parts, tree.n)


def _leaf(judge: Judge) -> Decide:
    """A criterion: an unknown counts by the guideline's own rule for silence."""
    applies, answer, is_passed_by_silence = judge.applies, judge.answer, judge.criterion.silence != "fail"

    def passes(record: Record, question: Question) -> bool | None:
        if applies is not None and not applies(record, question).truth:
            return None
        truth = answer(record, question).evidence.truth
        return is_passed_by_silence if truth is None else truth

    return passes


def _first(parts: Sequence[Decide], *, stop: bool) -> Decide:
    """All (any) of the parts: the first that fails (passes) settles it."""

    def passes(record: Record, question: Question) -> bool | None:
        is_asked = False
        for part in parts:
            found = part(record, question)
            if found is stop:
                return stop
            is_asked = is_asked or found is not None
        return (not stop) if is_asked else None

    return passes


def _unless(parts: Sequence[Decide]) -> Decide:
    def passes(record: Record, question: Question) -> bool | None:
        first = parts[0](record, question)
        if first is not False:
            return first
        return any(part(record, question) for part in parts[1:])

    return passes


def _not(part: Decide) -> Decide:
    def passes(record: Record, question: Question) -> bool | None:
        found = part(record, question)
        return None if found is None else not found

    return passes


def _at_least(parts: Sequence[Decide], count: int) -> Decide:
    """Enough of the parts that are asked; where fewer are asked than it takes, all of these."""

    def passes(record: Record, question: Question) -> bool | None:
        found = [passed for part in parts if (passed := part(record, question)) is not None]
        return found.count(True) >= min(count, len(found)) if found else None

    return passes
