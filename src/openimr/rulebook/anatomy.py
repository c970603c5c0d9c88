"""Body parts, sides and spinal levels in clinical writing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from openimr.rulebook.files import read_yaml
from openimr.text.levels import LevelMention, find_levels
from openimr.text.terms import Mention, TermFinder

Side = Literal["left", "right", "bilateral"]

_FILE = "lexicons/anatomy.yaml"


@dataclass(frozen=True, slots=True)
class BodyMention:
    """A body part named at `start` to `end` (half-open, its side included), the side, and the spinal levels.

    `laterality` None: no side is stated. `levels` is filled when the mention is of levels ("L4-5 and L5-S1").
    """

    start: int
    end: int
    body_part: str
    laterality: Side | None = None
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """What a name means; `body_part` None marks a phrase that only looks like anatomy."""

    body_part: str | None
    laterality: Side | None = None
    in_capitals: bool = False


_SIDE = r"(?:left|right|lt\.?|rt\.?|\(l\)|\(r\)|l\.?|r\.?)"
_BOTH = r"(?:bilateral(?:ly)?|bilat\.?|both|b/l|\(b\)|bl)"
_MORE = r"(?:>+|<+|=|greater than|worse than|more than|less than)"
_AFTER = re.compile(
    r"(?:\s*[-,:]?\s*\(?\s*|\s+on\s+the\s+)"
    r"(?P<both>bilaterally|bilateral|bilat\b\.?|b/l\b|both(?:\s+sides)?\b"
    r"|(?:left|right|l|r|lt|rt)\s*(?:and|&|/|\+)\s*(?:left|right|l|r|lt|rt)\b)"
    r"|\s*(?:-\s*|,\s*|\(\s*|\s+on\s+the\s+)(?P<side>left|right|lt|rt|l|r)\b(?=\s*(?:\Z|[.,;:)\n]))\)?",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:/|&|\+|,|\band\b|\bor\b|,\s*and\b)\s*\Z", re.IGNORECASE)
_OF = re.compile(r"\s*(?:of|in)\s+(?:the\s+|his\s+|her\s+)?\Z", re.IGNORECASE)
_MEASURE = re.compile(r"\d\s*-?\s*\Z")
_WORD = re.compile(r"[A-Za-z0-9]+")
_SIDE_WORDS = frozenset({"left", "right", "lt", "rt", "l", "r", "bilateral", "bilaterally", "bilat", "both", "b", "bl"})
_LETTER = {"l": "left", "r": "right"}


def find_anatomy(text: str) -> list[BodyMention]:
    """The body parts that *text* names, in reading order, each with the side that goes with it."""
    found: list[BodyMention] = [_level_mention(text, level) for level in find_levels(text)]
    taken = [(mention.start, mention.end) for mention in found]
    for hit in _names().find(text):
        if any(start < hit.end and hit.start < end for start, end in taken):
            continue
        mention = _named(text, hit)
        if mention is not None:
            found.append(mention)
    found.sort(key=lambda mention: (mention.start, mention.end))
    return _share_sides(text, found)


def levels_in(text: str) -> tuple[str, ...]:
    """The spinal levels that *text* names, normalised ("L5-S1", "C6"), each once, in reading order."""
    levels: dict[str, None] = {}
    for mention in find_levels(text):
        levels.update(dict.fromkeys(mention.levels))
    return tuple(levels)


def _level_mention(text: str, level: LevelMention) -> BodyMention:
    start, side = _side_before(text, level.start)
    return BodyMention(start, level.end, level.region, side, level.levels)


def _named(text: str, hit: Mention[_Name]) -> BodyMention | None:
    name = hit.meaning
    written = text[hit.start : hit.end]
    if name.body_part is None or (name.in_capitals and not written.rstrip("s").isupper()):
        return None
    if name.body_part == "foot" and _MEASURE.search(text, max(hit.start - 4, 0), hit.start):
        return None
    if name.laterality:
        return BodyMention(hit.start, hit.end, name.body_part, name.laterality)
    start, side = _side_before(text, hit.start)
    end = hit.end
    if side is None:
        end, side = _side_after(text, hit.end)
    return BodyMention(start, end, name.body_part, side)


def _side_before(text: str, start: int) -> tuple[int, Side | None]:
    """Where the side before *start* begins and which it is; (*start*, None) if none stands there."""
    words = _WORD.findall(text, max(start - 16, 0), start)
    if not words or words[-1].lower() not in _words_before():
        return start, None
    low = max(start - 48, 0)
    match = _before().search(text[low:start])
    if match is None:
        return start, None
    return low + match.start(), _side_of(match)


def _side_after(text: str, end: int) -> tuple[int, Side | None]:
    match = _AFTER.match(text, end, end + 32)
    if match is None:
        return end, None
    if match.group("both"):
        return match.end(), "bilateral"
    return match.end(), "left" if match.group("side")[0] in "lL" else "right"


def _side_of(match: re.Match[str]) -> Side:
    if match.group("both"):
        return "bilateral"
    return "left" if match.group("side").strip("(")[0] in "lL" else "right"


def _share_sides(text: str, mentions: Sequence[BodyMention]) -> list[BodyMention]:
    """Give the side of a list's first paired part to the rest ("bilateral wrists and hands")."""
    midline = _midline()
    shared: list[BodyMention] = []
    for mention in mentions:
        previous = shared[-1] if shared else None
        takes = (
            previous is not None
            and previous.laterality is not None
            and mention.laterality is None
            and not previous.levels
            and mention.body_part not in midline
            and previous.body_part not in midline
            and _JOIN.fullmatch(text, previous.end, mention.start) is not None
        )
        if previous and previous.laterality is None and _OF.fullmatch(text, previous.end, mention.start):
            shared[-1] = replace(previous, laterality=mention.laterality)
        shared.append(replace(mention, laterality=previous.laterality) if takes and previous else mention)
    return shared


@cache
def _before() -> re.Pattern[str]:
    """A side, then at most three of the words that may stand before its part, at the end of the text."""
    between = "|".join(re.escape(word) for word in sorted(read_yaml(_FILE)["between"], key=len, reverse=True))
    return re.compile(
        rf"(?<![\w/])(?:(?P<both>{_BOTH}|{_SIDE}\s*(?:/|&|\+|and|or|{_MORE})\s*{_SIDE})|(?P<side>{_SIDE}))"
        rf"(?:[\s-]+(?:{between})){{0,3}}(?:\s*-\s*|\s+|(?<=[.)]))\Z",
        re.IGNORECASE,
    )


@cache
def _words_before() -> frozenset[str]:
    """The last word of whatever `_before` matches; looked at first, it spares most searches."""
    return _SIDE_WORDS | {_WORD.findall(words)[-1].lower() for words in read_yaml(_FILE)["between"]}


@cache
def _midline() -> frozenset[str]:
    return frozenset(read_yaml(_FILE)["midline"])


@cache
def _names() -> TermFinder[_Name]:
    content = read_yaml(_FILE)
    terms: list[tuple[str, _Name]] = [(phrase, _Name(None)) for phrase in content["not_anatomy"]]
    for part, names in content["parts"].items():
        terms += [(name, _Name(part)) for name in names]
    for part, names in content["caps"].items():
        terms += [(name, _Name(part, in_capitals=True)) for name in names]
    for name, (part, side) in content["sided"].items():
        terms.append((name, _Name(part, side, in_capitals=True)))
    return TermFinder(terms)
