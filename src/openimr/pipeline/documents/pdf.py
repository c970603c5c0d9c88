"""PDF files with a text layer as pages of text, with the place of each word."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from openimr.domain.documents import Boxes, Page
from openimr.domain.spans import Problem
from openimr.pipeline.documents.active import active_pdf
from openimr.pipeline.documents.hidden import seen_text
from openimr.pipeline.documents.opened import Opened, PageMemory, PageRead, Sheets
from openimr.pipeline.documents.page_pictures import has_large_picture, page_picture
from openimr.pipeline.documents.scans import read_picture
from openimr.pipeline.documents.shown import as_shown
from openimr.pipeline.documents.text_layers import has_many_words, is_garbled, joined, leaves_room, reads_better

_WORD = re.compile(r"[^\s\ufffe\x00]+")
_LINE = re.compile(r"[^\r\n\ufffe\x00]+")
_span = re.Match.span
_LINE_END_HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen at the end of a line whose word goes on in the next."""


def open_pdf(name: str, content: bytes, memory: PageMemory) -> Opened:
    """The file's pages on demand; no pages, and a note that says why, if it cannot be opened."""
    import pypdfium2

    try:
        return PdfPages(name, pypdfium2.PdfDocument(content), memory, active_pdf(name, content))
    except pypdfium2.PdfiumError as error:
        return Sheets((), (_refusal(name, error),))


def _refusal(name: str, error: Exception) -> Problem:
    words = str(error).lower()
    if "password" in words or "security" in words:
        return Problem("encrypted", "The file is protected by a password: hand it in without one.", name)
    return Problem("damaged", "The file is damaged and cannot be opened.", name)


class PdfPages:
    """The pages of one PDF file, each read when it is asked for."""

    def __init__(self, name: str, document: Any, memory: PageMemory, notes: tuple[Problem, ...] = ()) -> None:
        self._name = name
        self._document = document
        self._memory = memory
        self.count = len(document)
        self.notes = notes if self.count else (*notes, Problem("no_text", "The file holds no pages.", name))

    def read(self, number: int, *, places: bool = True) -> PageRead:
        """The page's text with a box for each word; a page without gives a problem."""
        from pypdfium2 import PdfiumError

        try:
            read = _read_page(self._document, number, places)
        except PdfiumError:
            said = Problem("damaged", "The page is damaged and cannot be read.", self._name, number)
            return Page(number, ""), (said,)
        page, found = (read.page, ()) if read.is_empty else self._looked_at(read.page, read.is_full)
        return page, (_hidden_text(self._name, number), *found) if read.hides_words else found

    def _looked_at(self, page: Page, is_full: bool) -> PageRead:
        """The page, with what OCR reads where its text layer is missing, cannot be true, or leaves a picture out."""
        if not page.text.strip():
            return self._recognised(page.number)
        if is_garbled(page.text):
            scan, found = self._recognised(page.number)
            return (scan, found) if reads_better(scan, page) else (page, () if scan.text.strip() else found)
        if not is_full and leaves_room(page) and has_large_picture(self._document, page.number):
            scan, found = self._recognised(page.number, pictures_only=True)
            return joined(page, scan), found
        return page, ()

    def _recognised(self, number: int, pictures_only: bool = False) -> PageRead:
        """The page as OCR reads its picture."""
        from pypdfium2 import PdfiumError

        try:
            picture = page_picture(self._document, number, pictures_only=pictures_only)
        except PdfiumError:
            said = Problem("damaged", "The page is damaged and cannot be drawn.", self._name, number)
            return Page(number, ""), (said,)
        return read_picture(picture, self._name, number, self._memory)

    def close(self) -> None:
        """Give the document's memory back."""
        self._document.close()


def _hidden_text(name: str, number: int) -> Problem:
    said = "The page holds text that cannot be seen (white, tiny, invisible or off the page): it is no evidence."
    return Problem("hidden_text", said, name, number)


@dataclass(frozen=True, slots=True)
class _Read:
    """A page as its text layer has it; `is_empty`: nothing at all is drawn on it; `is_full`: its boxes can wait."""

    page: Page
    is_empty: bool
    hides_words: bool
    is_full: bool


def _read_page(document: Any, number: int, places: bool) -> _Read:
    """The page, with a box for each word unless *places* are not asked for and it is full of words.

    PDFium counts characters beyond the basic plane twice; without them its indexes are Python's.
    """
    from pypdfium2.raw import FPDFPage_CountObjects

    page = document[number - 1]
    try:
        words = page.get_textpage()
        try:
            raw, hides_words = seen_text(page, words)
            has_true_indexes = len(raw) == words.count_chars()
            is_full = not places and has_true_indexes and has_many_words(raw)
            boxes = Boxes()
            if has_true_indexes and not is_full:
                boxes = as_shown(page, _boxes(words, _places(raw), page.get_height()))
            read = Page(number, _plain(raw), boxes, size=page.get_size())
            return _Read(read, FPDFPage_CountObjects(page) == 0, hides_words, is_full)
        finally:
            words.close()
    finally:
        page.close()


def _places(raw: str) -> Iterator[tuple[int, int, int]]:
    """Start and end of each word of the raw text, and what to add for its place in the plain one."""
    size = reached = 0
    for line in _LINE.finditer(raw):
        start, end = line.span()
        size += len(_plain(raw[reached:start])) + end - start
        shift, reached = size - end, end
        for first, last in map(_span, _WORD.finditer(raw, start, end)):
            yield first, last, shift


def _plain(raw: str) -> str:
    """The text with plain line ends, whole hyphens, and without what is hidden."""
    return raw.replace("\r\n", "\n").replace("\r", "\n").replace(_LINE_END_HYPHEN, "-\n").replace("\x00", "")


def _boxes(words: Any, places: Iterable[tuple[int, int, int]], height: float) -> Boxes:
    """The box of each word: its start and end in the raw text, and what to add for its place in the page's.

    The height is the font's, the same for every letter, so that lines can be told by it.
    """
    read, first, last = _box_reader()
    page, of_first, of_last = ctypes.cast(words.raw, ctypes.c_void_p).value, first.address, last.address
    left, right = first.box, last.box
    numbers: list[float] = []
    for start, end, shift in places:
        read(page, start, of_first)
        read(page, end - 1, of_last)
        top, bottom = max(left.top, right.top), min(left.bottom, right.bottom)
        numbers += (start + shift, end + shift, left.left, height - top, right.right, height - bottom, 1.0)
    return Boxes.of_numbers(numbers)


class _Corners:
    """A box for PDFium to fill in, used again for every word."""

    def __init__(self) -> None:
        from pypdfium2.raw import FS_RECTF

        self.box = FS_RECTF()
        self.address = ctypes.addressof(self.box)


@cache
def _box_reader() -> tuple[Any, _Corners, _Corners]:
    """PDFium's function for the box of a letter, called by plain numbers, which halves the time of a call."""
    from pypdfium2.raw import FPDFText_GetLooseCharBox

    plain = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    return plain(ctypes.cast(FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0), _Corners(), _Corners()
