"""How an examination or a test came out: result words, signs and grades around the words that name it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openimr.pipeline.facts.alike import joins_alike
from openimr.rulebook.files import read_yaml
from openimr.text.terms import Mention, TermFinder

_NEGATED = re.compile(
    r"\b(?:no|not|without|denies|denied|nor|free of|never|cannot|isn't|wasn't|non)[\s-]+(?:\w+\s+){0,2}\Z", re.I
)
_SHARE = re.compile(r"(?<!\d)\d{1,2}\s?(?:%|percent) (?:of )?\Z", re.I)
"""A share of the normal is less than normal ("80% of normal")."""

_FLIPPED = {
    "positive": "negative",
    "decreased": "normal",
    "limited": "normal",
    "painful": "normal",
    "antalgic": "normal",
    "normal": "decreased",
    "increased": "normal",
}
_PLUS = re.compile(
    r"[\s:=(]*(?:(?:tests?|signs?|is|are|was|were|R|L|bilat\w*|right|left|RLE|LLE|BLE|bilaterally|on the (?:left"
    r"|right)|at \d+)\s*[:=(]*)?(?P<sign>\++|-)(?:ve)?(?!\w)(?!\s*\d)",
    re.I,
)
_PLUS_BEFORE = re.compile(
    r"(?:(?<![\w+])(?P<plus>\++)(?:ve\b)?|\((?P<sign>[+-])\)|(?<![\w-])(?P<minus>-)(?=(?:ve\b|\Z|\w)))\s*"
    r"(?:(?:bilat\w*|[RL]|right|left|seated|supine|medial|lateral)\s+){0,2}\Z",
    re.I,
)
_GRADE = re.compile(r"(?<![\d/.])(?P<grade>[0-5])\s?(?P<more>[+-]|plus|minus)?\s*(?:/|out of|over)\s*5(?![\d/%])", re.I)
_REFLEX_GRADE = re.compile(r"(?<![\d/.])(?:(?P<grade>[0-4])\s?(?:\+|/4|out of 4)|\+(?P<plus>[0-4])(?!\d))", re.I)
_NEAR = 90
_BREAK_LEFT = re.compile(
    r"[,;:]|\b(?:is|are|was|were|with|and|showed|shows|revealed|reveals|has|had|but|on|at|over|due|including"
    r"|included)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result word at `start` to `end`, its meaning and the grade ("4/5") if one is given."""

    start: int
    end: int
    result: str
    grade: str | None = None


class Outcomes:
    """The result words of one note, found once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._hits: Sequence[Mention[str]] = _finder().find(text)
        self._starts = [hit.start for hit in self._hits]

    def around(self, left: int, first: int, last: int, right: int, reads: Mapping[str, str]) -> Outcome | None:
        """The result that goes with the words from *first* to *last*; *reads* tells which words can be one."""
        before = self._before(left, first, reads)
        if before is not None:
            return before
        return self._after(last, right, reads)

    def listed(self, start: int, end: int, reads: Mapping[str, str]) -> list[Outcome]:
        """Every result between *start* and *end*, in reading order."""
        return [self._read(hit, reads) for hit in self._between(start, end) if hit.meaning in reads]

    def _before(self, left: int, first: int, reads: Mapping[str, str]) -> Outcome | None:
        if "positive" in reads and (sign := _PLUS_BEFORE.search(self._text, left, first)):
            return Outcome(sign.start(), sign.end(), reads["positive" if "+" in sign.group() else "negative"])
        for hit in reversed(self._between(max(left, first - _NEAR), first)):
            if hit.meaning not in reads:
                continue
            if hit.end > first or self._is_broken(hit.end, first):
                return None
            return self._read(hit, reads)
        return None

    def _is_broken(self, start: int, end: int) -> bool:
        """Whether a separator parts a result from what is after it; one between two levels does not."""
        breaks = _BREAK_LEFT.finditer(self._text, start, end)
        return any(not joins_alike(self._text, start, each.end()) for each in breaks)

    def _after(self, last: int, right: int, reads: Mapping[str, str]) -> Outcome | None:
        if "positive" in reads and (sign := _PLUS.match(self._text, last, right)) and not self._is_dash(sign, right):
            return Outcome(
                sign.start("sign"), sign.end(), reads["positive" if "+" in sign.group("sign") else "negative"]
            )
        for hit in self._between(last, min(right, last + _NEAR)):
            if hit.meaning in reads:
                return self._read(hit, reads)
        return None

    def _is_dash(self, sign: re.Match[str], right: int) -> bool:
        """Whether a minus is a dash before the result itself ("SLR - positive on the right")."""
        return sign.group("sign") == "-" and bool(self._between(sign.end(), min(right, sign.end() + 15)))

    def _read(self, hit: Mention[str], reads: Mapping[str, str]) -> Outcome:
        result = hit.meaning
        if _NEGATED.search(self._text, max(hit.start - 25, 0), hit.start):
            result = _FLIPPED.get(result, result)
        if result == "normal" and _SHARE.search(self._text, max(hit.start - 16, 0), hit.start):
            result = "limited"
        return Outcome(hit.start, hit.end, reads.get(result, result))

    def _between(self, start: int, end: int) -> Sequence[Mention[str]]:
        return self._hits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def strength_grade(text: str, start: int, end: int) -> Outcome | None:
    """The lowest grade of muscle strength between *start* and *end* ("5/5 except 4/5 EHL")."""
    grades = sorted(_GRADE.finditer(text, start, end), key=lambda match: (match.group("grade"), _more(match)))
    if not grades:
        return None
    lowest = grades[0]
    more = {"plus": "+", "minus": "-"}.get((lowest.group("more") or "").lower(), lowest.group("more") or "")
    is_full = lowest.group("grade") == "5" and more != "-"
    return Outcome(
        lowest.start(), lowest.end(), "normal" if is_full else "decreased", f"{lowest.group('grade')}{more}/5"
    )


def _more(match: re.Match[str]) -> int:
    return {"-": 0, "minus": 0, "": 1}.get((match.group("more") or "").lower(), 2)


def reflex_grade(text: str, start: int, end: int) -> Outcome | None:
    """The first reflex grade between *start* and *end* ("2+", "1/4")."""
    match = _REFLEX_GRADE.search(text, start, end)
    if match is None:
        return None
    grade = match.group("grade") or match.group("plus")
    result = {"0": "absent", "1": "decreased", "2": "normal"}.get(grade, "increased")
    return Outcome(match.start(), match.end(), result, f"{grade}+")


@cache
def _finder() -> TermFinder[str]:
    words: Mapping[str, Sequence[str]] = read_yaml("lexicons/results.yaml")
    return TermFinder((word, result) for result, listed in words.items() for word in listed)
