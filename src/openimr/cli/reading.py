"""How the commands that read a case show how far they are, and where they keep recognised pages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openimr.domain.documents import Reading


def add_reading_options(command: argparse.ArgumentParser) -> None:
    """The options that every command which reads a case has."""
    command.add_argument(
        "--workers", type=_count, metavar="N", help="how many processes read at once (default: one a core)"
    )
    command.add_argument("--cache", type=Path, metavar="DIR", help="folder to keep recognised pages in")


@contextmanager
def reading_of(
    options: argparse.Namespace, cache: Path | None, read: Callable[..., Reading] | None = None
) -> Iterator[Callable[[Path], Reading]]:
    """A reader with the options' workers and cache (else *cache*), its progress shown while the block runs."""
    from openimr.cli.progress import ProgressLine
    from openimr.sandbox import PageCache
    from openimr.services.read_case import read_case

    folder = options.cache or cache
    memory = PageCache(folder) if folder else None
    try:
        with ProgressLine("pages") as line:
            yield partial(read or read_case, workers=options.workers, memory=memory, progress=line)
    except KeyboardInterrupt:
        if folder is not None and folder.is_dir():
            print(f"openimr: pages recognised so far are kept in {folder}: run it again to go on.", file=sys.stderr)
        raise


def _count(words: str) -> int:
    if not words.isdecimal() or not 1 <= int(words) <= 256:
        raise argparse.ArgumentTypeError(f"{words!r} is no number from 1 to 256")
    return int(words)
