"""The leaves of trees of tests and of criteria."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openimr.domain.guidelines import Criterion, Group


def leaves(tree: Any) -> Iterator[Any]:
    """Every leaf of *tree*, from left to right; none for None."""
    if isinstance(tree, Group):
        for part in tree.parts:
            yield from leaves(part)
    elif tree is not None:
        yield tree


def tests_of(criterion: Criterion) -> Iterator[Any]:
    """Every test that *criterion* asks."""
    for tree in (criterion.met, criterion.not_met, criterion.untestable, criterion.weigh, criterion.when):
        yield from leaves(tree)
