"""A progress line on a terminal for work longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sized
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

_QUIET_SECONDS = 1.0
_WORTH_A_LINE_SECONDS = 30.0
"""Work that took so long is told in one line at its end even where there is no terminal."""


class ProgressLine:
    """One line on stderr that shows how far the work is; call it with how much is done, and of how much."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._began = time.monotonic()
        self._shown = 0.0
        self._done = self._before = 0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        seconds = time.monotonic() - self._began
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        if seconds > _WORTH_A_LINE_SECONDS and self._done:
            told = "Read" if kind is None else "Stopped after"
            print(f"{told} {self._done:,} {self._what} in {_time(seconds)}.", file=sys.stderr)

    def __call__(self, done: int, total: int | None = None) -> None:
        """Show it, at most five times a second."""
        self._done = done
        now = time.monotonic()
        if now - self._began > _QUIET_SECONDS and now - self._shown > 0.2 and sys.stderr.isatty():
            self._shown = now
            line = progress_text(done, total, self._what, now - self._began)
            print(f"\r\033[K{line}", end="", file=sys.stderr, flush=True)


def with_progress(work: Iterable[T], what: str) -> Iterator[T]:
    """Pass *work* through and, on a terminal, show how far it is once a second has gone."""
    total = len(work) if isinstance(work, Sized) else None
    with ProgressLine(what) as line:
        for done, piece in enumerate(work):
            line(done, total)
            yield piece


def progress_text(done: int, total: int | None, what: str, seconds: float) -> str:
    """How much is done, how fast, and the time left at that pace."""
    pace = done / seconds
    speed = f"{pace:,.0f}" if pace >= 10 else f"{pace:.1f}"
    if not total:
        return f"{done:,} {what}, {speed} a second"
    left = _time((total - done) / pace) if pace else "?"
    bar = "█" * (20 * done // total)
    return f"{bar:<20} {done:,} of {total:,} {what}, {speed} a second, {left} left"


def _time(seconds: float) -> str:
    """ "8 s", "3 min 20 s", "1 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
