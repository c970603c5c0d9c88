"""The files of a case folder, each read once, in a stable order."""

from __future__ import annotations

import os
from pathlib import Path

from openimr.domain.documents import Reading, SourceFile
from openimr.domain.spans import Problem
from openimr.errors import UsageError
from openimr.pipeline.documents.formats import read_file

_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db", "$recycle.bin"})


def read_folder(folder: Path) -> Reading:
    """Every readable file below *folder*, sorted by name, and a problem for each that is not.

    Raises:
        UsageError: *folder* is not a folder.
    """
    if not folder.is_dir():
        raise UsageError("the case must be a folder")
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for path in _paths(folder, problems):
        name = _shown(path.relative_to(folder))
        source, found = _read(path, name, folder)
        problems.extend(found)
        if source is not None:
            files.append(source)
    if not files and not problems:
        problems.append(Problem("empty_folder", "The case folder holds no documents."))
    return Reading(tuple(files), tuple(problems))


def _paths(folder: Path, problems: list[Problem]) -> list[Path]:
    """Files below *folder* without hidden and system files; folders that are links are not entered."""

    def report(error: OSError) -> None:
        name = _shown(Path(error.filename).relative_to(folder))
        problems.append(Problem("unreadable", "The folder cannot be opened.", name))

    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=report):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        found.extend(Path(parent, name) for name in names if not _is_hidden(name))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _shown(path: Path) -> str:
    """The path as text that can be written; bytes of a name that are no text are shown as "\ufffd"."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_NAMES


def _read(path: Path, name: str, folder: Path) -> tuple[SourceFile | None, tuple[Problem, ...]]:
    if path.is_symlink() and not _leads_inside(path, folder):
        return None, (Problem("outside_link", "The link leads out of the case folder and was not followed.", name),)
    try:
        if not path.is_file():
            return None, (Problem("unreadable", "This is not a regular file.", name),)
        content = path.read_bytes()
    except OSError:
        return None, (Problem("unreadable", "The file cannot be opened: check its permissions.", name),)
    return read_file(name, content)


def _leads_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False
