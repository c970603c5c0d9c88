"""Words in a record that address its reader or the program that reads it: named to a person, never evidence."""

from __future__ import annotations

import re
from functools import cache

from openimr.rulebook.files import read_yaml
from openimr.text.terms import TermFinder

_SENTENCE_START = re.compile(r"[.!?;]\s+|\n\s*\n|\A")
_NEW_PART = re.compile(r"\s*(?:\n|$|\d{1,2}[.)]\s|[-•*]\s|[A-Z][\w /&'-]{0,40}:|[A-Z][A-Z /&-]{4,}$)", re.MULTILINE)
_SHORT = 0.6
"""A line so much shorter than the widest one ends a paragraph."""


def find_addressed(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of *text*, in order, from the sentence that addresses a reader to the end of its paragraph."""
    if not _triggers().find(text):
        return ()
    starts = sorted({match.start() for pattern in _patterns() for match in pattern.finditer(text)})
    found: list[tuple[int, int]] = []
    for start in starts:
        if not found or start >= found[-1][1]:
            found.append((_sentence_start(text, start), _paragraph_end(text, start)))
    return tuple(found)


def _sentence_start(text: str, position: int) -> int:
    line = text.rfind("\n", 0, position) + 1
    head = text[line:position]
    if len(head.strip()) < 3 or re.fullmatch(r"\s*(?:\d{1,2}[.)]|[-•*])\s*", head):
        return line
    ends = [match.end() for match in _SENTENCE_START.finditer(text, max(0, position - 400), position)]
    return max(ends, default=max(0, position - 400))


def _paragraph_end(text: str, position: int) -> int:
    """The end of the last line of the paragraph: before a blank line, a label or a list mark, or after a line that is
    short or ends a sentence."""
    widest = max((len(line) for line in text.split("\n")), default=0)
    end = _line_end(text, position)
    line = end - text.rfind("\n", 0, position) - 1
    while (
        end < len(text)
        and line >= _SHORT * widest
        and text[end - 1] not in ".!?"
        and not _NEW_PART.match(text, end + 1)
    ):
        following = _line_end(text, end + 1)
        line, end = following - end - 1, following
    return end


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


@cache
def _triggers() -> TermFinder[bool]:
    return TermFinder((term, True) for term in read_yaml("lexicons/words_to_readers.yaml")["triggers"])


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    words = read_yaml("lexicons/words_to_readers.yaml")
    return tuple(
        re.compile(
            pattern.replace("{reader}", words["reader"]).replace("{ruling}", words["ruling"]).replace(" ", r"\s+"),
            re.IGNORECASE | re.MULTILINE,
        )
        for pattern in words["patterns"]
    )
