"""PDF files with a text layer as pages of text, with the place of each word."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from dataclasses import replace
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
from openimr.pipeline.documents.text_layers import is_garbled, joined, leaves_room, reads_better

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

    def read(self, number: int) -> PageRead:
        """The page's text with a box for each word; a page without gives a problem."""
        from pypdfium2 import PdfiumError

        try:
            page, is_empty, hides_words = _read_page(self._document, number)
        except PdfiumError:
            said = Problem("damaged", "The page is damaged and cannot be read.", self._name, number)
            return Page(number, ""), (said,)
        page, found = (page, ()) if is_empty else self._looked_at(page)
        return page, (_hidden_text(self._name, number), *found) if hides_words else found

    def _looked_at(self, page: Page) -> PageRead:
        """The page, with what OCR reads where its text layer is missing, cannot be true, or leaves a picture out."""
        if not page.text.strip():
            return self._recognised(page.number)
        if is_garbled(page.text):
            scan, found = self._recognised(page.number)
            return (scan, found) if reads_better(scan, page) else (page, () if scan.text.strip() else found)
        if leaves_room(page) and has_large_picture(self._document, page.number):
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


def _read_page(document: Any, number: int) -> tuple[Page, bool, bool]:
    """The page; whether nothing at all is drawn on it, so that it is blank; whether it hides words."""
    from pypdfium2.raw import FPDFPage_CountObjects

    page = document[number - 1]
    try:
        words = page.get_textpage()
        try:
            raw, hides_words = seen_text(page, words)
            read = _with_boxes(number, raw, words, page.get_height())
            shown = replace(read, boxes=as_shown(page, read.boxes), size=page.get_size())
            return shown, FPDFPage_CountObjects(page) == 0, hides_words
        finally:
            words.close()
    finally:
        page.close()


def _with_boxes(number: int, raw: str, words: Any, height: float) -> Page:
    """The page's text with plain line ends, and a box for each word.

    PDFium counts characters beyond the basic plane twice; without them its indexes are Python's.
    """
    parts: list[str] = []
    places: list[tuple[int, int, int]] = []
    size = reached = 0
    for line in _LINE.finditer(raw):
        start, end = line.span()
        gap = _plain_gap(raw[reached:start])
        parts += (gap, line.group())
        size += len(gap) + end - start
        shift, reached = size - end, end
        places += [(first, last, shift) for first, last in map(_span, _WORD.finditer(raw, start, end))]
    parts.append(_plain_gap(raw[reached:]))
    has_true_indexes = len(raw) == words.count_chars()
    return Page(number, "".join(parts), _boxes(words, places, height) if has_true_indexes else Boxes())


def _plain_gap(gap: str) -> str:
    if gap in ("\r\n", ""):
        return gap[1:]
    return gap.replace("\r\n", "\n").replace("\r", "\n").replace(_LINE_END_HYPHEN, "-\n").replace("\x00", "")


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
