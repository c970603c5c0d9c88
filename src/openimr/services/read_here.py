"""The files of a case read by children of this very process: it must have no threads besides its own."""

from __future__ import annotations

import itertools
import os
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from openimr.domain.documents import Reading, SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.documents.folders import list_files, open_plain_file, shown_path
from openimr.pipeline.documents.opened import PageMemory
from openimr.sandbox import Limits, Progress, Source, read_sources

_LIBRARIES = {".pdf": "pypdfium2", ".docx": "docx"}


def read_here(
    path: Path,
    wanted: Mapping[str, Sequence[int]],
    limits: Limits,
    workers: int,
    memory: PageMemory,
    progress: Progress | None,
) -> Reading:
    """Every page of *path*, a folder or a file; of the files named in *wanted*, those pages alone, with their boxes."""
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
