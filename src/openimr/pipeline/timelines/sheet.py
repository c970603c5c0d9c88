"""The rows and encounters of a timeline, set out day by day under before, between, after and undated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from openimr.domain.timelines import Encounter, Phase, Row, Timeline

_PHASES: tuple[Phase, ...] = ("before", "between", "after", "undated")


@dataclass(frozen=True, slots=True)
class Day:
    """What happened and was said on one day."""

    date: dt.date | None
    encounters: tuple[Encounter, ...]
    rows: tuple[Row, ...]


def sheet_of(timeline: Timeline, rows: Sequence[Row] | None = None) -> tuple[tuple[Phase, tuple[Day, ...]], ...]:
    """Each phase that holds anything, with its days in order; *rows* instead of the timeline's own if given."""
    entries: list[tuple[Phase, dt.date | None, Encounter | Row]] = [
        (each.phase, each.date, each) for each in timeline.encounters
    ]
    entries += [(row.phase, row.date, row) for row in (timeline.rows if rows is None else rows)]
    entries.sort(key=lambda it: (_PHASES.index(it[0]), it[1] or dt.date.max))
    found: list[tuple[Phase, tuple[Day, ...]]] = []
    for phase, group in groupby(entries, key=lambda it: it[0]):
        found.append((phase, tuple(_days(group))))
    return tuple(found)


def _days(entries: Iterator[tuple[Phase, dt.date | None, Encounter | Row]]) -> Iterator[Day]:
    for day, group in groupby(entries, key=lambda it: it[1]):
        each = [entry for _, _, entry in group]
        yield Day(
            day,
            tuple(entry for entry in each if isinstance(entry, Encounter)),
            tuple(entry for entry in each if isinstance(entry, Row)),
        )
