"""A corpus to a store: letters are read and their facts taken once, a store that is there is used as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from openimr.domain.spans import Problem
from openimr.errors import NothingUsableError
from openimr.services.backtest import find_sources, letter_key, read_letters, replay_letter, stored
from openimr.services.replay_store import StoreWriter, is_store


def is_one_store(paths: Sequence[Path]) -> bool:
    """Whether *paths* is a single store."""
    return len(paths) == 1 and paths[0].is_file() and is_store(paths[0])


def store_letters(
    paths: Sequence[Path], out: Path, *, track: Callable[[list[Path]], Iterable[Path]] = lambda files: files
) -> tuple[Problem, ...]:
    """Write the letters that *paths* name to the store *out*, each once, and tell what could not be used.

    Raises:
        NothingUsableError: no letter shows an item and a date.
    """
    problems: list[Problem] = []
    seen: set[str] = set()
    with StoreWriter(out) as store:
        for file in track(find_sources(paths)):
            for letter in read_letters(file):
                if isinstance(letter, Problem):
                    problems.append(letter)
                elif letter_key(letter) not in seen:
                    seen.add(letter_key(letter))
                    replayed = replay_letter(letter)
                    problems.extend(replayed.problems)
                    line = stored(replayed)
                    if line is not None:
                        store.add(line)
        if not store.letters:
            raise NothingUsableError("No disputed item could be replayed.", problems)
    return tuple(problems)
