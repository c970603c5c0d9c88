"""Nerve root findings on examination, and whether they match the level asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.pipeline.criteria.measures.places import is_on_side, is_there, reach_of, roots_of, roots_served
from openimr.pipeline.criteria.measures.reading import NOTHING, Reading
from openimr.pipeline.criteria.record import Record

_NERVE_TESTS = ("sensation", "strength", "reflexes", "neurologic_exam", "hyperreflexia", "atrophy", "foot_drop")
_KEYS = frozenset(("finding", concept) for concept in _NERVE_TESTS)
_SIGNS = ("hyperreflexia", "atrophy", "foot_drop")
_WHOLE_LIMB = frozenset({"upper extremity", "lower extremity", "spine", "lumbar spine", "cervical spine"})


def radicular_findings(record: Record, question: Question, options: Mapping[str, Any]) -> Reading:
    """Whether the newest examination shows a deficit of a nerve root at the level and side asked for.

    True: a sensory, motor or reflex deficit that is placed (dermatome, level, or a part narrower than the limb) and
    agrees with the requested level. False: deficits only elsewhere or diffuse, or a normal examination. Open:
    nothing examined, a deficit whose place is not stated, or an examination that could not be done.
    """
    if record.is_without(_KEYS):
        return NOTHING
    reach = reach_of(question, options)
    examined = [
        fact
        for fact in record.of("finding", _NERVE_TESTS)
        if fact.status in ("present", "absent") and is_there(fact, record, reach)
    ]
    told = [fact for fact in _newest(examined) if _outcome(fact) is not None]
    here = [fact for fact in told if is_on_side(fact, question)]
    across = [fact for fact in told if fact not in here and _outcome(fact) == "deficit"]
    if across and not any(_outcome(fact) == "deficit" for fact in here):
        truth = False if here else None  # this side not examined is silence, not a no
        return Reading(truth=truth, facts=across, values={"fault": "on the other side than the one requested"})
    told = here or [fact for fact in _newest(_on_side(examined, question)) if _outcome(fact) is not None]
    if not told:
        return NOTHING
    return _judge(told, roots_of(question.treatment.levels), is_placed_needed=not options.get("any_deficit"))


def _on_side(facts: Sequence[Fact], question: Question) -> list[Fact]:
    return [fact for fact in facts if is_on_side(fact, question)]


def _newest(facts: Sequence[Fact]) -> list[Fact]:
    newest = max((fact.date or dt.date.min for fact in facts), default=dt.date.min)
    return [fact for fact in facts if (fact.date or dt.date.min) == newest]


def _judge(told: Sequence[Fact], wanted: frozenset[str], *, is_placed_needed: bool) -> Reading:
    deficits = [fact for fact in told if _outcome(fact) == "deficit"]
    placed = [fact for fact in deficits if not is_placed_needed or _is_placed(fact)]
    matching = [fact for fact in placed if not wanted or not roots_served(fact) or roots_served(fact) & wanted]
    if matching:
        return Reading(truth=True, facts=matching)
    if placed:
        return Reading(truth=False, facts=placed, values={"fault": "at other levels than the one requested"})
    normal = [fact for fact in told if _outcome(fact) == "normal"]
    diffuse = [fact for fact in deficits if fact.value.get("pattern") == "diffuse"]
    if diffuse or (deficits and normal):
        return Reading(truth=False, facts=told, values={"fault": "in no dermatomal or myotomal pattern"})
    if deficits:
        return Reading(facts=deficits, values={"fault": "without a stated distribution"})
    hindered = [fact for fact in told if _outcome(fact) == "untestable"]
    if _is_whole(normal):
        return Reading(truth=False, facts=told, values={"fault": "normal"})
    return Reading(facts=told, untestable=bool(hindered))


def _outcome(fact: Fact) -> str | None:
    """How one test came out: deficit, normal, untestable, or None where it does not say."""
    result, concept = fact.value.get("result"), fact.value.get("concept")
    if result == "untestable":
        return "untestable"
    if concept in _SIGNS:
        return "deficit" if fact.status == "present" and result not in ("normal", "negative") else None
    if fact.status == "absent":
        return "normal" if result in ("decreased", "absent") else None
    if result in ("decreased", "absent"):
        return "deficit"
    return "normal" if result == "normal" else None


def _is_placed(fact: Fact) -> bool:
    value = fact.value
    if value.get("pattern") == "diffuse":
        return False
    if value.get("dermatomes") or value.get("levels") or value.get("pattern") in ("dermatomal", "myotomal"):
        return True
    if value.get("concept") in ("reflexes", "foot_drop"):
        return True
    part = value.get("body_part")
    return part is not None and part not in _WHOLE_LIMB


def _is_whole(normal: Sequence[Fact]) -> bool:
    """Whether what was normal amounts to a neurologic examination."""
    concepts = {fact.value.get("concept") for fact in normal}
    return "neurologic_exam" in concepts or len(concepts) > 1
