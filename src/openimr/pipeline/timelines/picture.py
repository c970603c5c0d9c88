"""The picture of a treatment history: sections of lanes under one time axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openimr.domain.timelines import Row, Section, Timeline, Track
from openimr.pipeline.timelines.axis import axis_shapes, milestone_shapes
from openimr.pipeline.timelines.lanes import Frame, Say, lane_shapes, pain_shapes, say_encounter, say_mark
from openimr.pipeline.timelines.scale import Scale, scale_of
from openimr.pipeline.timelines.shapes import Shape, text
from openimr.pipeline.timelines.wording import name_concept, wording

_SECTIONS: tuple[Section, ...] = ("visit", "pain", "medication", "procedure", "therapy", "imaging", "test", "work")
_MOST_LANES = {"medication": 24, "procedure": 12, "therapy": 10, "imaging": 8, "test": 8}
"""A picture of more is no longer read; the list below it has them all."""

WIDE = Frame(width=1120, gutter=244, right=18)
NARROW = Frame(width=400, gutter=0, right=8)


@dataclass(frozen=True, slots=True)
class Picture:
    """The shapes, back to front, and the size of the paper they stand on."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


def picture_of(timeline: Timeline, frame: Frame) -> Picture | None:
    """The picture in *frame*; None where nothing has a date."""
    days = _days(timeline)
    if not days:
        return None
    scale = scale_of(days, frame.gutter, frame.width - frame.right)
    steps, top = milestone_shapes(timeline, scale, frame)
    say = _sayer(timeline)
    lanes: list[Shape] = []
    y = top + 40
    for section in _SECTIONS:
        tracks = [track for track in timeline.tracks if track.section == section and (track.marks or track.stretches)]
        if tracks:
            shapes, y = _section(section, tracks, scale, frame, say, y)
            lanes += shapes
    back = axis_shapes(scale, frame, top, y)
    return Picture(frame.width, y + 8, (*back, *steps(y), *lanes))


def _sayer(timeline: Timeline) -> Say:
    """Says what a mark stands for; only marks that are drawn are put into words."""
    rows = {row.id: row for row in timeline.rows}
    encounters = {each.document: each for each in timeline.encounters}

    def say(name: str) -> str:
        return say_encounter(encounters[name]) if name in encounters else say_mark(rows[name])

    return cache(say)


def _days(timeline: Timeline) -> list[dt.date]:
    tracks = timeline.tracks
    found = [mark.date for track in tracks for mark in track.marks]
    found += [day for track in tracks for it in track.stretches for day in (it.first, it.last)]
    found += [injury.date for injury in timeline.injuries]
    found += [step.date for step in timeline.milestones]
    return found + [each.date for each in timeline.encounters if each.date]


def _section(
    section: Section, tracks: Sequence[Track], scale: Scale, frame: Frame, say: Say, y: float
) -> tuple[list[Shape], float]:
    shapes = [text(4, y + 14, wording()["sections"][section], "section")]
    y += 22
    if section == "pain":
        drawn, y = pain_shapes(tracks, scale, frame, say, y)
        return shapes + drawn, y
    most = _MOST_LANES.get(section, len(tracks))
    for track in tracks[:most]:
        drawn, y = lane_shapes(track, scale, frame, say, y)
        shapes += drawn
    if len(tracks) > most:
        said = f"and {len(tracks) - most} more, mentioned less often: see the list"
        shapes.append(text(4 if not frame.gutter else 12, y + 13, said, "note"))
        y += 20
    return shapes, y + 8


def undated_of(timeline: Timeline) -> tuple[tuple[str, Row], ...]:
    """Drugs, procedures, therapies and studies that the record gives no date for: a name and the first row of each."""
    rows = {row.id: row for row in timeline.rows}
    return tuple(_undated(timeline, rows))


def _undated(timeline: Timeline, rows: Mapping[str, Row]) -> Iterator[tuple[str, Row]]:
    for track in timeline.tracks:
        for name in track.undated:
            row = rows[name]
            site = ", ".join(row.body_parts)
            yield f"{name_concept(row.concept)}{f' ({site})' if site else ''}", row
