"""Word files (DOCX) as one page of text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openimr.domain.documents import Page
from openimr.domain.spans import Problem
from openimr.pipeline.documents.opened import Opened, PageMemory, Sheets

MOST_BYTES = 50_000_000
"""Many times the mark-up of the longest report: a small file that swells beyond it was made to do harm."""

_CELL_MARK = " | "


def open_word(name: str, content: bytes, memory: PageMemory) -> Opened:
    """Paragraphs and table rows in body order; the cells of a row are parted by " | "."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        if _size(content) > MOST_BYTES:
            return Sheets(
                (), (Problem("too_large", "The file swells to more than any document when it is opened.", name),)
            )
        document = docx.Document(io.BytesIO(content))
        text = "\n".join(_lines(document))
    except (PackageNotFoundError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, OSError, AttributeError):
        return Sheets((), (Problem("damaged", "The file is damaged and cannot be opened.", name),))
    if not text.strip():
        return Sheets((), (Problem("no_text", "The file holds no text.", name),))
    return Sheets((Page(1, text),))


def _size(content: bytes) -> int:
    """What the parts of the file come to when opened, pictures left out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(part.file_size for part in archive.infolist() if part.filename.endswith((".xml", ".rels")))


def _lines(document: Any) -> Iterator[str]:
    """Header lines, then the body, then the footer: each once."""
    section = document.sections[0] if len(document.sections) else None
    if section is not None:
        yield from (line for line in _blocks(section.header) if line.strip())
    yield from _blocks(document)
    if section is not None:
        yield from (line for line in _blocks(section.footer) if line.strip())


def _blocks(container: Any) -> Iterator[str]:
    for block in container.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                yield _row(row)
        else:
            yield from block.text.split("\n")


def _row(row: Any) -> str:
    """The cells of a row; merged cells are told once."""
    cells: list[str] = []
    previous = None
    for cell in row.cells:
        if cell._tc is previous:
            continue
        previous = cell._tc
        cells.append(" ".join(" ".join(line for line in _blocks(cell)).split()))
    return _CELL_MARK.join(cells)
