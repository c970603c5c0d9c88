"""Which reader reads a file: told by its ending, checked against its first bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from openimr.domain.documents import Page, SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.documents.pdf import read_pdf
from openimr.pipeline.documents.plain import looks_like_text, read_plain
from openimr.pipeline.documents.word import read_word

Pages = tuple[tuple[Page, ...], tuple[Problem, ...]]
Reader = Callable[[str, bytes], Pages]


def read_file(name: str, content: bytes) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    """The pages of one file, None if nothing of it could be read; *name* is relative to the case folder."""
    kind = _KIND_OF_ENDING.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        message = "Files of this type are not read: hand in PDF, DOCX or TXT."
        return None, (Problem("unsupported_type", message, name),)
    if not content:
        return None, (Problem("empty_file", "The file is empty.", name),)
    found = _true_kind(content)
    if found != kind:
        return None, (Problem("wrong_type", _mismatch(kind, found), name),)
    pages, problems = _READERS[kind](name, content)
    if not pages:
        return None, problems
    return SourceFile(name, hashlib.sha256(content).hexdigest(), pages), problems


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


def _read_scan(name: str, content: bytes) -> Pages:
    message = "Not readable yet: scanned pages need OCR."
    return (), (Problem("needs_ocr", message, name, 1),)


def _read_archive(name: str, content: bytes) -> Pages:
    message = "Not readable yet: archives are not opened; put the files themselves into the folder."
    return (), (Problem("unsupported_archive", message, name),)


_READERS: Mapping[str, Reader] = {
    "PDF": read_pdf,
    "DOCX": read_word,
    "TXT": read_plain,
    "PNG": _read_scan,
    "JPEG": _read_scan,
    "TIFF": _read_scan,
    "ZIP": _read_archive,
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
