"""A progress line on a terminal for work longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

T = TypeVar("T")


def with_progress(work: Iterable[T], what: str) -> Iterator[T]:
    """Pass *work* through and, on a terminal, show how far it is once a second has gone."""
    if not sys.stderr.isatty():
        yield from work
        return
    total = len(work) if isinstance(work, Sized) else None
    began = shown = time.monotonic()
    try:
        for done, piece in enumerate(work):
            now = time.monotonic()
            if now - began > 1 and now - shown > 0.2:
                shown = now
                _show(done, total, what, now - began)
            yield piece
    finally:
        if shown != began:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _show(done: int, total: int | None, what: str, seconds: float) -> None:
    pace = done / seconds
    line = f"{done:,} {what}, {pace:,.0f} a second"
    if total:
        left = (total - done) / pace if pace else 0
        bar = "█" * (20 * done // total)
        line = f"{bar:<20} {done:,} of {total:,} {what}, {pace:,.0f} a second, {left:,.0f} s left"
    print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)
