"""Sentence borders in clinical writing, which is telegraphic: a line, a list entry, a clause after a stop."""

from __future__ import annotations

import re
from collections.abc import Sequence

_STOP = r"[\"')\]]?[^\S\n]*(?:\n(?!\n)[^\S\n]*|[^\S\n]+)(?=[A-Z0-9(\[+*\"?-])"
_LIST_ENTRY = r"(?=[^\S\n]*(?:\(?\d{1,2}[.)]\s|[-*•·+o]\s|[A-Z][A-Za-z/&' -]{1,40}:))"
_BORDER = re.compile(rf"[.!?\n](?:(?<!\n){_STOP}|(?<=\n)(?:(?P<blank>[^\S\n]*\n\s*)|{_LIST_ENTRY}|(?P<line>)))")
"""A stop or a line end and the blanks after it; it begins with a set of characters, which a search skips to."""

_ABBREVIATIONS = (
    *("Dr", "Drs", "Mr", "Mrs", "Ms", "St", "Mt", "Ft", "vs", "v", "approx", "appt", "e.g", "i.e", "cf", "al", "Fig"),
    *("fig", "pt", "Pt", "Jr", "Sr", "Prof", "inc", "Inc", "ext", "Ext", "est", "dept", "Dept"),
)
_ABBREVIATION_ENDS = frozenset({*(word[-2:] for word in _ABBREVIATIONS), "No", "no"})
"""The last two letters of whatever ends so; looked at first, they spare most searches."""

_ABBREVIATION = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, _ABBREVIATIONS))})\.$|\b[Nn]o\.$"
    r"|(?:^|\n|[.!?:;]\s+)[^\S\n]*(?:\d{1,2}|[A-Za-z])\.$"
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
    for border in _BORDER.finditer(text):
        end = _end_before(text, border)
        if text[start:end].strip() and _is_border(text, border, end, width):
            sentences.append((start, end))
            start = border.end()
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


def _end_before(text: str, border: re.Match[str]) -> int:
    """Where the sentence before *border* ends: after its stop, before the blanks of its last line."""
    start = border.start()
    if text[start] != "\n":
        return start + 1
    if border.group("blank") is None:
        return start
    while start and text[start - 1] != "\n" and text[start - 1].isspace():
        start -= 1
    return start


def _is_border(text: str, border: re.Match[str], end: int, width: int) -> bool:
    if border.group("line") is not None:
        return _ends_on_purpose(text, end, width)
    if text[max(end - 1, 0)] != "." or text.count("\n", end, border.end()) > 1:
        return True
    return not _is_abbreviation(text, end, border.end())


def _is_abbreviation(text: str, end: int, following: int) -> bool:
    last = text[max(end - 3, 0) : end - 1]
    if last.isalpha() and last not in _ABBREVIATION_ENDS:
        return False
    found = _ABBREVIATION.search(text[max(end - _LOOK_BACK, 0) : end])
    if found is None:
        return False
    return found.group().lower() != "no." or text[following].isdigit()


def _ends_on_purpose(text: str, position: int, width: int) -> bool:
    """Whether a lone line end is a border: the next word would have fitted, and it starts anew."""
    line_start = text.rfind("\n", 0, position) + 1
    next_word = re.compile(r"\s*(\S*)").match(text, position + 1)
    assert next_word is not None
    word = next_word.group(1)
    if text[max(position - _MAX_WIDTH, 0) : position].rstrip()[-1:] in (",", "-", "/") or word[:1].islower():
        return False
    return position - line_start + 1 + len(word) + _RAGGED <= width
