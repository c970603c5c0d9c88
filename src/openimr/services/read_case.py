"""A case folder to pages: every file opened in a child process that can do nothing but read it."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from openimr.domain.documents import Boxes, Reading
from openimr.errors import UsageError
from openimr.pipeline.documents.opened import NoMemory, PageMemory
from openimr.sandbox import Limits, Progress
from openimr.services.read_apart import Task, read_apart
from openimr.services.read_here import read_here


def read_case(
    folder: Path,
    *,
    limits: Limits | None = None,
    workers: int | None = None,
    memory: PageMemory | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Every readable file below *folder*, sorted by name, and a problem for each that is not.

    Args:
        folder: The case file.
        limits: What one file may cost.
        workers: How many child processes read at once; by default one a core. The result is the same for any number.
        memory: Pages recognised before, such as a `PageCache`.
        progress: Told how far the reading is.

    Raises:
        UsageError: *folder* is not a folder.
    """
    if not folder.is_dir():
        raise UsageError("the case must be a folder")
    return _with_layout(folder, limits or Limits(), workers or cores(), memory or NoMemory(), progress)


def read_one(
    path: Path,
    *,
    limits: Limits | None = None,
    workers: int | None = None,
    memory: PageMemory | None = None,
    progress: Progress | None = None,
) -> Reading:
    """The file *path* alone, or the files in it if it is an archive, as `read_case` reads them.

    Who names a link means the file that it leads to.
    """
    return _with_layout(path.resolve(), limits or Limits(), workers or cores(), memory or NoMemory(), progress)


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _with_layout(path: Path, limits: Limits, workers: int, memory: PageMemory, progress: Progress | None) -> Reading:
    """All pages, and the way to the boxes of those that come without."""
    reading = _read(path, {}, limits, workers, memory, progress)
    hashes = {file.name: file.sha256 for file in reading.files}

    def lay_out(wanted: Mapping[str, Sequence[int]]) -> Mapping[str, Mapping[int, Boxes]]:
        again = _read(path, wanted, limits, workers, memory, None)
        same = (file for file in again.files if file.sha256 == hashes.get(file.name))
        return {file.name: {page.number: page.boxes for page in file.pages} for file in same}

    return replace(reading, lay_out=lay_out)


def _read(
    path: Path,
    wanted: Mapping[str, Sequence[int]],
    limits: Limits,
    workers: int,
    memory: PageMemory,
    progress: Progress | None,
) -> Reading:
    """See `read_here`. Among threads another process reads: a fork may copy a lock that nobody opens again."""
    if threading.active_count() == 1:
        return read_here(path, wanted, limits, workers, memory, progress)
    task = Task(os.fspath(path.absolute()), {name: tuple(pages) for name, pages in wanted.items()}, workers)
    return read_apart(task, limits, memory, progress)
