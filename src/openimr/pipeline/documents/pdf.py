"""PDF files with a text layer as pages of text, with the place of each word."""

from __future__ import annotations

import re
from typing import Any

from openimr.domain.documents import Box, Boxes, Page
from openimr.domain.spans import Problem
from openimr.pipeline.documents.opened import Opened, PageMemory, PageRead, Sheets

_WORD = re.compile(r"[^\s\ufffe\x00]+")
_LINE_END_HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen at the end of a line whose word goes on in the next."""


def open_pdf(name: str, content: bytes, memory: PageMemory) -> Opened:
    """The file's pages on demand; no pages, and a note that says why, if it cannot be opened."""
    import pypdfium2

    try:
        return PdfPages(name, pypdfium2.PdfDocument(content), memory)
    except pypdfium2.PdfiumError as error:
        return Sheets((), (_refusal(name, error),))


def _refusal(name: str, error: Exception) -> Problem:
    words = str(error).lower()
    if "password" in words or "security" in words:
        return Problem("encrypted", "The file is protected by a password: hand it in without one.", name)
    return Problem("damaged", "The file is damaged and cannot be opened.", name)


class PdfPages:
    """The pages of one PDF file, each read when it is asked for."""

    def __init__(self, name: str, document: Any, memory: PageMemory) -> None:
        self._name = name
        self._document = document
        self._memory = memory
        self.count = len(document)
        self.notes: tuple[Problem, ...] = () if self.count else (Problem("no_text", "The file holds no pages.", name),)

    def read(self, number: int) -> PageRead:
        """The page's text with a box for each word; a page without gives a problem."""
        from pypdfium2 import PdfiumError

        try:
            page, is_empty = _read_page(self._document, number)
        except PdfiumError:
            said = Problem("damaged", "The page is damaged and cannot be read.", self._name, number)
            return Page(number, ""), (said,)
        if not page.text.strip() and not is_empty:
            return page, (Problem("needs_ocr", "Not readable yet: scanned pages need OCR.", self._name, number),)
        return page, ()

    def close(self) -> None:
        """Give the document's memory back."""
        self._document.close()


def _read_page(document: Any, number: int) -> tuple[Page, bool]:
    """The page, and whether nothing at all is drawn on it: then it is blank, not a picture of words."""
    from pypdfium2.raw import FPDFPage_CountObjects

    page = document[number - 1]
    try:
        words = page.get_textpage()
        try:
            return _with_boxes(number, words, page.get_height()), FPDFPage_CountObjects(page) == 0
        finally:
            words.close()
    finally:
        page.close()


def _with_boxes(number: int, words: Any, height: float) -> Page:
    """The page's text with plain line ends, and a box for each word.

    PDFium counts characters beyond the basic plane twice; without them its indexes are Python's.
    """
    raw: str = words.get_text_range()
    has_true_indexes = len(raw) == words.count_chars()
    parts: list[str] = []
    boxes: list[Box] = []
    size = reached = 0
    for word in _WORD.finditer(raw):
        gap = _plain_gap(raw[reached : word.start()])
        parts.append(gap + word.group())
        size += len(gap)
        if has_true_indexes:
            boxes.append(_box(words, word.start(), word.end(), size, height))
        size += word.end() - word.start()
        reached = word.end()
    parts.append(_plain_gap(raw[reached:]))
    return Page(number, "".join(parts), Boxes(boxes))


def _plain_gap(gap: str) -> str:
    return gap.replace("\r\n", "\n").replace("\r", "\n").replace(_LINE_END_HYPHEN, "-\n").replace("\x00", "")


def _box(words: Any, start: int, end: int, at: int, height: float) -> Box:
    """The word's place; the height is the font's, the same for every letter, so that lines can be told by it."""
    left, bottom, right, top = words.get_charbox(start, loose=True)
    if end - start > 1:
        _, last_bottom, right, last_top = words.get_charbox(end - 1, loose=True)
        bottom, top = min(bottom, last_bottom), max(top, last_top)
    return Box(at, at + end - start, left, height - top, right, height - bottom)
