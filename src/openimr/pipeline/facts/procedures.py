"""Procedures: injections and operations, done or planned, with site, levels, number and response."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from openimr.pipeline.facts.counts import NUMBER, PERIOD, number
from openimr.pipeline.facts.nearby import entry_of, place_in, place_near
from openimr.pipeline.facts.note import Found, Note
from openimr.pipeline.facts.plans import status_of
from openimr.pipeline.facts.responses import relief_in, response_in
from openimr.rulebook.lexicons import Term
from openimr.text.stems import stemmed
from openimr.text.terms import Mention

_COUNT_AFTER = re.compile(
    rf"\s*(?:(?:x|×|#)\s?{NUMBER}\b(?!{PERIOD}|\s?%)|,?\s*\(?(?:a )?(?:series|total"
    rf"|set) of {NUMBER.replace('?P<n>', '?P<k>')})",
    re.IGNORECASE,
)
_COUNT_BEFORE = re.compile(
    rf"(?<!#)(?<!# )(?:(?:series|total|set) of )?\b{NUMBER}\s+(?:(?:prior|previous|more|additional|separate|repeat"
    rf"|lumbar"
    rf"|cervical|thoracic|right|left|bilateral|diagnostic|transforaminal|sets? of)\s+){{0,3}}$",
    re.IGNORECASE,
)
_RESPONSE_BEFORE = stemmed(
    r"\b(?:relief|improve(?:ment|d)|benefit(?:ed|ted)?|help|respon(?:se|ded)|better|better pain control|fail(?:ed"
    r"|ure)|success|reduction|decrease|gains?)\s+"
    r"(?:(?:with|from|to|after|following|by|of|for|with the|in pain|in symptoms)\s+)(?:\w+\s+){0,4}$|\bfail(?:ed"
    r"|ure of)\s+(?:\w+\s+){0,4}$"
)
_FOLLOW_ON = re.compile(
    r"\s*(?:he|she|pt|patient|the patient|it|this|these|they|relief|there was|reports?|reported|good|significant"
    r"|excellent|no relief|\d+\s?%|"
    r"the (?:injections?|procedure|surgery|block|injured worker|applicant|patient))\b",
    re.IGNORECASE,
)
_SPEAKS_OF_RELIEF = stemmed(r"\b(?:relief|helped|improve(?:d|ment)|benefit|\d+\s?%)")
_IS_COUNTED = re.compile(r"injection|block|ablation|supplementation")
_ABLATED = re.compile(
    r"\s*(?:of |to |at |for |the )*(?:right|left|bilat\w*|[RL]\b|lumbar|cervical|[CTL]\d)", re.IGNORECASE
)
_REACH = 160


def find(note: Note) -> Iterable[Found]:
    """Each procedure that *note* names."""
    mentions = list(note.of_kind("procedure"))
    mentions = [pair for pair in mentions if _is_procedure(note.text, pair[0].start, pair[0].end)]
    return [_procedure(note, mentions, index) for index in range(len(mentions))]


def _is_procedure(text: str, start: int, end: int) -> bool:
    """ "RFA L4-5" is an ablation; an RFA without a place is a form."""
    return text[start:end].lower() != "rfa" or _ABLATED.match(text, end) is not None


def _procedure(note: Note, mentions: Sequence[tuple[Mention[tuple[Term, ...]], Term]], index: int) -> Found:
    mention, term = mentions[index]
    start, end = mention.start, mention.end
    low, high = entry_of(note, start, end)
    if index and mentions[index - 1][0].end > low:
        low = min(mentions[index - 1][0].end, start)
    place, first, last = place_near(note, start, end, max(low, start - 50), high)
    place = place or place_in(note, low, high)
    value: dict[str, Any] = {"concept": term.concept, **term.value, **place}
    if term.concept.endswith("injection") and (drugs := note.drugs_between(end, high)):
        value["ingredients"] = list(dict.fromkeys(drug.meaning.name for drug in drugs))
        last = max(last, drugs[-1].end)
    first, last = _count(note.text, first, last, low, high, value)
    if "body_part" not in place and last > end:
        more, _, last = place_near(note, last, last, last, high)
        value |= more
    status = status_of(note, start, end)
    if status not in ("planned", "hypothetical", "absent", "family"):
        after = _until_next(note, mentions, index, last)
        value.update(_response(note, start, last, low, after))
        if "response" in value or "relief_percent" in value:
            last = max(last, min(after, last + _REACH))
    last = first + len(note.text[first:last].rstrip())
    return Found("procedure", first, last, value, status=status)


def _count(text: str, first: int, last: int, low: int, high: int, value: dict[str, Any]) -> tuple[int, int]:
    after = _COUNT_AFTER.match(text, last, high)
    if after:
        value["count"] = int(number(after.group("n") or after.group("k")))
        return first, after.end()
    before = _COUNT_BEFORE.search(text, max(low, first - 48), first) if _IS_COUNTED.search(value["concept"]) else None
    if before and before.group("n").lower() not in ("a", "an", "once", "twice"):
        value["count"] = int(number(before.group("n")))
        return before.start("n"), last
    return first, last


def _until_next(note: Note, mentions: Sequence[tuple[Mention[tuple[Term, ...]], Term]], index: int, last: int) -> int:
    """Where what is said of a procedure ends: the end of its sentence, or of the next that still speaks of it."""
    end = note.sentence_at(mentions[index][0].start)[1]
    following = note.sentence_at(min(end + 2, len(note.text)))
    if (
        following[0] >= end
        and _SPEAKS_OF_RELIEF.search(note.text, following[0], following[1])
        and _FOLLOW_ON.match(note.text, end)
    ):
        end = following[1]
    if index + 1 < len(mentions) and mentions[index + 1][0].start < end:
        next_start = mentions[index + 1][0].start
        if re.fullmatch(r"[\s,/&]*(?:and|or)?\s*(?:\w+\s+){0,2}", note.text[last:next_start]) is None:
            end = next_start
    return max(end, last)


def _response(note: Note, start: int, last: int, low: int, after: int) -> dict[str, Any]:
    text = note.text
    value = relief_in(text, last, after)
    response = response_in(text, last, after)
    if response is None:
        before = _RESPONSE_BEFORE.search(text, max(low, start - 80), start)
        if before:
            response = response_in(text, max(low, before.start() - 30), start)
            value = relief_in(text, max(low, before.start() - 30), start) or value
    if response or "relief_percent" in value:
        value["response"] = response or ("improved" if value["relief_percent"] > 0 else "no_benefit")
        return value
    return {}
