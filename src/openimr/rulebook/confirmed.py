"""The rulebook without what is not confirmed against its source."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from openimr.domain.guidelines import Criterion, Edition, Group, Test

_NEVER: Group[Test] = Group("any", ())


@lru_cache(maxsize=1024)
def confirmed_edition(edition: Edition) -> Edition | None:
    """*edition* with its unconfirmed criteria never asked, as if their conditions did not hold.

    What is not asked is left out of the logic by the rules of the criteria tree. None where every criterion that can
    decide is unconfirmed: such an edition says nothing that is confirmed. One without such criteria is given as it is.
    """
    unconfirmed = [each for each in edition.criteria if each.status == "unconfirmed"]
    if not unconfirmed:
        return edition
    if all(each.status == "unconfirmed" for each in edition.criteria if each.role != "advisory"):
        return None
    return replace(edition, criteria=tuple(_asked(each) for each in edition.criteria))


def left_out(edition: Edition) -> tuple[str, ...]:
    """The ids of the criteria that can decide but are not confirmed."""
    return tuple(each.id for each in edition.criteria if each.status == "unconfirmed" and each.role != "advisory")


def _asked(criterion: Criterion) -> Criterion:
    return replace(criterion, when=_NEVER) if criterion.status == "unconfirmed" else criterion
