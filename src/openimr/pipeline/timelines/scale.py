"""A time axis that breaks where nothing happened, so that thirty years and one month are both legible."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

BREAK_WIDTH = 46.0
NARROWEST = 84.0
"""A run of dates is never narrower: its name must fit."""

_BREAK_SHARE = 0.3
"""A gap longer than this share of all that is drawn is broken ..."""
_SHORTEST_BREAK = 150
"""... unless it is shorter than this many days."""
_MOST_BREAKS = 4
_TICK_ROOM = 44.0
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months between two ticks."""

_LAST_MONTH = 12 * (dt.MAXYEAR + 1)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Run:
    """Days drawn to scale: `first` at `left`, `last` at `right`."""

    first: int
    last: int
    left: float
    right: float

    def place(self, day: int) -> float:
        """Where a day of the run stands."""
        return self.left + (day - self.first) / max(self.last - self.first, 1) * (self.right - self.left)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis; `year` is said below it where it is new."""

    x: float
    label: str
    year: str
    is_major: bool


@dataclass(frozen=True, slots=True)
class Break:
    """Time that is not drawn, and how long it is."""

    left: float
    right: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Runs of days from left to right, with breaks between them."""

    runs: tuple[Run, ...]

    def x(self, day: dt.date) -> float:
        """Where *day* stands; a day inside a break stands at its share of the break."""
        at = day.toordinal()
        number = max(bisect_right([run.first for run in self.runs], at) - 1, 0)
        run = self.runs[number]
        if at <= run.last or number + 1 == len(self.runs):
            return run.place(min(max(at, run.first), run.last))
        later = self.runs[number + 1]
        return run.right + (at - run.last) / (later.first - run.last) * (later.left - run.right)

    def breaks(self) -> tuple[Break, ...]:
        """The times that are not drawn."""
        return tuple(
            Break(before.right, after.left, say_length(after.first - before.last))
            for before, after in pairwise(self.runs)
        )

    def ticks(self) -> tuple[Tick, ...]:
        """The marks of the axis."""
        return tuple(tick for run in self.runs for tick in _ticks(run))


def scale_of(days: Iterable[dt.date], left: float, right: float) -> Scale:
    """The axis for *days* between two places; with no days at all it is empty of meaning but usable."""
    known = sorted({day.toordinal() for day in days}) or [dt.date(2015, 1, 1).toordinal()]
    clusters = _clusters(known)
    padded = [_padded(cluster, len(clusters)) for cluster in clusters]
    room = right - left - BREAK_WIDTH * (len(padded) - 1)
    widths = _widths([last - first for first, last in padded], room)
    runs, at = [], left
    for (first, last), width in zip(padded, widths, strict=True):
        runs.append(Run(first, last, at, at + width))
        at += width + BREAK_WIDTH
    return Scale(tuple(runs))


def _clusters(days: Sequence[int]) -> list[tuple[int, int]]:
    """The days parted at gaps that would take up most of the axis."""
    drawn = days[-1] - days[0]
    cuts: set[int] = set()
    gaps = sorted(((later - earlier, earlier) for earlier, later in pairwise(days)), reverse=True)
    for gap, start in gaps[:_MOST_BREAKS]:
        if gap < _SHORTEST_BREAK or gap < _BREAK_SHARE * drawn:
            break
        cuts.add(start)
        drawn -= gap
    found, first = [], days[0]
    for earlier, later in pairwise(days):
        if earlier in cuts:
            found.append((first, earlier))
            first = later
    return [*found, (first, days[-1])]


def _padded(cluster: tuple[int, int], count: int) -> tuple[int, int]:
    """Some days more on both sides, so that nothing stands on the edge."""
    first, last = cluster
    room = max(12, round((last - first) * 0.03))
    room = min(room, _SHORTEST_BREAK // 3) if count > 1 else room
    return max(first - room, 1), min(last + room, dt.date.max.toordinal())


def _widths(days: Sequence[int], room: float) -> list[float]:
    """The room shared out by length, none narrower than `NARROWEST` (or its even share)."""
    least = min(NARROWEST, room / len(days))
    fixed: set[int] = set()
    while True:
        free = room - least * len(fixed)
        total = sum(each for number, each in enumerate(days) if number not in fixed)
        small = {
            number for number, each in enumerate(days) if number not in fixed and free * each / max(total, 1) < least
        }
        if not small or len(fixed) + len(small) == len(days):
            break
        fixed |= small
    if len(fixed) == len(days) or not total:
        return [room / len(days)] * len(days)
    return [least if number in fixed else free * each / total for number, each in enumerate(days)]


def _ticks(run: Run) -> Iterator[Tick]:
    month = (run.right - run.left) / max(run.last - run.first, 1) * 30.44
    step = next((each for each in _STEPS if each * month >= _TICK_ROOM), _STEPS[-1])
    starts = [start for start in _months(run, step) if run.place(start.toordinal()) <= run.right - _TICK_ROOM * 0.5]
    if not starts:
        middle = dt.date.fromordinal((run.first + run.last) // 2)
        yield Tick(run.place(middle.toordinal()), _MONTHS[middle.month - 1], str(middle.year), False)
        return
    year = 0
    for start in starts:
        is_new = start.year != year
        label = str(start.year) if step >= 12 else _MONTHS[start.month - 1]
        yield Tick(
            run.place(start.toordinal()), label, str(start.year) if is_new and step < 12 else "", start.month == 1
        )
        year = start.year


def _months(run: Run, step: int) -> Iterator[dt.date]:
    """The first days of every *step*th month in the run."""
    first = dt.date.fromordinal(run.first)
    months = first.year * 12 + first.month - 1 + (first.day > 1)
    months = max(months + -months % step, 12)
    while months < _LAST_MONTH and (start := dt.date(months // 12, months % 12 + 1, 1)).toordinal() <= run.last:
        yield start
        months += step


def say_length(days: int) -> str:
    """A length of time in its two largest units: "15 y", "2 y 4 mo", "7 mo"."""
    months = round(days / 30.44)
    years, rest = divmod(months, 12)
    if years >= 5 or (years and not rest):
        return f"{round(days / 365.25)} y"
    return f"{years} y {rest} mo" if years else f"{months} mo"
