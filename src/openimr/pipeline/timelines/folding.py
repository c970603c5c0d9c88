"""Fewer rows where a record is so long that a page of them all would not open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from openimr.domain.timelines import Row

MOST_ROWS = 4000
"""A browser shows so many at once without a delay."""

_MOST_SOURCES = 12
_Period = Callable[[dt.date], Any]
_PERIODS: tuple[tuple[str, _Period], ...] = (
    ("one month", lambda day: (day.year, day.month)),
    ("one quarter", lambda day: (day.year, (day.month - 1) // 3)),
    ("one year", lambda day: day.year),
    ("the whole record", lambda day: None),
)


def fold(rows: Sequence[Row], most: int = MOST_ROWS) -> tuple[tuple[Row, ...], str | None]:
    """The rows, and the period within which repeated statements became one row; None if none had to.

    Only statements of the same thing, status and site are put together; nothing is dropped by it.
    """
    shown: tuple[Row, ...] = tuple(rows)
    for name, period in _PERIODS:
        if len(shown) <= most:
            break
        shown = _folded(rows, period)
        if len(shown) <= most:
            return shown, name
    return (shown, None) if len(rows) <= most else (shown, _PERIODS[-1][0])


def _folded(rows: Sequence[Row], period: _Period) -> tuple[Row, ...]:
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        when = period(row.date) if row.date else None
        key = (row.date is None, when, row.phase, row.kind, row.concept, row.status, row.body_parts, row.laterality)
        groups.setdefault((*key, row.levels, str(row.value.get("result"))), []).append(row)
    return tuple(_one(group) for group in groups.values())


def _one(group: Sequence[Row]) -> Row:
    first = group[0]
    if len(group) == 1:
        return first
    days = sorted({row.date for row in group if row.date})
    pieces = dict.fromkeys(piece for row in group for piece in row.detail.split("; ") if piece)
    return replace(
        first,
        detail="; ".join(list(pieces)[:12]),
        facts=tuple(name for row in group for name in row.facts),
        sources=tuple(place for row in group for place in row.sources)[:_MOST_SOURCES],
        count=sum(row.count for row in group),
        doubtful=all(row.doubtful for row in group),
        until=days[-1] if len(days) > 1 else None,
        days=len(days),
    )
