"""Which words of scanned pages OCR was unsure of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from openimr.domain.documents import Page
from openimr.domain.spans import Span

SURE = 0.8
"""Below this confidence a word is doubtful: three of four misread words are, and one of fifty that are right."""


class Doubts:
    """The doubtful words of the pages of one document."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._places = {page.number: list(_doubtful_words(page)) for page in pages if page.is_scan}

    def __bool__(self) -> bool:
        """Whether there is any."""
        return any(self._places.values())

    def touch(self, spans: Iterable[Span]) -> bool:
        """Whether any word within *spans* is doubtful."""
        return any(self._touches(span) for span in spans)

    def _touches(self, span: Span) -> bool:
        places = self._places.get(span.page, [])
        before = bisect_right(places, (span.end,)) - 1
        return before >= 0 and places[before][1] > span.start


def is_doubtful(spans: Iterable[Span], pages: Iterable[Page]) -> bool:
    """Whether OCR was unsure of any word within *spans*, which stand on *pages*."""
    return Doubts(pages).touch(spans)


def _doubtful_words(page: Page) -> Iterator[tuple[int, int]]:
    """Where the doubtful words stand in the page's text; signs without a letter or digit say nothing."""
    for box in page.boxes:
        if box.confidence < SURE and any(map(str.isalnum, page.text[box.start : box.end])):
            yield box.start, box.end
