"""ZIP files: which of their members are files of the case, and the bytes of each, in memory and never on disk."""

from __future__ import annotations

import io
import lzma
import posixpath
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

from openimr.domain.spans import Problem

_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db"})
_ENCRYPTED = 0x1
_PIECE = 1 << 20
_FAILURES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError,
    LookupError,
)  # fmt: skip
"""What Python's reader says of a damaged archive or member, in all the ways of packing that it knows."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member that is a file of the case: where it stands in the archive, its name there, its size when opened."""

    place: int
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds: members in the order of their names, and a problem for each that is left out."""

    members: tuple[Member, ...]
    problems: tuple[Problem, ...] = ()


def is_archive(name: str, content: bytes) -> bool:
    """Whether the file is a ZIP by its name and its first bytes."""
    return name.lower().endswith(".zip") and content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def list_members(name: str, content: bytes, *, most: int, most_bytes: int, most_member: int) -> Contents:
    """The members of the archive *name*: at most so many, each and all together at most so large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except _FAILURES:
        return Contents((), (Problem("damaged", "The archive is damaged and cannot be opened.", name),))
    if len(entries) > most:
        said = f"The archive holds {len(entries):,} files; no more than {most:,} are opened: none of them was read."
        return Contents((), (Problem("too_many_files", said, name),))
    if sum(entry.file_size for entry in entries) > most_bytes:
        return Contents((), (Problem("too_large", "The archive swells to more than any record when opened.", name),))
    return _sorted_out(name, entries, most_member)


def _sorted_out(name: str, entries: list[zipfile.ZipInfo], most_member: int) -> Contents:
    members: dict[str, Member] = {}
    problems: list[Problem] = []
    for place, entry in enumerate(entries):
        shown = shown_name(entry.filename)
        if entry.filename.endswith("/") or _is_hidden(shown):
            continue
        problem = _objection(f"{name}/{shown}", entry, most_member)
        if problem is None and shown in members:
            said = "The archive holds two files of this name: the first was read, the other left out."
            problem = Problem("duplicate_name", said, f"{name}/{shown}")
        if problem is not None:
            problems.append(problem)
        else:
            members[shown] = Member(place, shown, entry.file_size)
    if not members and not problems:
        problems.append(Problem("empty_file", "The archive is empty.", name))
    return Contents(tuple(members[shown] for shown in sorted(members)), tuple(problems))


def _objection(shown: str, entry: zipfile.ZipInfo, most_member: int) -> Problem | None:
    """Why the member is not opened, None if it is."""
    if _leads_out(entry.filename):
        return Problem("unsafe_name", "The name leads out of the archive: the file was not read.", shown)
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return Problem("outside_link", "This is a link or a device, not a file: it was not followed.", shown)
    if entry.flag_bits & _ENCRYPTED:
        return Problem("encrypted", "The file is protected by a password: hand it in without one.", shown)
    if entry.file_size > most_member:
        return Problem("too_large", "The file swells to more than any document when it is opened.", shown)
    return None


def shown_name(name: str) -> str:
    """The member's name as text that can be shown: no control characters, no way up, "/" between folders."""
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in name.replace("\\", "/"))
    parts = [part for part in plain.split("/") if part not in ("", ".", "..")]
    return "/".join(parts)[-200:] or "\ufffd"


def _leads_out(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or plain[1:2] == ":" or ".." in plain.split("/") or posixpath.normpath(plain) == "."


def _is_hidden(shown: str) -> bool:
    parts = shown.split("/")
    return any(part.startswith((".", "~$")) or part.lower() in _SYSTEM_NAMES for part in parts)


def read_member(content: bytes, place: int, most: int) -> bytes | None:
    """The bytes of the member at *place*, None if it is damaged or holds more than it says or than *most*."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entry = archive.infolist()[place]
            with archive.open(entry) as stream:
                return _within(stream, min(most, entry.file_size))
    except _FAILURES:
        return None


def _within(stream: IO[bytes], most: int) -> bytes | None:
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > most:
            return None
        pieces.append(piece)
    return b"".join(pieces)
