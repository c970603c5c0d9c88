"""Determine a case, write the letter, and read the written letter back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import openimr


def main() -> None:
    """The letter gives the determination back."""
    draft = openimr.determine("examples/cases/acupuncture-and-mri")
    with tempfile.TemporaryDirectory() as folder:
        letter = Path(folder) / "letter.txt"
        openimr.render(draft, letter)
        again = openimr.parse(letter)
    for written, read in zip(draft.items, again.items, strict=True):
        assert written.request == read.request
        print(f"written and read back: {read.request}")


if __name__ == "__main__":
    main()
