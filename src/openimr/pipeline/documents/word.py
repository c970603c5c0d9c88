"""Word files (DOCX) as one page of text."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from openimr.domain.documents import Page
from openimr.domain.spans import Problem
from openimr.pipeline.documents.active import active_word
from openimr.pipeline.documents.opened import Opened, PageMemory, Sheets
from openimr.pipeline.documents.unseen import remove_unseen

MOST_BYTES = 50_000_000
"""Many times the mark-up of the longest report: a small file that swells beyond it was made to do harm."""

_CELL_MARK = " | "


def open_word(name: str, content: bytes, memory: PageMemory) -> Opened:
    """Paragraphs and table rows in body order; the cells of a row are parted by " | "."""
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if _is_swollen(archive):
                said = "The file swells to more than any document when it is opened."
                return Sheets((), (Problem("too_large", said, name),))
            notes = active_word(name, archive)
        text, hides_words = _text(content)
    except (PackageNotFoundError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError, OSError, AttributeError):
        return Sheets((), (Problem("damaged", "The file is damaged and cannot be opened.", name),))
    except (NotImplementedError, RuntimeError, zlib.error, EOFError):  # packed in a way, or with a password, unknown
        return Sheets((), (Problem("damaged", "The file is damaged and cannot be opened.", name),))
    if hides_words:
        said = "The file holds text that cannot be seen (hidden, white or tiny): it is no evidence."
        notes = (*notes, Problem("hidden_text", said, name, 1))
    if not text.strip():
        return Sheets((), (*notes, Problem("no_text", "The file holds no text.", name)))
    return Sheets((Page(1, text),), notes)


def _is_swollen(archive: zipfile.ZipFile) -> bool:
    """Whether its mark-up, or all its parts with pictures, come to more than any document's."""
    parts = archive.infolist()
    mark_up = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    return mark_up > MOST_BYTES or sum(part.file_size for part in parts) > 10 * MOST_BYTES


def _text(content: bytes) -> tuple[str, bool]:
    """The text that can be seen, and whether there is other."""
    import docx

    document = docx.Document(io.BytesIO(content))
    hides_words = remove_unseen(document)
    return "\n".join(_lines(document)), hides_words


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
