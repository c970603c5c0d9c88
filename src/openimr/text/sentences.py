"""Sentence borders in clinical writing, which is telegraphic: a line, a list entry, a clause after a stop."""

from __future__ import annotations

import re
from collections.abc import Sequence

_STOP = r"(?<=[.!?])[\"')\]]?[^\S\n]*(?:\n(?!\n)[^\S\n]*|[^\S\n]+)(?=[A-Z0-9(\[+*\"?-])"
_LIST_ENTRY = r"\n(?=[^\S\n]*(?:\(?\d{1,2}[.)]\s|[-*•·+o]\s|[A-Z][A-Za-z/&' -]{1,40}:))"
_BORDER = re.compile(rf"{_STOP}|[^\S\n]*\n[^\S\n]*\n\s*|{_LIST_ENTRY}|(?P<line>\n)")

_ABBREVIATION = re.compile(
    r"\b(?:Dr|Drs|Mr|Mrs|Ms|St|Mt|Ft|vs|v|approx|appt|e\.g|i\.e|cf|al|Fig|fig|pt|Pt|Jr|Sr|Prof|inc|Inc"
    r"|ext|Ext|est|dept|Dept)\.$|\b[Nn]o\.$|(?:^|\n|[.!?:;]\s+)[^\S\n]*(?:\d{1,2}|[A-Za-z])\.$"
    r"|(?<![Hh]epatitis )(?<![Vv]itamin )(?<![Tt]ype )(?<![Ss]tage )(?<![Cc]lass )(?<![Gg]roup )(?<![Gg]rade )"
    r"(?<![\w.])[A-Z]\.$"
)
"""What ends with a stop and does not end a sentence: titles, "No. 3", an initial, a list number."""

_LOOK_BACK = 12
_LONGEST = 1500
_MIN_WIDTH, _MAX_WIDTH = 50, 130
_RAGGED = 10
"""A line that had room for so many more characters than the next word was ended on purpose."""


def find_sentences(text: str) -> Sequence[tuple[int, int]]:
    """Start and end (half-open) of each sentence of *text*, in order; together they cover every word."""
    sentences: list[tuple[int, int]] = []
    width = _line_width(text) if "\n" in text else 0
    start = 0
    for gap in _BORDER.finditer(text):
        if not _is_border(text, gap, width):
            continue
        if text[start : gap.start()].strip():
            sentences.append((start, gap.start()))
            start = gap.end()
    if text[start:].strip() or not sentences:
        sentences.append((start, len(text)))
    return _bounded(text, sentences)


def _bounded(text: str, sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same with what is longer than any sentence cut at blanks: whoever reads one may look at all its words."""
    if all(end - start <= _LONGEST for start, end in sentences):
        return list(sentences)
    parts: list[tuple[int, int]] = []
    for start, end in sentences:
        while end - start > _LONGEST:
            blank = text.rfind(" ", start + 1, start + _LONGEST)
            cut = blank + 1 if blank > 0 else start + _LONGEST
            if text[start:cut].strip():
                parts.append((start, cut))
            start = cut
        if text[start:end].strip() or not parts:
            parts.append((start, end))
    return parts


def _line_width(text: str) -> int:
    longest = max(map(len, text.split("\n")))
    return min(max(longest, _MIN_WIDTH), _MAX_WIDTH)


def _is_border(text: str, gap: re.Match[str], width: int) -> bool:
    words = gap.group()
    if gap.group("line"):
        return _ends_on_purpose(text, gap.start(), width)
    before = text[max(gap.start() - _LOOK_BACK, 0) : gap.start()]
    return words.count("\n") > 1 or not before.endswith(".") or not _is_abbreviation(before, text[gap.end()])


def _is_abbreviation(before: str, after: str) -> bool:
    found = _ABBREVIATION.search(before)
    if found is None:
        return False
    return found.group().lower() != "no." or after.isdigit()


def _ends_on_purpose(text: str, position: int, width: int) -> bool:
    """Whether a lone line end is a border: the next word would have fitted, and it starts anew."""
    line_start = text.rfind("\n", 0, position) + 1
    next_word = re.compile(r"\s*(\S*)").match(text, position + 1)
    assert next_word is not None
    word = next_word.group(1)
    if text[max(position - _MAX_WIDTH, 0) : position].rstrip()[-1:] in (",", "-", "/") or word[:1].islower():
        return False
    return position - line_start + 1 + len(word) + _RAGGED <= width
