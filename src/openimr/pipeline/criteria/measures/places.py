"""Where a statement belongs: regions, sides, spinal levels and the nerve roots behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.record import Record, requested_regions, territory
from openimr.rulebook.files import read_yaml

Where = frozenset[str]


def reach_of(question: Question, options: Mapping[str, Any]) -> Where:
    """Regions whose findings bear on the request: the nerve territory of the option `region`, or of the request."""
    named = options.get("region")
    if named:
        return _reach(frozenset(named) if isinstance(named, tuple) else frozenset({named}))
    return _reach(requested_regions(question.treatment))


@cache
def _reach(regions: Where) -> Where:
    return frozenset().union(*(territory(region) for region in regions))


def is_there(fact: Fact, record: Record, reach: Where) -> bool:
    """Whether a fact may lie within *reach*; one that names no region may."""
    regions = record.regions(fact)
    return not regions or not reach or bool(regions & reach)


def is_on_side(fact: Fact, question: Question) -> bool:
    """Whether a fact may be on the side asked for."""
    stated, wanted = fact.value.get("laterality"), question.treatment.laterality
    return stated is None or wanted is None or stated == wanted or "bilateral" in (stated, wanted)


def roots_of(levels: Iterable[str]) -> Where:
    """The nerve roots of levels: the disc "L5-S1" concerns L5 and S1, the root "C6" itself."""
    return frozenset(root for level in levels for root in _roots_of_level(level))


@cache
def _roots_of_level(level: str) -> tuple[str, ...]:
    parts = level.upper().replace(" ", "").split("-")
    return tuple(part if part[:1].isalpha() else parts[0][:1] + part for part in parts)


def is_same_level(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Whether two lists of levels share a disc; a root matches either disc beside it."""
    return any(_meet(_roots_of_level(one), _roots_of_level(other)) for one in wanted for other in found)


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if len(one) > 1 and len(other) > 1:
        return one == other
    return bool(set(one) & set(other))


def roots_served(fact: Fact) -> Where:
    """The roots that a finding speaks of: its dermatomes or levels, else those that serve the part it names."""
    named = [*(fact.value.get("dermatomes") or ()), *(fact.value.get("levels") or ())]
    if named:
        return roots_of(named)
    table = read_yaml("guidelines/territories.yaml")["roots"]
    parts = [fact.value.get("body_part"), *(fact.value.get("body_parts") or ())]
    return frozenset(root for part in parts for root in table.get(part, ()))
