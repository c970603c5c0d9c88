"""The geometry of the report's charts: plain numbers, so that the page draws the same on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openimr.corpus.backtest.figures import Figures
from openimr.corpus.backtest.intervals import Interval


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar from `x`, `width` wide, in hundredths of the chart's width; `kind` picks its colour."""

    kind: str
    x: float
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A stacked bar with its name and the words at its end."""

    name: str
    segments: tuple[Segment, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure with its interval on a scale from `low` to `high`; places in hundredths of the scale."""

    value: float | None
    start: float
    end: float
    mark: float | None
    ticks: tuple[tuple[float, str], ...]


def bar(name: str, figures: Figures, most: int, note: str) -> Bar:
    """How the items of one group came out: alike (upheld, overturned), different, not counted, abstained."""
    tally = figures.tally
    abstained = figures.items - figures.covered
    counts = (
        ("upheld", tally.upheld_alike),
        ("overturned", tally.overturned_alike),
        ("differs", tally.items - tally.upheld_alike - tally.overturned_alike),
        ("uncounted", figures.covered - tally.items),
        ("abstained", abstained),
    )
    return Bar(name, stacked(counts, most), note)


def stacked(counts: Iterable[tuple[str, int]], most: int) -> tuple[Segment, ...]:
    """Pieces of (kind, count) one after another; *most* fills the whole width."""
    segments: list[Segment] = []
    done = 0
    for kind, count in counts:
        if count:
            segments.append(Segment(kind, round(100 * done / most, 3), round(100 * count / most, 3), count))
        done += count
    return tuple(segments)


def gauge(value: float | None, interval: Interval | None, *, mark: float | None, low: float = 0.0) -> Gauge:
    """A rate on a scale from *low* to 1, with its interval and, at *mark*, what it is to be held against."""
    steps = [low + (1 - low) * step / 4 for step in range(5)]
    return Gauge(
        value=None if value is None else _place(value, low),
        start=_place(interval.low, low) if interval else 0,
        end=_place(interval.high, low) if interval else 0,
        mark=None if mark is None else _place(mark, low),
        ticks=tuple((_place(step, low), f"{step * 100:g} %") for step in steps),
    )


def _place(value: float, low: float) -> float:
    return round(100 * (max(value, low) - low) / (1 - low), 2)


def most_of(groups: Sequence[Figures]) -> int:
    """The number of items of the largest group."""
    return max((group.items for group in groups), default=1)
