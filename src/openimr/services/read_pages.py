"""The page texts of a document or a case folder."""

from __future__ import annotations

from pathlib import Path

from openimr.domain.documents import Reading
from openimr.errors import NothingUsableError, UsageError
from openimr.services.read_case import read_case, read_one


def read_pages(path: Path) -> Reading:
    """Every readable file of *path*, a file or a folder, with its pages.

    Raises:
        UsageError: there is no such path.
        NothingUsableError: nothing in it could be read.
    """
    if path.is_dir():
        reading = read_case(path)
    elif path.exists():
        reading = read_one(path)
    else:
        raise UsageError(f"{path} does not exist.")
    if not reading.files:
        raise NothingUsableError("Nothing in it could be read.", reading.problems)
    return reading
