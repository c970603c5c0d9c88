"""What stands near a term: its list entry, the body part it is about, counts, dates and what it led to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from openimr.domain.facts import FactStatus
from openimr.pipeline.facts.note import Note
from openimr.rulebook.anatomy import BodyMention

_BORDER = re.compile(
    r"[;\n\d.!?](?:(?<=;)|(?<=\n)(?=\s*(?:\d{1,2}[.)]|[-*•])\s)|(?<=\s\d)\d?[.)]\s(?=[A-Z(])|(?<=[.!?])(?=\s)"
    r"|(?<=\n)\n)"
)
"""It begins with a set of characters, which a search skips to."""
_LINK = re.compile(
    r"[\s,:/(\[\])-]*(?:\(?\b(?:[A-TV-Z]\d{2}(?:\.?[0-9A-Z]{1,4})?|\d{3}\.\d{1,2})\b\)?)?[\s,:(-]*"
    r"(?:(?:of|to|at|in|on|for|over|into|involving|affecting|about|the|levels?|his|her|both|patient's|muscles?"
    r"|joint|region|primarily|mostly|type|and(?=\s+(?:tendon|fascia|ligament|muscle|cartilage))|side|"
    r"unspecified|other|specified|sites?|parts?|fascia|tendons?|ligaments?|bone|spinous|transverse|process(?:es)?"
    r"|vertebral|body|acute|chronic|meniscus|cartilage|[a-z]{5,}(?=\s+(?:ligament|tendon|muscle|joint|nerve|bone"
    r"|aspect|region|compartment)))\b[\s,/]*)*",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"[\s,/&+-]*(?:(?:and|or|as well as|the|to|at|levels?)\s+)*[\s(]*", re.IGNORECASE)
_OWN_NEGATION = re.compile(r"\b(?:no|not|unable|cannot|denies|without|never|declined|failed|non)\b", re.IGNORECASE)
_SMALL_STOP = re.compile(r"\.(?:(?<=[a-z\d]{3}\.)|(?<=[)%]\.))\s+(?=[a-z])")
_FIRST_WORD = re.compile(r"\S+")
_ADJACENT = re.compile(r"[\s/-]*(?:\(?[A-Za-z][\w'/-]*\)?[\s-]+|\d+\s?mm\s+){0,4}?")
_BREAKS = re.compile(
    r"\b(?:with|and|or|for|to|from|s/p|status|w/|was|is|were|had|has|on|shows?|showed|revealed?|pain|due|prior"
    r"|after|no|without|negative|not)\b",
    re.IGNORECASE,
)
_COMPLAINT_NEAR = 8
_SIDED_NEAR = 2
_SIDE_BEFORE = re.compile(
    r"(?:\b(?P<w>left|right|bilateral|bilat\.?|rt|lt|b/l)|(?<![\w'])(?P<l>[RL]))(?:[- ]sided)?[ \n]+(?:\w+[ \n]+)?$",
    re.IGNORECASE,
)
_SIDE_AFTER = re.compile(
    r"[,\s(-]*(?:on the )?(?:(?P<w>left|right|bilateral(?:ly)?|bilat\.?|rt|lt|b/l)\b(?![- ]hand)"
    r"|(?P<l>[RL])(?=[\s,.;)]|$)(?!\s+[a-z]))"
)


def entry_of(note: Note, start: int, end: int) -> tuple[int, int]:
    """Where the list entry or clause that holds `start` to `end` begins and ends, within its sentence."""
    low, high = note.sentence_at(start)
    if high <= end and note.text[end - 1] == ".":  # an abbreviation ("P.T.") ends no sentence
        high = note.sentence_at(min(end + 1, len(note.text)))[1]
    left, right = low, max(high, end)
    for border in _BORDER.finditer(note.text, low, high):
        if border.end() <= start:
            left = border.end()
        elif border.start() >= end:
            right = border.start()
            break
    return left, right


def status_here(note: Note, start: int, end: int) -> FactStatus:
    """The status of words in their clause: in notes without capitals a stop still ends what was said before it."""
    low, high = note.sentence_at(start)
    for stop in _SMALL_STOP.finditer(note.text, low, high):
        if stop.end() <= start:
            low = stop.end()
        elif stop.start() >= end:
            high = stop.start()
            break
    return note.context.status(start, end, (low, high), note.section_at(start))


def own_status(note: Note, start: int, end: int) -> FactStatus:
    """The status of a phrase that may itself hold a negation ("has not returned to work"), which is its meaning."""
    if _OWN_NEGATION.search(note.text, start, end):
        first = _FIRST_WORD.match(note.text, start, end)
        return note.status(start, first.end() if first else end)
    return note.status(start, end)


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The last place from *start* to *end* that *pattern* matches."""
    found: re.Match[str] | None = None
    for match in pattern.finditer(text, start, end):
        found = match
    return found


def place_near(note: Note, start: int, end: int, low: int, high: int) -> tuple[dict[str, Any], int, int]:
    """The body keys that belong to the term at `start` to `end`, and the reach of the words that state them.

    Words before the term, from *low*, count; words after it, up to *high*, only where they follow closely.
    """
    before = _preceding(note, low, start, end)
    after = _following(note, before, end, high)
    mentions = before + after
    keys = body_keys(mentions)
    first = min([start, *(mention.start for mention in mentions)])
    last = max([end, *(mention.end for mention in mentions)])
    if "laterality" not in keys:
        side, first, last = _bare_side(note, first, last, low, high)
        if side:
            keys["laterality"] = side
    return keys, first, last


def place_in(note: Note, start: int, end: int) -> dict[str, Any]:
    """The body keys of the one part that is named from *start* to *end*; none where several are."""
    keys = body_keys(note.anatomy_between(start, end))
    return {} if "body_parts" in keys else keys


def _preceding(note: Note, low: int, start: int, end: int) -> list[BodyMention]:
    """Body parts in the term itself and right before it: "cervical and lumbar strain", "L foot Lisfranc fracture"."""
    mentions = note.anatomy_between(low, end)
    kept = [mention for mention in mentions if mention.start >= start]
    position, link = start, _ADJACENT
    for mention in reversed(mentions[: len(mentions) - len(kept)]):
        gap = note.text[mention.end : position]
        if link.fullmatch(gap) is None or (link is _ADJACENT and _BREAKS.search(gap)):
            break
        kept.insert(0, mention)
        position, link = mention.start, _CHAIN
    return kept


def _following(note: Note, before: Sequence[BodyMention], end: int, high: int) -> list[BodyMention]:
    parts = {mention.body_part for mention in before}
    kept: list[BodyMention] = []
    position = end
    for mention in note.anatomy_between(end, high):
        link = (_CHAIN if kept else _LINK).match(note.text, position, mention.start)
        if link is None or link.end() < mention.start:
            break
        if "," in link.group() and not mention.levels and _has_own_complaint(note, mention):
            break
        if parts and not mention.levels and mention.body_part not in parts:
            break
        kept.append(mention)
        position = mention.end
    return kept


def _has_own_complaint(note: Note, part: BodyMention) -> bool:
    """Whether *part* is that of the next complaint: the knee in "sciatica, right knee pain"."""
    after = note.mentions_between(part.start, part.end + _COMPLAINT_NEAR)
    return any(term.kind in ("symptom", "diagnosis") for mention in after for term in mention.meaning)


def body_keys(mentions: Sequence[BodyMention]) -> dict[str, Any]:
    """`body_part`, `body_parts`, `laterality` and `levels` as *mentions* together state them."""
    keys: dict[str, Any] = {}
    parts = list(dict.fromkeys(mention.body_part for mention in mentions))
    sides = {mention.laterality for mention in mentions if mention.laterality}
    levels = list(dict.fromkeys(level for mention in mentions for level in mention.levels))
    if parts:
        keys["body_part"] = parts[0]
    if len(parts) > 1:
        keys["body_parts"] = parts
    if len(sides) == 1:
        keys["laterality"] = next(iter(sides))
    elif sides == {"left", "right"} and len(parts) == 1:
        keys["laterality"] = "bilateral"
    if levels:
        keys["levels"] = levels
    return keys


def _bare_side(note: Note, first: int, last: int, low: int, high: int) -> tuple[str | None, int, int]:
    text = note.text
    found = _SIDE_BEFORE.search(text, max(low, first - 30), first)
    if found:
        return _side(found), found.start(), last
    after = _SIDE_AFTER.match(text, last, high)
    if after and not ("," in after.group() and note.anatomy_between(last, after.end() + _SIDED_NEAR)):
        return _side(after), first, after.end()
    return None, first, last


def _side(match: re.Match[str]) -> str:
    word = (match.group("w") or match.group("l")).lower()
    if word.startswith("b"):
        return "bilateral"
    return "left" if word.startswith("l") else "right"
