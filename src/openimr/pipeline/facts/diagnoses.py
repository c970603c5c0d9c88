"""Diagnoses: what the patient is said to have, where, with the code written beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openimr.pipeline.facts.nearby import entry_of, last_match, place_near, status_here
from openimr.pipeline.facts.note import Found, Note
from openimr.text.stems import stemmed

_CODE = r"(?:[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?|[VE]?\d{2,3}\.\d{1,2}|V\d{2}(?:\.\d{1,2})?)"
_CODE_AFTER = re.compile(
    rf"[\s,:-]*(?P<open>[(\[])?\s*(?:ICD-?(?:9|10)(?:-CM)?[\s:#-]*)?(?P<code>{_CODE})\b\s*(?(open)[)\]])"
)
_CODE_IN_BRACKETS = re.compile(rf"[^;.\n()]{{0,45}}(?P<open>[(\[])(?P<code>{_CODE})[)\]]")
_CODE_BEFORE = re.compile(rf"(?P<code>{_CODE})\b[)\]\s:-]*$")
_PARTING = re.compile(
    r"[,;:]|\b(?:and|with|w/|secondary to|due to|versus|vs\.?|also|shows?|showed|reveal(?:s|ed)|including|includes?"
    r"|included|of having|as|has|for)\b"
)
_NOT_A_DIAGNOSIS = re.compile(
    r"\s*(?:sign|signs|test|tests|testing|maneuver|screen|program|clinic|management|specialist)\b", re.IGNORECASE
)
_NEURAL = re.compile(r"(?:neural|nerve(?: root)?|root|thecal sac|cord)\s*$", re.IGNORECASE)
_COMPLAINTS = frozenset({"muscle_spasm", "low_back_pain", "neck_pain", "thoracic_pain", "radicular_pain", "vertigo"})
"""Names of complaints that are diagnoses only where a diagnosis is made."""

_DIAGNOSES = stemmed(r"\b(?:diagnos\w+|dx|impression|assessment|treat(?:ed|ment|ments) for|suffers? from)\b")
_LISTS = ("diagnoses", "impression", "assessment_and_plan")
_FROM_FILMS = {
    "disc_protrusion": "disc_displacement",
    "disc_herniation": "disc_displacement",
    "disc_bulge": "disc_displacement",
    "disc_extrusion": "disc_displacement",
    "annular_tear": "disc_displacement",
    "foraminal_narrowing": "spinal_stenosis",
    "central_stenosis": "spinal_stenosis",
    "facet_arthropathy": "facet_arthropathy",
    "meniscal_tear": "meniscal_tear",
    "rotator_cuff_tear": "rotator_cuff_tear",
    "labral_tear": "labral_tear",
    "fracture": "fracture",
    "spondylolisthesis": "spondylolisthesis",
    "osteoarthritis": "osteoarthritis",
    "disc_degeneration": "disc_degeneration",
    "ligament_tear": "ligament_tear",
    "tendinopathy": "tendinopathy",
}
_PAIN_BY_PART = {
    "lumbar spine": "low_back_pain",
    "cervical spine": "neck_pain",
    "thoracic spine": "thoracic_pain",
    "head": "headache",
}
_SPINE = ("lumbar spine", "cervical spine", "thoracic spine")
_JOINTS = frozenset({"shoulder", "elbow", "wrist", "hand", "hip", "knee", "ankle", "foot", "finger", "thumb"})


def find(note: Note) -> Iterable[Found]:
    """Each diagnosis that *note* names, with its code, region, side and levels."""
    previous = 0
    mentions = list(note.of_kind("diagnosis"))
    for index, (mention, term) in enumerate(mentions):
        if not _is_diagnosis(note.text, mention.start, mention.end):
            continue
        following = mentions[index + 1][0].start if index + 1 < len(mentions) else len(note.text)
        found = _diagnosis(note, mention.start, mention.end, term.concept, dict(term.value), (previous, following))
        if term.concept in _COMPLAINTS and "code" not in found.value and not _is_diagnosed(note, mention.start):
            continue
        previous = mention.end
        yield found
    yield from _seen_on_films(note)
    yield from _pains(note, [mention.start for mention, _ in mentions])


def _is_diagnosis(text: str, start: int, end: int) -> bool:
    if _NOT_A_DIAGNOSIS.match(text, end, end + 16):
        return False
    return not (text[start:end].lower() == "impingement" and _NEURAL.search(text, max(start - 16, 0), start))


def _is_diagnosed(note: Note, start: int) -> bool:
    """Whether the words at *start* stand in a list of diagnoses or in a sentence that diagnoses."""
    if note.section_at(start) in _LISTS:
        return True
    return _DIAGNOSES.search(note.text, note.sentence_at(start)[0], start) is not None


def _diagnosis(note: Note, start: int, end: int, concept: str, value: dict[str, Any], beside: tuple[int, int]) -> Found:
    text = note.text
    low, high = entry_of(note, start, end)
    low = _left_border(text, max(low, beside[0]), start)
    if beside[1] < high:
        border = last_match(_PARTING, text, end, beside[1])
        high = border.start() if border else beside[1]
    place, first, last = place_near(note, start, end, low, high)
    value = {"concept": concept, **value, **place, "name": " ".join(text[first:last].split())}
    code = _code_after(text, end, last, high)
    if code:
        value["code"] = code.group("code")
        last = max(last, code.end())
    else:
        before = _CODE_BEFORE.search(text, max(first - 24, 0), first)
        if before:
            value["code"] = before.group("code")
    status = status_here(note, start, end)
    return Found("diagnosis", first, last, value, status="present" if status == "planned" else status)


def _code_after(text: str, end: int, last: int, high: int) -> re.Match[str] | None:
    """The code right after the words, or in brackets further on in the entry ("disorder, single episode (F32.1)")."""
    beside = _CODE_AFTER.match(text, last, last + 40) or _CODE_AFTER.match(text, end, end + 40)
    return beside or _CODE_IN_BRACKETS.match(text, last, min(max(high, last) + 12, last + 60))


def _left_border(text: str, low: int, start: int) -> int:
    """Where the words that belong to the term at *start* begin: after the last comma or joining word.

    In "cervical and lumbar strain" both parts belong to the strain: an "and" between two short words does not part.
    """
    border = low
    for match in _PARTING.finditer(text, low, start):
        if match.group() != "and" or len(text[match.end() : start].split()) > 3 or match.start() - low < 3:
            border = match.end()
    return border


def _seen_on_films(note: Note) -> Iterator[Found]:
    """What imaging lexicons name is a diagnosis too where diagnoses are listed: "full-thickness rotator cuff tear"."""
    for mention, term in note.of_kind("imaging"):
        concept = _FROM_FILMS.get(term.concept)
        if concept is None or note.section_at(mention.start) not in _LISTS:
            continue
        if not any(meaning.kind == "diagnosis" for meaning in mention.meaning):
            value = {key: told for key, told in term.value.items() if key in ("body_part", "laterality")}
            yield _diagnosis(note, mention.start, mention.end, concept, value, (0, len(note.text)))


def _pains(note: Note, diagnosed: Sequence[int]) -> Iterator[Found]:
    """A pain named in a list of diagnoses is a diagnosis there: "5. Knee pain (719.46)"."""
    for mention, term in note.of_kind("symptom"):
        if term.concept != "pain" or not _is_diagnosed(note, mention.start):
            continue
        if any(meaning.kind == "diagnosis" for meaning in mention.meaning):
            continue
        after = bisect_left(diagnosed, mention.end)
        following = diagnosed[after] if after < len(diagnosed) else len(note.text)
        found = _diagnosis(note, mention.start, mention.end, "pain", dict(term.value), (0, following))
        part = found.value.get("body_part")
        if part is None:
            continue
        found.value["concept"] = _PAIN_BY_PART.get(part, "joint_pain" if part in _JOINTS else "regional_pain")
        yield found
