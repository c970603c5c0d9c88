"""A letter as one flow of words: running headers and footers left out, lines and words mended.

Every gap between two lines is one character of the flow, so that a passage is a slice with its gaps
turned into blanks and the slice's positions lead straight back to the pages:

    LINE    the next line of the same paragraph
    BORDER  a paragraph ends here, as far as the text shows it (a blank line)
    PAGE    a page ends here; the paragraph may go on
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.corpus.publishers.running import body_ranges
from openimr.domain.documents import Page
from openimr.domain.spans import Span
from openimr.text.flow import Flow, FlowBuilder

LINE, BORDER, PAGE = "\n", "\v", "\f"

_GAP = re.compile(r"[\s\u00ad](?:(?<=[^ ])\s*|\s+)")
"""Any blanks but a single one; and a soft hyphen, which is no part of its word."""
_LABEL = re.compile(
    r"[A-Z][A-Za-z()]*(?: [A-Za-z()]+){0,4} ?(?:guidelines?|rationale|request|[Ll]icensure|[Ss]pecialty):"
)
"""A label that begins a line: what ends in a hyphen above it is a paragraph's own end."""

_FULL_LINE = 75
"""Characters from which a line looks full, so that the next one goes on with it."""

_TO_BLANK = str.maketrans({LINE: " ", BORDER: " ", PAGE: " "})
_SUSPENDED = re.compile(r"(?:and|or|to|nor|versus|vs)\b(?!-)", re.IGNORECASE)
"""Words after a hyphen that stands for a left-out word: "short- and long-term"."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """The words of a letter. `has_borders`: blank lines (or line ends) show where paragraphs end."""

    flow: Flow
    has_borders: bool

    @property
    def lowered(self) -> str:
        """The words in lower case with a blank in every gap, for telling one layout from another."""
        return self.flow.text.translate(_TO_BLANK).lower()

    @property
    def text(self) -> str:
        """The flow's characters, with LINE, BORDER and PAGE between lines."""
        return self.flow.text

    def plain(self, start: int, end: int) -> str:
        """The words from *start* to *end* as running text."""
        return self.flow.text[start:end].translate(_TO_BLANK)

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The words from *start* to *end* on their pages."""
        return self.flow.spans(start, end)

    def slice(self, start: int, end: int) -> Flow:
        """The words from *start* to *end* as running text that knows its pages."""
        flow = self.flow
        first = max(bisect_right(flow.starts, start) - 1, 0)
        last = bisect_right(flow.starts, max(end - 1, start))
        starts, lengths, raw_starts = [], [], []
        for index in range(first, last):
            left, right = max(flow.starts[index], start), min(flow.starts[index] + flow.lengths[index], end)
            starts.append(left - start)
            lengths.append(max(right - left, 0))
            raw_starts.append(flow.raw_starts[index] + left - flow.starts[index])
        return Flow(
            flow.document,
            flow.pages,
            self.plain(start, end),
            starts,
            lengths,
            flow.page_of[first:last],
            raw_starts,
        )

    def page(self, position: int) -> int:
        """The number of the page that holds *position*."""
        return self.flow.page_number(position)


def letter_text(document: str, pages: Sequence[Page]) -> LetterText:
    """The mended words of *pages*, each knowing where it came from."""
    kept = tuple(pages)
    bodies = body_ranges([page.text for page in kept])
    gaps = [
        [gap.span() for gap in _GAP.finditer(page.text, start, end)]
        for page, (start, end) in zip(kept, bodies, strict=True)
    ]
    spacing = _spacing(kept, gaps)
    weaver = _Weaver(document, kept, spacing)
    for index, (start, end) in enumerate(bodies):
        weaver.page(index, start, end, gaps[index])
    return LetterText(weaver.flow(), spacing.shows_borders)


@dataclass(frozen=True, slots=True)
class _Spacing:
    """How this text shows the end of a paragraph.

    `border_lines`: a gap of so many line ends is a border (2 in single, 3 in double spacing).
    `by_blank`: lines that go on end with a blank, so a line without one ends its paragraph.
    """

    border_lines: int
    by_blank: bool
    shows_borders: bool


def _spacing(pages: Sequence[Page], gaps: Sequence[Sequence[tuple[int, int]]]) -> _Spacing:
    """Double spacing shows by sentences that go on, in lower case, after a blank line."""
    single = double = triple = tight = goes_on = goes_on_after_blank = 0
    for page, places in zip(pages, gaps, strict=True):
        raw = page.text
        for start, end in places:
            ends = raw.count("\n", start, end)
            if ends == 1:
                single += 1
                goes_on += raw[end : end + 1].islower()
                tight += raw[start] == "\n" and raw[start - 1] != "-"
            elif ends == 2:
                double += 1
                goes_on_after_blank += raw[end : end + 1].islower()
            else:
                triple += ends > 2
    if goes_on_after_blank > goes_on:
        return _Spacing(3, by_blank=False, shows_borders=triple > 0)
    by_blank = not double and not triple and 0 < tight < single / 2
    return _Spacing(2, by_blank=by_blank, shows_borders=by_blank or double + triple > 0)


class _Weaver:
    """Puts the bodies of the pages in a row. One pass, no call a character."""

    def __init__(self, document: str, pages: Sequence[Page], spacing: _Spacing) -> None:
        self._pages, self._spacing = pages, spacing
        self._builder = FlowBuilder(document, pages)
        self._ending: str | None = None

    def page(self, index: int, start: int, end: int, gaps: Sequence[tuple[int, int]]) -> None:
        """Add the body of one page, `start` to `end` of its text."""
        if start >= end:
            return
        raw = self._pages[index].text
        builder = self._builder
        if self._ending is not None:
            builder.filler(self._page_filler(self._ending, raw, start))
        position = start
        for left, right in gaps:
            if left > position and right < end:
                builder.piece(index, position, left)
                builder.filler(self._filler(raw, left, right))
                position = right
        builder.piece(index, position, end)
        self._ending = raw[max(position, end - 2) : end]

    def flow(self) -> Flow:
        """All that was added."""
        return self._builder.flow()

    def _filler(self, raw: str, left: int, right: int) -> str:
        ends = raw.count("\n", left, right)
        if raw[left] == "\u00ad":
            return ""
        if not ends:
            return " "
        if ends >= self._spacing.border_lines:
            return BORDER
        if splits_word(raw[left - 2 : left], raw[right : right + 48]):
            return ""
        return BORDER if self._spacing.by_blank and raw[left] == "\n" and _may_end(raw, left) else LINE

    @staticmethod
    def _page_filler(ending: str, raw: str, start: int) -> str:
        return "" if splits_word(ending, raw[start : start + 48]) else PAGE


def _may_end(raw: str, end: int) -> bool:
    """Whether the line that ends at *end* may be a paragraph's last: it is short, or ends a sentence or heading."""
    return raw[end - 1] in '.!?:"”)' or end - raw.rfind("\n", 0, end) < _FULL_LINE


def splits_word(before: str, after: str) -> bool:
    """Whether a line end between *before* and *after* stands inside a word, date or level ("08-|19-2015")."""
    if len(before) < 2 or not after or not before[0].isalnum() or not after[0].isalnum():
        return False
    if before[1] == "/":
        return before[0].isdigit() and after[0].isdigit()
    return before[1] == "-" and not _SUSPENDED.match(after) and not _LABEL.match(after)


def line_start(text: str, position: int) -> int:
    """Where the line that holds *position* begins."""
    return max(text.rfind(LINE, 0, position), text.rfind(BORDER, 0, position), text.rfind(PAGE, 0, position)) + 1


def nearest(places: Sequence[int], position: int) -> int | None:
    """The last of the rising *places* at or before *position*."""
    index = bisect_right(places, position)
    return places[index - 1] if index else None
