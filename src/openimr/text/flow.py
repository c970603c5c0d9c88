"""Mended running text in which every character still knows the page it came from.

Pages end in the middle of sentences, lines in the middle of words ("08-\\n19-2015"). Readers of
words want one flow; readers of evidence want the page. A `Flow` is both: `text` to search in,
`spans` to go back.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openimr.domain.documents import Page
from openimr.domain.spans import Span

_GAP = re.compile(r"\s(?:(?<=\n)(?:\s+|(?<=-\n))|(?<!\n)(?:(?<=\t)|(?=\s))[^\S\n]*(?:\n\s*)?)")
"""What mending may replace: a line end with blanks around it or after a hyphen, a run of blanks in a line, a tab."""

_GAP_OR_DATA = re.compile(rf"{_GAP.pattern}|(?<!\S)\S{{400,}}")
"""The same, or a row of signs that is longer than any word or address: data that a program left in the text."""
_LONGEST_WORD = 400


@dataclass(frozen=True, slots=True)
class Flow:
    """Mended text of one document and the way back to its pages.

    `starts[i]` is where piece *i* begins in `text`; the piece is a verbatim copy of the raw page
    `page_of[i]` (index into `pages`) from `raw_starts[i]` on, `lengths[i]` characters long. Characters between
    pieces were put in by mending and stand for the blanks they replace; a line end that stays as it is parts no piece.
    """

    document: str
    pages: Sequence[Page]
    text: str
    starts: Sequence[int]
    lengths: Sequence[int]
    page_of: Sequence[int]
    raw_starts: Sequence[int]

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The words `text[start:end]` on their pages, without line ends around them: one span a page, in order."""
        while start < end and self.text[start] == "\n":
            start += 1
        while start < end and self.text[end - 1] == "\n":
            end -= 1
        found: list[Span] = []
        first = max(bisect_right(self.starts, start) - 1, 0)
        if self.starts and self.starts[first] <= start < end <= self.starts[first] + self.lengths[first]:
            offset = self.raw_starts[first] - self.starts[first]
            return (self._span(self.page_of[first], start + offset, end + offset),)
        page, raw_start, raw_end = -1, 0, 0
        for i in range(first, len(self.starts)):
            piece_start = self.starts[i]
            if piece_start >= end:
                break
            left = max(start, piece_start)
            right = min(end, piece_start + self.lengths[i])
            if left >= right:
                continue
            offset = self.raw_starts[i] - piece_start
            if self.page_of[i] != page:
                if page >= 0:
                    found.append(self._span(page, raw_start, raw_end))
                page, raw_start = self.page_of[i], left + offset
            raw_end = right + offset
        if page >= 0:
            found.append(self._span(page, raw_start, raw_end))
        return tuple(found)

    def _span(self, page: int, start: int, end: int) -> Span:
        source = self.pages[page]
        return Span(self.document, source.number, start, end, source.text[start:end])

    def page_number(self, position: int) -> int:
        """The page (from 1) on which `text[position]` stands."""
        i = max(bisect_right(self.starts, position) - 1, 0)
        return self.pages[self.page_of[i]].number if self.starts else 1


class FlowBuilder:
    """Collects verbatim pieces and the blanks put between them."""

    def __init__(self, document: str, pages: Sequence[Page]) -> None:
        self._document = document
        self._pages = pages
        self._parts: list[str] = []
        self._size = 0
        self._starts: list[int] = []
        self._lengths: list[int] = []
        self._page_of: list[int] = []
        self._raw_starts: list[int] = []

    def piece(self, page: int, start: int, end: int) -> None:
        """Copy characters `start` to `end` of the page with index *page*."""
        if end <= start:
            return
        self._starts.append(self._size)
        self._lengths.append(end - start)
        self._page_of.append(page)
        self._raw_starts.append(start)
        self._parts.append(self._pages[page].text[start:end])
        self._size += end - start

    def filler(self, blanks: str) -> None:
        """Put *blanks* between two pieces."""
        self._parts.append(blanks)
        self._size += len(blanks)

    def flow(self) -> Flow:
        """The flow collected so far."""
        return Flow(
            self._document,
            self._pages,
            "".join(self._parts),
            self._starts,
            self._lengths,
            self._page_of,
            self._raw_starts,
        )


def mend(document: str, pages: Iterable[Page]) -> Flow:
    """The record's pages as one flow in which lines stay lines and split words are whole.

    A line end stays a "\\n" (records are lists and headings; whoever reads sentences joins lines),
    a blank line stays "\\n\\n", runs of blanks become one, and a word or date split at a hyphen is joined.
    Pages are parted by "\\n".
    """
    kept = tuple(pages)
    builder = FlowBuilder(document, kept)
    for index, page in enumerate(kept):
        if index:
            builder.filler("\n")
        position = 0
        for start, end in page.margins:
            _mend_range(builder, index, page.text, position, start)
            position = end
        _mend_range(builder, index, page.text, position, len(page.text))
    return builder.flow()


def _mend_range(builder: FlowBuilder, index: int, raw: str, position: int, end: int) -> None:
    may_have_data = any(len(line) >= _LONGEST_WORD for line in raw[position:end].split("\n"))
    for gap in (_GAP_OR_DATA if may_have_data else _GAP).finditer(raw, position, end):
        builder.piece(index, position, gap.start())
        builder.filler(_blank_for(raw, gap))
        position = gap.end()
    builder.piece(index, position, end)


def _blank_for(raw: str, gap: re.Match[str]) -> str:
    words = gap.group()
    if "\n" not in words:
        return " "
    if words.count("\n") > 1:
        return "\n\n"
    if is_split_word(raw, gap.start(), gap.end()):
        return ""
    return "\n"


def is_split_word(raw: str, left: int, right: int) -> bool:
    """Whether the line end between *left* and *right* splits a word at its hyphen ("electro-\\ndiagnostic")."""
    return left >= 2 and raw[left - 1] == "-" and raw[left - 2].isalnum() and right < len(raw) and raw[right].isalnum()
