"""A case folder to pages: every file opened in a child process that can do nothing but read it."""

from __future__ import annotations

import itertools
import os
import threading
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from openimr.domain.documents import Boxes, Reading, SourceFile
from openimr.domain.spans import Problem
from openimr.errors import UsageError
from openimr.pipeline.documents.folders import list_files, open_plain_file, shown_path
from openimr.pipeline.documents.opened import NoMemory, PageMemory
from openimr.sandbox import Limits, Progress, Source, read_sources

_LIBRARIES = {".pdf": "pypdfium2", ".docx": "docx"}


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
    reading = read_pages_of(path, {}, limits, workers, memory, progress)
    hashes = {file.name: file.sha256 for file in reading.files}

    def lay_out(wanted: Mapping[str, Sequence[int]]) -> Mapping[str, Mapping[int, Boxes]]:
        again = read_pages_of(path, wanted, limits, workers, memory, None)
        same = (file for file in again.files if file.sha256 == hashes.get(file.name))
        return {file.name: {page.number: page.boxes for page in file.pages} for file in same}

    return replace(reading, lay_out=lay_out)


def read_pages_of(
    path: Path,
    wanted: Mapping[str, Sequence[int]],
    limits: Limits,
    workers: int,
    memory: PageMemory,
    progress: Progress | None,
) -> Reading:
    """Every page of *path*, a folder or a file; of the files named in *wanted*, those pages alone, with their boxes."""
    if threading.active_count() > 1:  # a fork from among threads may copy a lock that nobody opens again
        from openimr.services.read_apart import Task, read_apart

        task = Task(os.fspath(path.absolute()), {name: tuple(pages) for name, pages in wanted.items()}, workers)
        return read_apart(task, limits, memory, progress)
    sources, problems = _sources(path)
    if wanted:
        sources = [replace(each, pages=tuple(wanted[each.name])) for each in sources if each.name in wanted]
    _load_libraries(sources)
    files: dict[str, SourceFile] = {}
    told = list(problems)
    for file, found in read_sources(sources, limits=limits, workers=workers, memory=memory, progress=progress):
        told += found
        if file is not None:
            name = _own_name(file.name, files)
            files[name] = replace(file, name=name)
    return Reading(tuple(files.values()), tuple(told))


def _sources(path: Path) -> tuple[list[Source], tuple[Problem, ...]]:
    if not path.is_dir():
        return [_source(path, shown_path(Path(path.name)))], ()
    paths, problems = list_files(path)
    return [_source(each, shown_path(each.relative_to(path))) for each in paths], problems


def _source(path: Path, name: str) -> Source:
    def opened() -> int | Problem:
        return open_plain_file(path, name)

    return Source(name, opened)


def _own_name(name: str, taken: Container[str]) -> str:
    """The name, or with a number where another file is shown by the same: a name leads to one file only."""
    names = itertools.chain([name], (f"{name} ({number})" for number in itertools.count(2)))
    return next(each for each in names if each not in taken)


def _load_libraries(sources: Sequence[Source]) -> None:
    """Load once, before there are children, what each of them would load again."""
    for ending in sorted({os.path.splitext(source.name)[1].lower() for source in sources} & set(_LIBRARIES)):
        import_module(_LIBRARIES[ending])
