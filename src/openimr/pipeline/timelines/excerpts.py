"""The words around a quote, as they stand on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openimr.domain.documents import Page, SourceFile
from openimr.domain.timelines import Place
from openimr.pipeline.timelines.wording import plain

_AROUND = 150


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A quote with the words before and after it; an ellipsis tells that the page goes on."""

    document: str
    file: str
    page: int
    before: str
    quote: str
    after: str


class Excerpts:
    """Finds the words around places of one record; each page is looked up once."""

    def __init__(self, record: Mapping[str, SourceFile]) -> None:
        self._record = record
        self._pages: dict[str, dict[int, Page]] = {}

    def around(self, place: Place) -> Excerpt:
        """The excerpt of a place; the quote alone where the page is not there or reads otherwise."""
        page = self._page(place)
        file = place.file or place.document
        if page is None or page.text[place.start : place.end] != place.quote:
            return Excerpt(place.document, file, place.page, "", plain(place.quote), "")
        return Excerpt(place.document, file, place.page, *_parted(page.text, place))

    def _page(self, place: Place) -> Page | None:
        if place.document not in self._pages:
            file = self._record.get(place.document)
            self._pages[place.document] = {page.number: page for page in file.pages} if file else {}
        return self._pages[place.document].get(place.page)


def _parted(text: str, place: Place) -> tuple[str, str, str]:
    first = max(place.start - _AROUND, 0)
    last = min(place.end + _AROUND, len(text))
    if first:
        first = _after_blank(text, first, place.start)
    while last < len(text) and last > place.end and not text[last].isspace():
        last -= 1
    before, after = text[first : place.start], text[place.end : last]
    return (
        ("… " if first else "") + plain(before) + (" " if before[-1:].isspace() else ""),
        plain(place.quote),
        (" " if after[:1].isspace() else "") + plain(after) + (" …" if last < len(text) else ""),
    )


def _after_blank(text: str, first: int, start: int) -> int:
    while first < start and not text[first - 1].isspace():
        first += 1
    return first


def distinct(places: Sequence[Place], most: int) -> tuple[tuple[Place, ...], int]:
    """The first place of each page, at most *most* of them, and how many pages are left over."""
    pages: dict[tuple[str, int], Place] = {}
    for place in places:
        pages.setdefault((place.document, place.page), place)
    shown = tuple(pages.values())
    return shown[:most], max(len(shown) - most, 0)
