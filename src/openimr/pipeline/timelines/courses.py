"""The course of a drug: when it was mentioned, at what dose, where nothing is said of it, and when it was stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from openimr.domain.timelines import Mark, MarkState, Row, Stretch, Track
from openimr.pipeline.timelines.wording import plain, wording


def course_of(name: str, rows: Sequence[Row]) -> Track:
    """The track of one drug from its rows, which are in order of date."""
    drug_class = next((str(row.value["drug_class"]) for row in rows if row.value.get("drug_class")), None)
    marks = tuple(_marks(rows))
    return Track(
        section="medication",
        name=name,
        note=drug_class.replace("_", " ") if drug_class else None,
        marks=marks,
        stretches=tuple(_stretches(rows, marks)),
        undated=tuple(row.id for row in rows if row.date is None),
    )


def _marks(rows: Sequence[Row]) -> Iterator[Mark]:
    """One mark a row; the dose is its label where it is not the last one said."""
    dose = None
    for row in rows:
        if row.date is None:
            continue
        said = plain(str(row.value["strength"])) if row.value.get("strength") else None
        is_new = said is not None and said != dose and row.status == "present"
        yield Mark(row.date, row.id, _state(row), said if is_new else None)
        dose = said if is_new else dose


def _state(row: Row) -> MarkState:
    if row.value.get("action") == "stopped":
        return "stopped"
    if row.status == "present":
        return "stated"
    return "planned" if row.status == "planned" else "historical"


def _stretches(rows: Sequence[Row], marks: Sequence[Mark]) -> Iterator[Stretch]:
    days = [mark for mark in marks if mark.state in ("stated", "stopped")]
    taken = next((mark for mark in days if mark.state == "stated"), None)
    began = _earliest_start(rows)
    if taken and began and began < taken.date:
        yield Stretch(began, taken.date, "since", taken.row)
    yield from _joined(days)


def _joined(days: Sequence[Mark]) -> Iterator[Stretch]:
    """From mention to mention: those that follow each other closely as one stretch."""
    start = days[0] if days else None
    for earlier, later in pairwise(days):
        is_gap = (later.date - earlier.date).days > wording()["gap_days"]
        if earlier.state == "stopped" or is_gap:
            if start and start.date < earlier.date:
                yield Stretch(start.date, earlier.date, "mentioned", start.row)
            if is_gap and earlier.state != "stopped":
                yield Stretch(earlier.date, later.date, "gap", earlier.row)
            start = later
    if start and start.date < days[-1].date:
        yield Stretch(start.date, days[-1].date, "mentioned", start.row)


def _earliest_start(rows: Sequence[Row]) -> dt.date | None:
    dates = [day for row in rows if row.status == "present" and (day := _day(row.value.get("since")))]
    return min(dates, default=None)


def _day(said: object) -> dt.date | None:
    """The first day of an ISO date, month or year; None for anything else."""
    parts = str(said or "").split("-")
    if not 1 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return None
    year, month, day = (*map(int, parts), 1, 1)[:3]
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
