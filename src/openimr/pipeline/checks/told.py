"""Does what a sentence tells of the patient agree with what the record tells of the same thing?

The sentence is read as a note is, and its facts are held against the record's facts of the same kind and concept. A
thing on which the record holds no fact is left alone: other checks ask for its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openimr.domain.determinations import Determination, Item, Sentence
from openimr.domain.facts import Fact
from openimr.domain.findings import Finding
from openimr.pipeline.checks.absences import states_absence
from openimr.pipeline.checks.places import all_sentences
from openimr.pipeline.checks.wordings import as_drafted, unquoted

Thing = tuple[str, Any]

_KINDS = frozenset({"finding", "imaging", "test", "therapy", "pain_score", "procedure", "medication"})
_SAID = frozenset({"present", "absent", "historical"})
_RULES = re.compile(
    r"\b(?:guidelines?|MTUS|ODG|ACOEM|criteri(?:a|on)|recommend\w*|require[sd]?|should|must|would|supports?|requests?"
    r"|requested|questions?|rulebook|judged|may|might|can|could|if|whether|often|usually|typically|generally|such\s+as"
    r"|certain|clear|unclear)\b",
    re.IGNORECASE,
)
"""Words of a sentence that tells what a guideline asks, of the request, or in general: not of the patient."""
_AGAINST = frozenset({"negative", "normal"})
_CODES: Mapping[str, tuple[str, str]] = {
    "laterality": ("side_differs", "side"),
    "levels": ("level_differs", "spinal level"),
    "dermatomes": ("level_differs", "dermatome"),
    "strength": ("dose_differs", "dose"),
    "visits": ("count_differs", "number of visits"),
    "weeks": ("count_differs", "number of weeks"),
    "relief_percent": ("count_differs", "percentage of relief"),
    "high": ("result_differs", "pain score"),
    "grade": ("result_differs", "grade of strength"),
    "size_mm": ("result_differs", "size"),
}
_ADVICE = "Read the record on it, then correct the sentence."


def sentences_to_read(determination: Determination) -> Iterator[tuple[str, str]]:
    """Place and words of the sentences that tell of the patient in words that are not a criterion's own."""
    items = {id(sentence): item for item in determination.items for sentence in item.rationale.sentences}
    for place, sentence in all_sentences(determination):
        said = unquoted(sentence.text)
        if not _is_drafted(items.get(id(sentence)), sentence) and not _RULES.search(said):
            yield place, said


def find_mistold(determination: Determination, told: Mapping[str, Sequence[Fact]]) -> Iterator[Finding]:
    """Sides, levels, doses, counts and results that none of the record's facts of the same thing has.

    *told* are the facts of each of `sentences_to_read`, by place.
    """
    by_thing: dict[Thing, list[Fact]] = {}
    for fact in determination.facts:
        if fact.status in _SAID:
            by_thing.setdefault(_thing(fact), []).append(fact)
    words = dict(sentences_to_read(determination))
    for place, facts in told.items():
        found: dict[str, Finding] = {}
        for fact in facts:
            if fact.kind in _KINDS and fact.status in _SAID:
                for finding in _differences(place, words[place], fact, by_thing.get(_thing(fact), ()), facts):
                    found.setdefault(finding.code, finding)
        yield from found.values()


def _thing(fact: Fact) -> Thing:
    return fact.kind, fact.value.get("concept")


def _is_drafted(item: Item | None, sentence: Sentence) -> bool:
    return item is not None and bool(as_drafted(item, sentence))


def _meet(told: Fact, known: Fact) -> bool:
    """Whether both speak of one part of the body, as far as they say."""
    parts = [{fact.value.get("body_part"), *(fact.value.get("body_parts") or ())} - {None} for fact in (told, known)]
    return not parts[0] or not parts[1] or bool(parts[0] & parts[1])


def _differences(
    place: str, words: str, told: Fact, known: Sequence[Fact], beside: Sequence[Fact]
) -> Iterator[Finding]:
    """What *told* gives otherwise than all of *known*, the record's facts on the same thing.

    Which part of the body a number in a list belongs to is hard to tell: any part's will do.
    """
    here = [each for each in known if _meet(told, each)]
    for key, (code, what) in _CODES.items():
        facts = here if key == "laterality" else known
        if key in told.value and _is_other(
            key, told.value[key], [each.value[key] for each in facts if key in each.value]
        ):
            message = f"The sentence gives another {what} than any statement of the record on the same thing."
            yield Finding(code, "error", place, message, _ADVICE)
    if not states_absence(words) and _is_other_stance(told, here, beside):
        if "result" in told.value:
            message = "The sentence gives an examination or study another result than the record has."
            yield Finding("result_differs", "error", place, message, _ADVICE)
        else:
            message = "The sentence calls present what the record denies throughout, or absent what it affirms."
            yield Finding("finding_differs", "warning", place, message, _ADVICE)


def _is_other_stance(told: Fact, known: Sequence[Fact], beside: Sequence[Fact]) -> bool:
    """Whether a thing is called there or abnormal that is nowhere so on record, or the other way round.

    How far a "no" reaches into a list is not told by its words; a sentence that says both is not held to either.
    """
    stance = None if "," in told.text else _stance(told)
    if stance is None or any(_thing(each) == _thing(told) and _stance(each) is (not stance) for each in beside):
        return False
    side = told.value.get("laterality")
    there = [each for each in known if side is None or each.value.get("laterality") in (None, side, "bilateral")]
    stances = {_stance(each) for each in there} - {None}
    return bool(stances) and stance not in stances


def _is_other(key: str, said: Any, known: Sequence[Any]) -> bool:
    if not known:
        return False
    if key == "laterality":
        return said != "bilateral" and said not in known and "bilateral" not in known
    if isinstance(said, list | tuple):
        return not set(said) <= {each for values in known for each in values}
    return said not in known


def _stance(fact: Fact) -> bool | None:
    """Whether a thing is there or abnormal (True), or not; None where the words do not tell."""
    result = fact.value.get("result")
    if result is not None:
        return None if result in ("untestable", "reviewed") else (result not in _AGAINST)
    if fact.kind not in ("finding", "imaging"):
        return None
    return fact.status != "absent"
