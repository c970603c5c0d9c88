"""Imaging and electrodiagnostics beside the level asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.places import (
    is_on_side,
    is_same_level,
    is_there,
    reach_of,
    roots_of,
)
from openimr.pipeline.criteria.measures.reading import NOTHING, Reading
from openimr.pipeline.criteria.record import Record

_NERVE_STUDIES = frozenset({("test", "electrodiagnostic_study")})


def nerve_root_corroboration(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Whether imaging or electrodiagnostic testing shows nerve root pathology at the requested level.

    The option `concept` lists the pathologies that count. True: one of them at the level (or, if the request names
    none, anywhere in the region), or an electrodiagnostic radiculopathy. False: studies that show it only at other
    levels, or are normal. Open: no study, or none that states its levels.
    """
    if not record.of("imaging") and record.is_without(_NERVE_STUDIES):
        return NOTHING
    reach = reach_of(question, options)
    images = [
        fact
        for fact in record.of("imaging")
        if fact.status in ("present", "absent") and is_there(fact, record, reach) and is_on_side(fact, question)
    ]
    nerves = [
        fact
        for fact in record.of("test", ("electrodiagnostic_study",))
        if fact.status in ("present", "absent") and is_there(fact, record, reach)
    ]
    wanted = question.treatment.levels
    shown = [f for f in images if f.status == "present" and f.value["concept"] in options["concept"]]
    matching = [fact for fact in shown if _is_at(fact, wanted)] + [f for f in nerves if _is_radicular(f, wanted)]
    if matching:
        return Reading(truth=True, facts=matching)
    elsewhere = [fact for fact in shown if fact.value.get("levels") and not is_same_level(wanted, fact.value["levels"])]
    if elsewhere:
        return Reading(truth=False, facts=elsewhere, values={"fault": _levels_in(elsewhere)})
    normal = [fact for fact in (*images, *nerves) if _is_normal(fact) or _is_excluded(fact, options["concept"])]
    if normal and not shown:
        return Reading(truth=False, facts=normal)
    return Reading(facts=shown) if shown else NOTHING


def _is_at(fact: Fact, wanted: Sequence[str]) -> bool:
    levels = fact.value.get("levels") or ()
    return not wanted or is_same_level(wanted, levels)


def _is_radicular(fact: Fact, wanted: Sequence[str]) -> bool:
    if fact.status != "present" or fact.value.get("result") != "radiculopathy":
        return False
    levels = fact.value.get("levels") or ()
    return not wanted or not levels or bool(roots_of(wanted) & roots_of(levels))


def _is_normal(fact: Fact) -> bool:
    return fact.value.get("result") == "normal" or fact.value.get("concept") == "normal_study"


def _is_excluded(fact: Fact, pathologies: Sequence[str]) -> bool:
    """Whether a study rules nerve root pathology out ("no nerve root compression")."""
    told = fact.value.get("concept") in pathologies or fact.value.get("result") == "radiculopathy"
    return fact.status == "absent" and told


def _levels_in(facts: Sequence[Fact]) -> str:
    levels = dict.fromkeys(level for fact in facts for level in fact.value["levels"])
    return " and ".join(levels)
