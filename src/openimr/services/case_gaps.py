"""What the example cases of a guideline leave untried."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from openimr.domain.guidelines import Criterion, FactTest, Group, Guideline, MeasureTest, RequestTest
from openimr.pipeline.criteria import evaluate
from openimr.rulebook.guideline_cases import GuidelineCase

_DAY = dt.timedelta(days=1)
_NEVER_OPEN = {"request_completeness", "is_continuation", "main_item_in_dispute"}


def gaps_of(of: Guideline, cases: Sequence[GuidelineCase]) -> tuple[str, ...]:
    """Each example that is missing, in words: results of criteria, days of editions, decisions, names used twice."""
    return (*_results(of, cases), *_days(of, cases), *_decisions(of, cases), *_names(cases))


def _results(of: Guideline, cases: Sequence[GuidelineCase]) -> Iterator[str]:
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for case in cases:
        for finding in evaluate(case.edition, case.question).findings if case.edition else ():
            if case.edition and finding.id.rpartition("/")[2] in case.expect:
                seen[case.edition.key, finding.id].add(finding.result)
    for edition in of.editions:
        for criterion in edition.criteria:
            missing = possible_results(criterion) - seen[edition.key, criterion.id]
            name = criterion.id.rpartition("/")[2]
            yield from (f"{name} {result.replace('_', ' ')} (edition {edition.key})" for result in sorted(missing))


def _days(of: Guideline, cases: Sequence[GuidelineCase]) -> Iterator[str]:
    tried = {case.question.request_date or case.question.as_of for case in cases}
    days = {
        day
        for edition in of.editions
        for first in (edition.effective_from, edition.effective_to and edition.effective_to + _DAY)
        if first is not None
        for day in (first - _DAY, first)
    }
    yield from (f"the day {day.isoformat()}, at the edge of an edition" for day in sorted(days - tried))


def _decisions(of: Guideline, cases: Sequence[GuidelineCase]) -> Iterator[str]:
    decided = {(case.edition, case.expect["decision"]) for case in cases if "decision" in case.expect}
    for edition in of.editions:
        for decision in ("upheld", "overturned"):
            if (edition, decision) not in decided:
                yield f"a case that comes out {decision} (edition {edition.key})"


def _names(cases: Sequence[GuidelineCase]) -> Iterator[str]:
    counts = Counter(case.name for case in cases)
    yield from (f"nothing of its own by one of the cases called {name}" for name, count in counts.items() if count > 1)


def possible_results(criterion: Criterion) -> set[str]:
    """The results that *criterion* can have at all."""
    leaves = _leaves(criterion.met)
    possible = {"unknown"} | ({"met"} if criterion.met is not None else set())
    if criterion.not_met is not None or any(not isinstance(leaf, FactTest) for leaf in leaves):
        possible.add("not_met")
    if leaves and all(_is_never_open(leaf) for leaf in leaves):
        possible.discard("unknown")
    return possible


def _is_never_open(leaf: Any) -> bool:
    """The request's own words are there or not; of the measures only some may stay open."""
    if isinstance(leaf, MeasureTest):
        return leaf.measure in _NEVER_OPEN
    return isinstance(leaf, RequestTest) and leaf.comparison is None


def _leaves(tree: Any) -> list[Any]:
    if isinstance(tree, Group):
        return [leaf for part in tree.parts for leaf in _leaves(part)]
    return [] if tree is None else [tree]
