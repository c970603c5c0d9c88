"""The page texts of a document or a case folder."""

from __future__ import annotations

from pathlib import Path

from openimr.domain.documents import Reading
from openimr.errors import NothingUsableError, UsageError
from openimr.pipeline.documents.opened import PageMemory
from openimr.sandbox import Progress
from openimr.services.read_case import read_case, read_one


def read_pages(
    path: Path, *, workers: int | None = None, memory: PageMemory | None = None, progress: Progress | None = None
) -> Reading:
    """Every readable file of *path*, a file or a folder, with its pages; the rest as for `read_case`.

    Raises:
        UsageError: there is no such path.
        NothingUsableError: nothing in it could be read.
    """
    if path.is_dir():
        reading = read_case(path, workers=workers, memory=memory, progress=progress)
    elif path.exists():
        reading = read_one(path, workers=workers, memory=memory, progress=progress)
    else:
        raise UsageError(f"{path} does not exist.")
    if not reading.files:
        raise NothingUsableError("Nothing in it could be read.", reading.problems)
    return reading
