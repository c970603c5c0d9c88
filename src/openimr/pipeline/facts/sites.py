"""Where a statement applies: the body parts, sides and levels that go with the words of a finding or complaint.

Three places tell it, the nearest first: the words around it in its sentence, its neighbour in a list
("spasm and limited motion of the neck"), and the lead of its line or paragraph ("L-spine: ...",
"Examination of the right knee ..."), which holds until the next lead.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openimr.rulebook.anatomy import BodyMention

_LINE_END = re.compile(r"\n")
_LINE = re.compile(
    r"[^\S\n]*(?:[-*•]\s*|\(?\d{1,2}[.)]\s*)?(?P<label>[A-Za-z][^\n:.;]{0,48})(?:(?P<colon>:)(?=\s)|$)", re.M
)
_INLINE = re.compile(r"[.;]\s+(?P<label>[A-Za-z][^\n:.;]{0,48})(?P<colon>:)(?=\s)")
_EXAM_OF = re.compile(
    r"\b(?:exam(?:ination)?|evaluation|inspection|palpation|assessment)\s+(?:of|at|to)\s+(?:the\s+|his\s+|her\s+)?\Z",
    re.I,
)
_LEADS_IN = frozenset({"of", "at", "to", "the", "his", "her"})
"""The last word of whatever `_EXAM_OF` matches."""

_EXAM_AFTER = re.compile(r"\s*(?:physical\s+)?(?:exam(?:ination)?|evaluation)\b", re.I)
_ASPECT = re.compile(
    r"(?:inspection|palpation|range of motion|rom|arom|prom|motor|strength|sensation|sensory|reflex\w*|dtrs?"
    r"|special tests?"
    r"|provocative|orthopa?edic|ortho|tests?|stability|muscle|tenderness|spasm|active|passive|flexion|extension"
    r"|findings"
    r"|straight|slr|spurling|neuro|abduction|adduction|rotation|gait|right|left|mcmurray|lachman|hawkins|neer"
    r"|impingement)\b",
    re.I,
)
_HEADING_WORDS = re.compile(
    r"\b(?:exam(?:ination)?|physical|findings?|evaluation|of|the|and|pain|region|area)\b|[^A-Za-z]+", re.I
)
_JOIN = re.compile(
    r"[\s,]*(?:and|or|&|/|\+|,|as well as|with|>|<|over|of|at|-|along the|in the|the"
    r"|,?\s*and the)*[\s,]*(?:the\s+)?(?:muscles?\s*|mm\s*|joints?\s*|regions?\s*)?",
    re.I,
)
_LR = r"(?-i:L|R)"
_SIDE = re.compile(
    rf"(?<![\w/])(?:(?P<both>bilateral(?:ly)?|bilat\b\.?|b/l|both(?:\s+(?:sides|legs|arms))?|{_LR}\s*(?:and|&|/"
    rf"|\+)\s*{_LR}"
    r"|(?:left|right)\s+and\s+(?:left|right))|(?P<left>left(?:[- ]sided)?|(?-i:L)|\(L\)|lt\.?)"
    r"|(?P<right>right(?:[- ]sided)?|(?-i:R)|\(R\)|rt\.?))(?![\w/'-]|\.\w|\s*hand(?:ed)?[- ]domin)",
    re.I,
)
_NEAR = 30
_LEVEL_NEAR = 12
_APART = re.compile(r"[,;:.]|\b(?:is|are|was|were|with|and|but|showed|shows|reveal\w*|has|had|includ\w*)\b", re.I)
_TURN = re.compile(r"\b(?:with|without|radiat\w*|while|than|no|negative|positive|due to|secondary to|into)\b|;", re.I)

Keys = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lead:
    """From `start` on, statements without a place of their own are about `body`; None: about no named part."""

    start: int
    body: tuple[BodyMention, ...]


class Places:
    """The body parts of one note, found once, with the leads that carry them over sentences."""

    def __init__(self, text: str, mentions: Sequence[BodyMention], section_starts: Sequence[int]) -> None:
        self._text = text
        self._mentions = mentions
        self._starts = [mention.start for mention in self._mentions]
        self._leads = self._find_leads(section_starts)
        self._lead_starts = [lead.start for lead in self._leads]

    def between(self, start: int, end: int) -> Sequence[BodyMention]:
        """Body parts that begin at or after *start* and before *end*."""
        return self._mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def overlapping(self, start: int, end: int) -> Sequence[BodyMention]:
        """Body parts that share a character with *start* to *end*."""
        first = max(bisect_left(self._starts, start) - 1, 0)
        return [m for m in self._mentions[first : bisect_left(self._starts, end)] if m.end > start]

    def around(self, left: int, first: int, last: int, right: int) -> Sequence[BodyMention]:
        """The parts that the words from *first* to *last* are about, told by the words from *left* to *right*."""
        inside = self.overlapping(first, last)
        if inside:
            return chained(self._text, [*self.between(left, inside[0].start), *inside])
        before, after = self.between(left, first), self.between(last, right)
        if before and first - before[-1].end <= _NEAR and not _APART.search(self._text, before[-1].end, first):
            return [*chained(self._text, before), *_levels_next(before[-1], last, after)]
        if after:
            return self.until_break(last, after)
        return chained(self._text, before) if before else ()

    def until_break(self, start: int, mentions: Sequence[BodyMention]) -> Sequence[BodyMention]:
        """The first of *mentions*, up to where the words after *start* turn to something else ("with", "without")."""
        kept: list[BodyMention] = []
        for mention in mentions:
            if kept and _TURN.search(self._text, start, mention.start):
                break
            kept.append(mention)
            start = mention.end
        return kept

    def lead(self, position: int) -> tuple[BodyMention, ...]:
        """The parts that the lead before *position* names, empty if none holds there."""
        i = bisect_right(self._lead_starts, position) - 1
        return self._leads[i].body if i >= 0 else ()

    def _find_leads(self, section_starts: Sequence[int]) -> list[Lead]:
        lines = [0, *(line_end.end() for line_end in _LINE_END.finditer(self._text))]
        labels = [match for start in lines if (match := _LINE.match(self._text, start)) is not None]
        labels += _INLINE.finditer(self._text)
        leads = [lead for match in labels if (lead := self._label(match)) is not None]
        leads += self._examined()
        leads += [Lead(start, ()) for start in section_starts if not _ASPECT.match(self._text, start)]
        leads.sort(key=lambda lead: (lead.start, bool(lead.body)))
        return leads

    def _label(self, match: re.Match[str]) -> Lead | None:
        start, end = match.span("label")
        named = tuple(self.between(start, end))
        label = match.group("label").rstrip()
        if match.group("colon"):
            if named:
                return Lead(start, named)
            return None if _ASPECT.match(label) else Lead(start, ())
        if named and len(label) <= 40 and _is_bare(label, named, start):
            return Lead(start, named)
        return None

    def _examined(self) -> list[Lead]:
        text = self._text
        leads: list[Lead] = []
        for mention in self._mentions:
            words = text[max(mention.start - 5, 0) : mention.start].lower().split()
            is_led = bool(words) and words[-1] in _LEADS_IN
            if (is_led and _EXAM_OF.search(text, max(mention.start - 40, 0), mention.start)) or _EXAM_AFTER.match(
                text, mention.end
            ):
                leads.append(Lead(mention.start, (mention,)))
        return leads


def _is_bare(label: str, named: Sequence[BodyMention], offset: int) -> bool:
    """Whether a line holds body parts and hardly anything else ("Neck / Upper back", "R knee")."""
    rest = label
    for mention in reversed(named):
        rest = rest[: max(mention.start - offset, 0)] + rest[mention.end - offset :]
    return len(_HEADING_WORDS.sub("", rest)) <= 2


def _levels_next(part: BodyMention, last: int, after: Sequence[BodyMention]) -> Sequence[BodyMention]:
    """The levels that follow a part already named ("C-spine tenderness at C5-6")."""
    if not after or not after[0].levels or after[0].body_part != part.body_part or after[0].start - last > _LEVEL_NEAR:
        return ()
    return after[:1]


def chained(text: str, mentions: Sequence[BodyMention]) -> Sequence[BodyMention]:
    """The last run of *mentions* that are joined as a list ("neck, left arm and hand")."""
    first = len(mentions) - 1
    while first > 0 and _JOIN.fullmatch(text, mentions[first - 1].end, mentions[first].start):
        first -= 1
    return mentions[max(first, 0) :]


def keys_of(mentions: Sequence[BodyMention]) -> Keys:
    """Body keys of a fact about *mentions*: part or parts, side, levels."""
    keys: Keys = {}
    parts = tuple(dict.fromkeys(mention.body_part for mention in mentions))
    if parts:
        keys["body_part"] = parts[0]
    if len(parts) > 1:
        keys["body_parts"] = list(parts)
    side = shared_side(mentions)
    if side:
        keys["laterality"] = side
    levels = tuple(dict.fromkeys(level for mention in mentions for level in mention.levels))
    if levels:
        keys["levels"] = list(levels)
    return keys


def shared_side(mentions: Sequence[BodyMention]) -> str | None:
    """The side that all of *mentions* with a side have; left and right together are bilateral."""
    sides = {mention.laterality for mention in mentions if mention.laterality}
    if not sides:
        return None
    return sides.pop() if len(sides) == 1 else "bilateral"


def side_in(text: str, start: int, end: int) -> str | None:
    """The side named between *start* and *end* without a body part ("+ bilat", "on the left")."""
    sides: set[str] = set()
    for match in _SIDE.finditer(text, start, end):
        if match.group("both"):
            return "bilateral"
        sides.add("left" if match.group("left") else "right")
    if not sides:
        return None
    return sides.pop() if len(sides) == 1 else "bilateral"


def side_end(text: str, start: int, end: int) -> int:
    """Where the last side between *start* and *end* ends; *start* if none is named."""
    reached = start
    for match in _SIDE.finditer(text, start, end):
        reached = match.end()
    return reached


def side_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the sides between *start* and *end* are named."""
    return [match.span() for match in _SIDE.finditer(text, start, end)]
