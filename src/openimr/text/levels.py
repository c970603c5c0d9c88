"""Spinal levels, written every way that charts write them, in one normal form."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

_LAST = {"C": 8, "T": 12, "L": 6, "S": 5}
_NEXT = {"C": "T", "T": "L", "L": "S"}
_REGIONS = {"C": "cervical spine", "T": "thoracic spine", "L": "lumbar spine", "S": "lumbar spine"}
_BONES = {"C": 7, "T": 12, "L": 5, "S": 5}
_ORDER: tuple[str, ...] = tuple(f"{letter}{number}" for letter in "CTLS" for number in range(1, _BONES[letter] + 1))

_SPAN = r"\s?(?:-|–|—|/|\\|,(?=\S))\s?|\s+(?:to|through|thru)\s+|(?=[CTLSctls]\d)"
_CHAIN = re.compile(
    r"[CTLSctls](?=[\d\s-])(?<![A-Za-z0-9.].)(?:(?<=[CTLS])-?\d{1,2}(?![\d%])|(?<=[CL])\s(?=\d-\d(?![\d/]))\d"
    r"|(?<=[ctls])\d{1,2}(?=\s?[-/–]\s?[ctls]?\d)(?!\d))"
    rf"(?:(?:{_SPAN})(?:[CTLSctls]-?)?\d{{1,2}}(?![\d%]))*"
    r"(?![A-Za-z]|\.\d)"
)
_PIECE = re.compile(r"(?P<join>\s+(?:to|through|thru)\s+|[^\w]*)(?P<letter>[CTLSctls])?[\s-]?(?P<number>\d{1,2})")
_BARE = re.compile(
    r"\s*(?:,|&|and|/)\s*(?P<first>\d{1,2})\s?[-/]\s?(?P<second>\d{1,2})(?![\d/.%])(?!\s*(?:mg|weeks|times|visits|days))"
)
_LISTED = re.compile(r"\s*(?:,|;|&|\+|/|\band\b|,\s*and\b|\bas well as\b|\s)\s*(?:bilateral|left|right)?\s*\Z")
_NOT_LEVEL_AFTER = re.compile(
    r"(?:\s*(?:and|/|,|&|-|or)\s*T?\d)?[\s-]*(?:weight|w\b|wi\b|signal|hyper|hypo|iso|bright|dark|sequence|image|fat\b"
    r"|stir|axial|sagittal|coronal|fse|relax|intens|prolong|gradient|turbo|tse|flair|uptake|helper|cells?\b)",
    re.IGNORECASE,
)
_NOT_LEVEL_BEFORE = re.compile(
    r"(?:free|axial|sagittal|coronal|vitamin|tsh,?|thyroid|total|hepatitis|grade|stage|heart sounds:?)\s\Z", re.I
)
_HEART = re.compile(r"heart|cardi|murmur|gallop|rhythm|\brrr\b|\bcv\b|\bcor\b|sounds|auscult", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LevelMention:
    """Levels named together at `start` to `end` (half-open), as "L4-L5" or "C6", and their region of the spine."""

    start: int
    end: int
    levels: tuple[str, ...]
    region: str


def find_levels(text: str) -> list[LevelMention]:
    """The spinal levels of *text* in reading order; those listed together ("L3-4 and L4-5") are one mention."""
    found: list[LevelMention] = []
    for match in _CHAIN.finditer(text):
        levels = _levels_of(match.group())
        if not levels or _is_other(text, match.start(), match.end(), levels):
            continue
        end = _extend(text, match.end(), levels)
        mention = LevelMention(match.start(), end, tuple(dict.fromkeys(levels)), _REGIONS[levels[0][0]])
        if found and _LISTED.fullmatch(text, found[-1].end, mention.start) and found[-1].region == mention.region:
            mention = _joined(found.pop(), mention)
        found.append(mention)
    return found


def _joined(first: LevelMention, second: LevelMention) -> LevelMention:
    levels = tuple(dict.fromkeys(first.levels + second.levels))
    return LevelMention(first.start, second.end, levels, first.region)


def _levels_of(chain: str) -> list[str]:
    """The levels of one chain: "L4-5" gives L4-L5, "L3-S1" each segment between; empty if it is no level."""
    points: list[tuple[str, int]] = []
    for piece in _PIECE.finditer(chain):
        point = _point(points[-1] if points else None, piece.group("letter"), int(piece.group("number")))
        if point is None:
            return []
        points.append(point)
    if len(points) == 1:
        return [f"{points[0][0]}{points[0][1]}"]
    levels: list[str] = []
    for first, second in itertools.pairwise(points):
        levels += _segments(first, second)
    return levels


def _point(previous: tuple[str, int] | None, letter: str | None, number: int) -> tuple[str, int] | None:
    """A vertebra or root; a bare number takes the region of the one before ("L4-5"; "L5-1" runs on to S1)."""
    if letter is None:
        if previous is None:
            return None
        letter = previous[0]
        if number < previous[1]:
            letter = _NEXT.get(letter, "") if number == 1 else ""
    letter = letter.upper()
    return (letter, number) if 1 <= number <= _LAST.get(letter, 0) else None


def _segments(first: tuple[str, int], second: tuple[str, int]) -> list[str]:
    """The motion segments from *first* to *second*, both included."""
    names = [f"{letter}{number}" for letter, number in (first, second)]
    if names[0] in _ORDER and names[1] in _ORDER:
        low, high = _ORDER.index(names[0]), _ORDER.index(names[1])
        if low < high:
            return [f"{_ORDER[i]}-{_ORDER[i + 1]}" for i in range(low, high)]
    return ["-".join(names)] if names[0] != names[1] else names[:1]


def _extend(text: str, end: int, levels: list[str]) -> int:
    """Read on over number pairs without a letter ("C4-5, 5-6 and 6-7"); add them to *levels*."""
    while "-" in levels[-1] and (bare := _BARE.match(text, end)):
        letter, number = levels[-1].split("-")[-1][0], int(bare.group("first"))
        first = _point(None, letter, number)
        second = _point(first, None, int(bare.group("second"))) if first else None
        if (
            first is None
            or second is None
            or len(_segments(first, second)) != 1
            or number < int(levels[-1].split("-")[0][1:])
        ):
            break
        levels += _segments(first, second)
        end = bare.end()
    return end


def _is_other(text: str, start: int, end: int, levels: list[str]) -> bool:
    """Whether the words mean something else: MRI weighting, heart sounds, thyroid hormones, a strength grade."""
    letter = levels[0][0]
    if letter == "T" and (
        _NOT_LEVEL_AFTER.match(text, end) or _NOT_LEVEL_BEFORE.search(text[max(start - 14, 0) : start])
    ):
        return True
    if letter == "S" and _HEART.search(text, max(start - 40, 0), end + 30):
        return True
    return bool(_NOT_LEVEL_BEFORE.search(text[max(start - 14, 0) : start]))
