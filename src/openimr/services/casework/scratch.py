"""A passing folder for decrypted case files: a program that is killed does not leave them lying about for good."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "openimr-scratch-"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder that only this user can read, gone afterwards; what killed programs left goes first."""
    remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(descriptor)


def remove_abandoned() -> None:
    """Remove the folders of programs that have ended: their lock is free, and something lies in them.

    An empty one may just be being made, and holds nothing that anybody may not see.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:  # somebody else's, or gone in this moment
            continue
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if any(folder.iterdir()):
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # its program is at work, or it is gone in this moment
            continue
        finally:
            os.close(descriptor)
