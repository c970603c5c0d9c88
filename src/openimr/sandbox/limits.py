"""How much one file may cost before it is given up."""

from __future__ import annotations

from dataclasses import dataclass

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file, and each child process that reads it, may use; sizes are bytes.

    `page_seconds` is processor time for opening the file and for each page of it; the clock may run
    `patience` times as long, because a busy machine is not the file's fault. `memory` comes on top of the program
    and the file itself. After `failures` children lost to one file the rest of its pages is given up.
    `members`, `depth` and `archive_bytes` are for archives: how many files, how many archives one within the other,
    and what all files of one come to when opened.
    """

    page_seconds: int = 30
    patience: int = 4
    memory: int = 1024 * _MEBIBYTE
    file_bytes: int = 2048 * _MEBIBYTE
    pages: int = 20_000
    failures: int = 3
    member_bytes: int = 512 * _MEBIBYTE
    archive_bytes: int = 2048 * _MEBIBYTE
    members: int = 5_000
    depth: int = 3
    page_bytes: int = 64 * _MEBIBYTE
