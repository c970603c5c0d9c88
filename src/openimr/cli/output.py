"""Where results go: stdout, or the file named with -o."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path


def write_text(text: str, out: Path | None) -> None:
    """*text* to the file *out*, or to stdout; always UTF-8 with "\\n" line ends."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(text.encode("utf-8"))


def day(words: str) -> dt.date:
    """A date that a user typed; anything but YYYY-MM-DD is told in those words."""
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words!r} is no date of the form YYYY-MM-DD") from None


def counted(number: int, noun: str) -> str:
    """ "1 item", "2 items"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
