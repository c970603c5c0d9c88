"""Do dose, quantity, side and level in the rationale agree with the request?

Only sentences that speak of the request itself are compared: a rationale may well tell of an earlier dose or of
the other side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.domain.determinations import Determination, Sentence
from openimr.domain.findings import Finding
from openimr.pipeline.checks.places import rationale_sentences
from openimr.rulebook.anatomy import BodyMention, find_anatomy, levels_in
from openimr.rulebook.drugs import find_drugs
from openimr.text.sigs import read_quantity, read_strength

_OF_REQUEST = re.compile(
    r"\b(?:request(?:ed|s)?\s+(?:for|of|is|was|were|are|treatment|item)|(?:current|this|the|present)\s+request\b"
    r"|medically\s+(?:necessary|appropriate)|is\s+(?:not\s+)?(?:supported|warranted|indicated))",
    re.IGNORECASE,
)
_ADVICE = "Correct the rationale, or the request if it was misread."


def find_disagreements(determination: Determination) -> Iterator[Finding]:
    """Sentences about a request that give another drug dose, quantity, side or spinal level than it."""
    for place, number, sentence in rationale_sentences(determination):
        item = determination.items[number - 1]
        request = f"{item.request} {item.original_request or ''}"
        if _OF_REQUEST.search(sentence.text):
            yield from _compare(place, request, sentence)


def _compare(place: str, request: str, sentence: Sentence) -> Iterator[Finding]:
    said = sentence.text
    if _is_other_drug(request, said):
        yield _finding("drug_differs", place, "drug")
        return
    if _differs(_strengths(request), _strengths(said)):
        yield _finding("dose_differs", place, "dose")
    if _differs(_quantities(request), _quantities(said)):
        yield _finding("quantity_differs", place, "quantity")
    if _differs(set(levels_in(request)), set(levels_in(said))):
        yield _finding("level_differs", place, "spinal level")
    if _is_other_side(find_anatomy(request), find_anatomy(said)):
        yield _finding("side_differs", place, "side")


def _finding(code: str, place: str, what: str) -> Finding:
    return Finding(code, "error", place, f"The sentence gives another {what} than the request.", _ADVICE)


def _differs(asked: set[str], said: set[str]) -> bool:
    """Whether both say something and the sentence says a thing that was not asked for."""
    return bool(asked and said and not said <= asked)


def _strengths(text: str) -> set[str]:
    found: set[str] = set()
    while (strength := read_strength(text)) is not None:
        found.add(strength.text)
        text = text[strength.end :]
    return found


def _quantities(text: str) -> set[str]:
    found: set[str] = set()
    while (quantity := read_quantity(text)) is not None:
        found.add(str(quantity.count))
        text = text[quantity.end :]
    return found


def _is_other_drug(request: str, said: str) -> bool:
    asked = {part for drug in find_drugs(request) for part in drug.meaning.ingredients}
    named = {part for drug in find_drugs(said) for part in drug.meaning.ingredients}
    return bool(asked and named and not asked & named)


def _is_other_side(asked: Sequence[BodyMention], said: Sequence[BodyMention]) -> bool:
    """Whether a body part of the request is named with sides that the request does not have."""
    for mention in asked:
        wanted = _sides(asked, mention.body_part)
        named = _sides(said, mention.body_part)
        if wanted and named and not named <= wanted:
            return True
    return False


def _sides(mentions: Sequence[BodyMention], part: str) -> set[str]:
    sides: set[str] = set()
    for mention in mentions:
        if mention.body_part == part and mention.laterality:
            sides |= {"left", "right"} if mention.laterality == "bilateral" else {mention.laterality}
    return sides
