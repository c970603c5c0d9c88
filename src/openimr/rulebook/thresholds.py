"""What if a limit were another: a guideline with one criterion's threshold changed, all else as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from openimr.domain.guidelines import Criterion, FactTest, Group, Guideline, MeasureTest, RequestTest, Test, Tree
from openimr.errors import UsageError


def with_threshold(guideline: Guideline, criterion: str, value: float) -> Guideline:
    """*guideline* with the threshold of *criterion* (its name without the guideline's) set to *value* in every edition.

    The threshold is the criterion's stated limit, or else the one number its tests compare with; every test of the
    criterion that compares with it, for the request or against it, takes the new value.

    Raises:
        UsageError: no edition has the criterion, or its tests compare with no number or with several.
    """
    name = f"{guideline.id}/{criterion}"
    if not any(each.id == name for edition in guideline.editions for each in edition.criteria):
        raise UsageError(f"{guideline.id} has no criterion {criterion}.")
    editions = tuple(
        replace(
            edition,
            criteria=tuple(_changed(each, value) if each.id == name else each for each in edition.criteria),
        )
        for edition in guideline.editions
    )
    return replace(guideline, editions=editions)


def _changed(criterion: Criterion, value: float) -> Criterion:
    old = threshold_of(criterion)
    return replace(
        criterion,
        met=_tree(criterion.met, old, value),
        not_met=_tree(criterion.not_met, old, value),
        limit=value if criterion.limit == old else criterion.limit,
    )


def threshold_of(criterion: Criterion) -> float:
    """The number that *criterion* turns on; raises `UsageError` where that is none or not one alone."""
    numbers = sorted({*_numbers(criterion.met), *_numbers(criterion.not_met)})
    if criterion.limit in numbers:
        return float(criterion.limit)
    if len(numbers) != 1:
        what = "no number" if not numbers else f"several numbers ({', '.join(f'{each:g}' for each in numbers)})"
        raise UsageError(f"{criterion.id} compares with {what}: change its rule file and give it with --rules.")
    return numbers[0]


def _numbers(tree: Tree[Test] | None) -> Iterator[float]:
    if isinstance(tree, Group):
        for part in tree.parts:
            yield from _numbers(part)
    elif isinstance(tree, FactTest):
        yield from (limit for _, _, limit in tree.bounds)
        if tree.within_days is not None:
            yield float(tree.within_days)
    elif tree is not None and tree.limit is not None:
        yield tree.limit


def _tree(tree: Any, old: float, new: float) -> Any:
    """The tests with every comparison with *old* turned into one with *new*."""
    if isinstance(tree, Group):
        return replace(tree, parts=tuple(_tree(part, old, new) for part in tree.parts))
    if isinstance(tree, FactTest):
        bounds = tuple((key, how, new if limit == old else limit) for key, how, limit in tree.bounds)
        days = int(new) if tree.within_days == old else tree.within_days
        return replace(tree, bounds=bounds, within_days=days)
    if isinstance(tree, MeasureTest | RequestTest) and tree.limit == old:
        return replace(tree, limit=new)
    return tree
