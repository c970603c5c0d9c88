"""The files of a case folder in a stable order, each opened so that nothing but a plain file inside it is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from openimr.domain.documents import Reading, SourceFile
from openimr.domain.spans import Problem
from openimr.errors import UsageError
from openimr.pipeline.documents.formats import read_file

_SYSTEM_NAMES = frozenset({"thumbs.db", "desktop.ini", "__macosx", "ehthumbs.db", "$recycle.bin"})
_MOST_FILES = 20_000
_DEEPEST = 100
_PLAIN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""No link is followed, and a pipe that nobody writes to does not hold us up."""


def read_folder(folder: Path) -> Reading:
    """Every readable file below *folder*, sorted by name, and a problem for each that is not; in this process.

    Raises:
        UsageError: *folder* is not a folder.
    """
    paths, found = list_files(folder)
    problems = list(found)
    files: list[SourceFile] = []
    for path in paths:
        name = shown_path(path.relative_to(folder))
        opened = open_plain_file(path, name)
        if isinstance(opened, Problem):
            problems.append(opened)
            continue
        with os.fdopen(opened, "rb") as stream:
            source, told = read_file(name, stream.read())
        problems.extend(told)
        if source is not None:
            files.append(source)
    return Reading(tuple(files), tuple(problems))


def list_files(folder: Path) -> tuple[list[Path], tuple[Problem, ...]]:
    """Files below *folder* without hidden and system files, sorted, and a problem for each place not entered.

    Raises:
        UsageError: *folder* is not a folder.
    """
    if not folder.is_dir():
        raise UsageError("the case must be a folder")
    problems: list[Problem] = []
    paths = _paths(folder, problems)
    if len(paths) > _MOST_FILES:
        said = f"The folder holds {len(paths):,} files: the first {_MOST_FILES:,} by name were read."
        problems.append(Problem("too_many_files", said))
    if not paths and not problems:
        problems.append(Problem("empty_folder", "The case folder holds no documents."))
    return paths[:_MOST_FILES], tuple(problems)


def _paths(folder: Path, problems: list[Problem]) -> list[Path]:
    def report(error: OSError) -> None:
        name = shown_path(Path(error.filename).relative_to(folder))
        problems.append(Problem("unreadable", "The folder cannot be opened.", name))

    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=report):
        inside = Path(parent)
        links = [name for name in folders if not _is_hidden(name) and (inside / name).is_symlink()]
        found.extend(inside / name for name in (*names, *links) if not _is_hidden(name))
        folders[:] = [name for name in folders if not _is_hidden(name) and name not in links]
        if folders and len(inside.relative_to(folder).parts) >= _DEEPEST:
            name = shown_path(inside.relative_to(folder))
            problems.append(Problem("too_deep", "Folders lie in one another too deep: not entered.", name))
            folders.clear()
    return sorted(found, key=lambda path: os.fsencode(path.relative_to(folder)))


def shown_path(path: Path) -> str:
    """The path as text that can be shown: bytes and characters that are none are shown as "\ufffd"."""
    text = os.fsencode(path.as_posix()).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _SYSTEM_NAMES


def open_plain_file(path: Path, name: str) -> int | Problem:
    """The number of the open file, to be closed by the caller; or why it is not opened."""
    if path.is_symlink():
        return Problem("outside_link", "Links are not followed: put the file itself into the case folder.", name)
    try:
        opened = os.open(path, _PLAIN_FILE)
    except OSError as error:
        if stat.S_ISSOCK(_mode(path)) or error.errno is None:
            return Problem("unreadable", "This is not a regular file.", name)
        return Problem("unreadable", "The file cannot be opened: check its permissions.", name)
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        return Problem("unreadable", "This is not a regular file.", name)
    return opened


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0
