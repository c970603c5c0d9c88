"""The decision alone, without findings or words: for many items at once. It is always `evaluate`'s own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from openimr.domain.determinations import ProposedDecision
from openimr.domain.guidelines import Edition, Group, Question, Tree
from openimr.pipeline.criteria.evaluation import judges_of
from openimr.pipeline.criteria.judging import Judge
from openimr.pipeline.criteria.record import Record

_OPEN = frozenset({"mentioned"})

Decide = Callable[[Record, Question], bool | None]
"""Whether a part of the logic passes once unknowns are closed; None: nothing of it is asked."""


def decide(edition: Edition, question: Question, record: Record) -> bool:
    """Whether *edition* is favourable to the request, as `evaluate` would say; parts that cannot matter are left."""
    return _decider(edition)(record, question) is not False


def decision_of(edition: Edition, question: Question, record: Record) -> ProposedDecision:
    """What would be proposed under *edition*: nothing where a criterion that stays open could turn the decision."""
    if _decider(edition, True)(record, question) is False:
        return "upheld"
    return "abstain" if _decider(edition, False)(record, question) is False else "overturned"


@lru_cache(maxsize=4096)
def _decider(edition: Edition, open_as: bool | None = None) -> Decide:
    """The logic made ready; *open_as* is how what stays open counts, None: as the guideline closes silence."""
    judges = {judge.criterion.id: _leaf(judge, open_as) for judge in judges_of(edition)}
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


def _leaf(judge: Judge, open_as: bool | None) -> Decide:
    """A criterion: an unknown counts by the guideline's own rule for silence."""
    applies, answer, is_passed_by_silence = judge.applies, judge.answer, judge.criterion.silence != "fail"

    def passes(record: Record, question: Question) -> bool | None:
        if applies is not None and not applies(record, question).truth:
            return None
        found = answer(record, question)
        truth = found.evidence.truth
        if truth is not None:
            return truth
        return open_as if open_as is not None and found.silence in _OPEN else is_passed_by_silence

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
