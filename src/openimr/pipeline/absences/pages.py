"""The pages that are searched: each document's words as one text, its margins apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from openimr.domain.absences import Search, SearchedDocument
from openimr.domain.documents import ASIDE_KINDS, CLINICAL_KINDS, Document, Page
from openimr.domain.spans import Problem
from openimr.text.flow import Flow, mend

Part = Literal["evidence", "form", "set_aside"]

_SURE = 0.75
"""Mean confidence of OCR below which a page is doubtful; far below, it is not readable at all."""
_LEGIBLE = 0.45
_LOST = frozenset({"needs_ocr", "no_text", "damaged", "encrypted", "unreadable", "too_large", "timeout", "ocr_failed"})
_COPY = "copy"
_TOUCHING = 150
"""Characters beside a margin that are searched with it."""


@dataclass(frozen=True, slots=True)
class Searched:
    """One text to search: a document without its margins, or its margins."""

    document: Document
    part: Part
    flow: Flow

    @property
    def is_request(self) -> bool:
        """Whether it only asks for treatment."""
        return self.document.kind == "rfa"

    @property
    def date(self) -> dt.date | None:
        """The document's date."""
        return self.document.date


def part_of(document: Document) -> Part:
    """What the document is to the case."""
    if document.set_aside is not None:
        return "set_aside"
    return "evidence" if document.kind in CLINICAL_KINDS or document.kind in ASIDE_KINDS else "form"


def texts(document: Document, pages: Sequence[Page], flow: Flow | None = None) -> Iterator[Searched]:
    """What there is to search in *document*, nothing of a copy or an application.

    *flow* spares mending its *pages* again.
    """
    part = part_of(document)
    is_copy = document.set_aside is not None and _COPY in document.set_aside
    if is_copy or document.kind == "application":
        return
    is_single = flow is not None and len(pages) == 1
    yield Searched(document, part, flow if flow is not None and is_single else mend(document.id, _joined(pages)))
    margins = [replace(page, margins=_outside(page)) for page in pages if page.margins]
    if margins:
        yield Searched(document, part, mend(document.id, margins))


def _joined(pages: Sequence[Page]) -> list[Page]:
    """Pages without the blanks at their ends, so that a sentence goes on from one to the next."""
    found = []
    for page in pages:
        words = page.text.rstrip()
        lead = len(words) - len(words.lstrip())
        margins = tuple((left, min(right, len(words))) for left, right in page.margins if left < len(words))
        if lead and not (margins and margins[0][0] == 0):
            margins = ((0, lead), *margins)
        found.append(replace(page, text=words, margins=margins))
    return found


def _outside(page: Page) -> tuple[tuple[int, int], ...]:
    """What of *page* is no margin and does not touch one: a statement may begin in the margin and end beside it."""
    borders = [0, *(edge for margin in page.margins for edge in margin), len(page.text)]
    between = zip(borders[::2], borders[1::2], strict=True)
    apart = ((left + _TOUCHING * (left > 0), right - _TOUCHING * (right < len(page.text))) for left, right in between)
    return tuple((left, right) for left, right in apart if left < right)


def extent(documents: Iterable[Document], pages: Mapping[str, Sequence[Page]], problems: Iterable[Problem]) -> Search:
    """Which pages are searched and how they could be read; *pages* by document id."""
    told = list(problems)
    searched = tuple(_searched(each, pages.get(each.id, ()), told) for each in documents)
    sure = [
        page.confidence
        for document in searched
        for page in pages.get(document.document, ())
        if page.confidence is not None and page.confidence >= _LEGIBLE
    ]
    named = {document.file for document in documents} if isinstance(documents, Sequence) else set()
    lost = sum(1 for each in told if each.code in _LOST and each.file not in named)
    return Search(searched, min(sure, default=None), lost)


def _searched(document: Document, pages: Sequence[Page], problems: Sequence[Problem]) -> SearchedDocument:
    told = {each.page for each in problems if each.file == document.file and each.code in _LOST}
    unreadable = tuple(page.number for page in pages if page.number in told or _is_illegible(page))
    doubtful = tuple(page.number for page in pages if _is_doubtful(page) and page.number not in unreadable)
    return SearchedDocument(document.id, part_of(document), len(pages), unreadable, doubtful)


def _is_illegible(page: Page) -> bool:
    return page.is_scan and page.confidence is not None and page.confidence < _LEGIBLE


def _is_doubtful(page: Page) -> bool:
    return page.is_scan and page.confidence is not None and page.confidence < _SURE
