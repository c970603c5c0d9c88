"""Which reader reads a file: told by its ending, checked against its first bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from openimr.domain.documents import Page, SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.documents.opened import NoMemory, Opened, Opening, PageMemory, Sheets
from openimr.pipeline.documents.pdf import open_pdf
from openimr.pipeline.documents.plain import looks_like_text, open_plain
from openimr.pipeline.documents.scans import open_scan
from openimr.pipeline.documents.word import open_word


def read_file(name: str, content: bytes) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    """The pages of one file, None if nothing of it could be read; *name* is relative to the case folder."""
    opened = open_file(name, content)
    try:
        read = [opened.read(number) for number in range(1, opened.count + 1)]
        problems = (*opened.notes, *(problem for _, found in read for problem in found))
    finally:
        opened.close()
    return whole_file(name, hashlib.sha256(content).hexdigest(), [page for page, _ in read], problems)


def whole_file(
    name: str, sha256: str, pages: Sequence[Page], problems: tuple[Problem, ...]
) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    """The file that those pages make up; None, and a problem if none was told yet, where they hold no word."""
    if any(page.text.strip() for page in pages):
        return SourceFile(name, sha256, tuple(pages)), problems
    return None, problems or (Problem("no_text", "The file holds no text.", name),)


def open_file(name: str, content: bytes, memory: PageMemory | None = None) -> Opened:
    """The pages of one file on demand; none, and a note that says why, if it cannot be opened."""
    kind = _KIND_OF_ENDING.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        return _closed("unsupported_type", "Files of this type are not read: hand in PDF, DOCX, TXT or scans.", name)
    if not content:
        return _closed("empty_file", "The file is empty.", name)
    found = _true_kind(content)
    if found != kind:
        return _closed("wrong_type", _mismatch(kind, found), name)
    return _OPENINGS[kind](name, content, memory or NoMemory())


def _closed(code: str, message: str, name: str) -> Opened:
    return Sheets((), (Problem(code, message, name),))


def _true_kind(content: bytes) -> str | None:
    """What the first bytes say, None if nothing known."""
    for mark, kind in _MARKS:
        if content.startswith(mark):
            return kind
    if b"%PDF-" in content[:1024]:  # a few writers put bytes before the mark; every PDF reader allows it
        return "PDF"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "DOCX" if b"word/" in content else "ZIP"
    return "TXT" if looks_like_text(content) else None


def _mismatch(kind: str, found: str | None) -> str:
    if found is None:
        return f"The file is damaged or not a {kind} file."
    return f"The file is named as {kind} but its content is {found}."


def _open_archive(name: str, content: bytes, memory: PageMemory) -> Opened:
    """An archive has no pages of its own; whoever reads a case asks `archives` for its files first."""
    return Sheets(())


_OPENINGS: Mapping[str, Opening] = {
    "PDF": open_pdf,
    "DOCX": open_word,
    "TXT": open_plain,
    "PNG": open_scan,
    "JPEG": open_scan,
    "TIFF": open_scan,
    "ZIP": _open_archive,
}

_KIND_OF_ENDING: Mapping[str, str] = {
    ".pdf": "PDF",
    ".docx": "DOCX",
    ".txt": "TXT",
    ".text": "TXT",
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".zip": "ZIP",
}

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file"),
)
