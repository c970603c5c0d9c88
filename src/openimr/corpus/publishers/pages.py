"""Pages of a published letter, from text or from the bytes of a PDF."""

from __future__ import annotations

from typing import Any

from openimr.domain.documents import Page
from openimr.domain.spans import Problem


def text_pages(text: str) -> tuple[Page, ...]:
    """The pages of extracted text, parted by form feeds; the empty rest after the last one is no page."""
    plain = text.removeprefix("\ufeff")
    if "\r" in plain:
        plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    parts = plain.split("\f")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return tuple(Page(number, part) for number, part in enumerate(parts, start=1))


def pdf_pages(name: str, content: bytes) -> tuple[Page, ...] | Problem:
    """The text layer of a PDF, page by page, or why the file *name* has none; a page without one is empty.

    Words only, no places: a letter's spans count characters, and boxes cost ten times the reading.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return _refusal(name, str(error))
    try:
        return tuple(Page(number, _page_text(document, number - 1)) for number in range(1, len(document) + 1))
    except pypdfium2.PdfiumError:
        return Problem("damaged", "A page of the file is damaged and cannot be read.", name)
    finally:
        document.close()


def _refusal(name: str, reason: str) -> Problem:
    if "password" in reason.lower() or "security" in reason.lower():
        return Problem("encrypted", "The file is protected by a password: hand it in without one.", name)
    return Problem("damaged", "The file is damaged and cannot be opened.", name)


def _page_text(document: Any, index: int) -> str:
    """One page's words. PDFium writes U+FFFE for a hyphen at a line's end, and joins the halves itself."""
    page = document[index]
    words = page.get_textpage()
    text: str = words.get_text_range()
    words.close()
    page.close()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-\n").replace("\x00", "")
