"""What in a file wants to do something: scripts, programs to start, files within it, links that load other files.

None of it is ever run, opened or followed; this only finds it, so that a person hears of it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator

from openimr.domain.spans import Problem

_PDF_SIGNS = {
    b"JavaScript": "scripts",
    b"JS": "scripts",
    b"Launch": "programs to start",
    b"EmbeddedFile": "embedded files",
    b"EmbeddedFiles": "embedded files",
    b"RichMedia": "embedded media",
    b"XFA": "a dynamic form",
    b"SubmitForm": "forms that send data",
    b"ImportData": "forms that load data",
    b"GoToE": "embedded files",
}
_PDF_NAME = re.compile(rb"/(" + b"|".join(sorted(_PDF_SIGNS, reverse=True)) + rb")(?![A-Za-z0-9])")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_UNPACKED = 4 << 20
_MOST_IN_ALL = 64 << 20
_MOST_DICTIONARY = 1 << 20

_WORD_PARTS = (
    ("vbaproject.bin", "macros"),
    ("word/embeddings/", "embedded files"),
    ("word/activex/", "controls that run"),
)
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>", re.IGNORECASE)
_FIELD = re.compile(rb"<w:instrText[^>]*>[^<]{0,40}\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"<!\s*(DOCTYPE|ENTITY)\b")


def active_pdf(name: str, content: bytes) -> tuple[Problem, ...]:
    """One problem that says what the PDF file holds besides pages; none where it holds nothing."""
    found = {
        _PDF_SIGNS[match.group(1)] for part in _dictionaries(content) for match in _PDF_NAME.finditer(_plain(part))
    }
    return _told(name, found)


def _dictionaries(content: bytes) -> Iterator[bytes]:
    """What of the file is no stream, and the streams that hold objects, unpacked as far as is reasonable."""
    at = unpacked = 0
    while True:
        start = content.find(b"stream", at)
        if start < 0:
            yield content[at : at + _MOST_DICTIONARY]
            return
        yield content[at : min(start, at + _MOST_DICTIONARY)]
        end = content.find(b"endstream", start)
        if end < 0:
            return
        if b"/ObjStm" in content[max(at, start - 400) : start] and unpacked < _MOST_IN_ALL:
            objects = _unpacked(content[start + 6 : end])
            unpacked += len(objects)
            yield objects
        at = end + 9


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed.lstrip(b"\r\n"), _MOST_UNPACKED)
    except zlib.error:
        return b""


def _plain(part: bytes) -> bytes:
    """Names may be written with escapes: "/J#53" is "/JS"."""
    return _ESCAPED.sub(lambda match: bytes([int(match.group(1), 16)]), part) if b"#" in part else part


def active_word(name: str, archive: zipfile.ZipFile) -> tuple[Problem, ...]:
    """One problem that says what the Word file holds besides text; none where it holds nothing."""
    names = [part.filename for part in archive.infolist()]
    found = {what for part in names for sign, what in _WORD_PARTS if sign in part.lower()}
    for part in names:
        if part.endswith((".xml", ".rels")):
            found |= _in_part(part, archive.read(part))
    return _told(name, found)


def _in_part(part: str, content: bytes) -> set[str]:
    found: set[str] = set()
    if part.endswith(".rels"):
        outside = [match.group() for match in _OUTSIDE.finditer(content)]
        if any(b"/hyperlink" not in each for each in outside):
            found.add("links that load other files")
    if _DECLARED.search(content, 0, _MOST_DICTIONARY):
        found.add("declared entities")
    if _FIELD.search(content):
        found.add("fields that load other files")
    return found


def _told(name: str, found: set[str]) -> tuple[Problem, ...]:
    if not found:
        return ()
    said = f"The file holds {', '.join(sorted(found))}: none of it was run, opened or followed."
    return (Problem("active_content", said, name),)
