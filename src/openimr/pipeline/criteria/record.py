"""One patient's facts, arranged so that each test finds its facts at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

from openimr.domain.facts import Fact
from openimr.rulebook.files import read_yaml

_CARRIERS = frozenset({"acetaminophen", "aspirin", "ibuprofen", "caffeine", "naloxone"})
_REGION_OF_LEVEL = {"C": "cervical spine", "T": "thoracic spine", "L": "lumbar spine", "S": "lumbar spine"}


class Record:
    """The facts of a single patient by kind and concept, oldest first, undated ones at the start."""

    __slots__ = ("_by_concept", "_by_kind", "_regions", "facts")

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = tuple(facts)
        self._by_concept: dict[tuple[str, Any], list[Fact]] = {}
        self._by_kind: dict[str, list[Fact]] = {}
        self._regions: dict[str, frozenset[str]] = {}
        for fact in sorted(self.facts, key=_when):
            self._by_kind.setdefault(fact.kind, []).append(fact)
            self._by_concept.setdefault((fact.kind, fact.value.get("concept")), []).append(fact)

    def is_without(self, concepts: frozenset[tuple[str, str]]) -> bool:
        """Whether no fact is of any of these kinds and concepts."""
        return self._by_concept.keys().isdisjoint(concepts)

    def of(self, kind: str, concepts: Sequence[str] = ()) -> Sequence[Fact]:
        """Facts of a kind, of any concept or of the named ones, oldest first within a concept."""
        if not concepts:
            return self._by_kind.get(kind, ())
        if len(concepts) == 1:
            return self._by_concept.get((kind, concepts[0]), ())
        table = self._by_concept
        return [fact for concept in concepts for fact in table.get((kind, concept), ())]

    def regions(self, fact: Fact) -> frozenset[str]:
        """The body regions that a fact names, from its parts or its spinal levels; empty if unsaid."""
        known = self._regions.get(fact.id)
        if known is None:
            known = self._regions[fact.id] = regions_of(fact.value)
        return known


def regions_of(value: Any) -> frozenset[str]:
    """The body regions of a value with `body_part`, `body_parts` or `levels`; empty if unsaid."""
    parts = list(value.get("body_parts") or ())
    if value.get("body_part"):
        parts.append(value["body_part"])
    if not parts:
        parts = [_REGION_OF_LEVEL[level[0]] for level in value.get("levels") or () if level[:1] in _REGION_OF_LEVEL]
    return frozenset(parts)


def _when(fact: Fact) -> tuple[dt.date, str]:
    return (fact.date or dt.date.min, "")


@cache
def territory(region: str) -> frozenset[str]:
    """Where the nerves of a spine region may show findings; the region's own family for a limb."""
    table = read_yaml("guidelines/territories.yaml")["territory"]
    return frozenset(table[region]) if region in table else family(region)


@cache
def family(region: str) -> frozenset[str]:
    """A region and the names that cover it or are covered by it."""
    table = read_yaml("guidelines/territories.yaml")["family"]
    wider = {name for name, narrower in table.items() if region in narrower}
    return frozenset({region, *table.get(region, ()), *wider})


@cache
def ingredients(name: str) -> frozenset[str]:
    """The ingredients that make a drug what it is: "hydrocodone/acetaminophen" is hydrocodone."""
    parts = frozenset(part.strip().lower() for part in name.split("/") if part.strip())
    return parts - _CARRIERS or parts


def requested_regions(treatment: Any) -> frozenset[str]:
    """The body regions that a treatment names."""
    value = {"body_part": treatment.body_part, "body_parts": treatment.body_parts, "levels": treatment.levels}
    return regions_of(value)
