"""Text files as pages."""

from __future__ import annotations

from openimr.domain.documents import Page
from openimr.domain.spans import Problem
from openimr.pipeline.documents.opened import Opened, PageMemory, Sheets

_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x0b\x1a\x1b\x08")
MOST_BYTES = 10_000_000
"""Three thousand full pages; more in one text file is no document, and reading it would take minutes."""

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def open_plain(name: str, content: bytes, memory: PageMemory) -> Opened:
    """The pages of a text file, parted by its form feeds; UTF-8 or UTF-16 by mark, else Western (Windows) letters."""
    if len(content) > MOST_BYTES:
        return Sheets(
            (), (Problem("too_large", "The file holds more text than any record: hand it in in parts.", name),)
        )
    text = _decode(content).replace("\r\n", "\n").replace("\r", "\n")
    sheets = text.split("\f")
    if len(sheets) > 1 and not sheets[-1].strip():
        sheets.pop()  # a form feed ends the last page
    if not any(sheet.strip() for sheet in sheets):
        return Sheets((), (Problem("no_text", "The file holds no text.", name),))
    return Sheets(tuple(Page(number, sheet) for number, sheet in enumerate(sheets, start=1)))


def looks_like_text(content: bytes) -> bool:
    """Whether *content* has no bytes that text never has."""
    if content.startswith(_UTF16_MARKS):
        return True
    head = content[:65536]
    return not any(byte < 32 and byte not in _TEXT_CONTROLS for byte in set(head))


def _decode(content: bytes) -> str:
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
