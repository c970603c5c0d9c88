"""The time axis of the picture, its breaks, and the lines of injury and dispute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from openimr.domain.timelines import Timeline
from openimr.pipeline.timelines.lanes import Frame
from openimr.pipeline.timelines.scale import Scale
from openimr.pipeline.timelines.shapes import Shape, box, line, text, width_of
from openimr.pipeline.timelines.wording import wording

_ROW = 17.0
_SIZE = 11.0


def axis_shapes(scale: Scale, frame: Frame, top: float, bottom: float) -> tuple[Shape, ...]:
    """Months and years above the lanes, a thin line below each, and a band where time is not drawn."""
    return tuple(_axis(scale, frame, top, bottom))


def _axis(scale: Scale, frame: Frame, top: float, bottom: float) -> Iterator[Shape]:
    for gap in scale.breaks():
        yield box(gap.left, top + 6, gap.right - gap.left, bottom - top - 6, "break")
        yield text((gap.left + gap.right) / 2, top + 20, gap.label, "gap", "middle")
    for tick in scale.ticks():
        yield line(tick.x, top + 36, tick.x, bottom, "grid major" if tick.is_major or tick.year else "grid")
        yield text(tick.x, top + 18, tick.label, "month", "start" if tick.x < frame.width - 40 else "end")
        if tick.year:
            yield text(tick.x, top + 32, tick.year, "year", "start" if tick.x < frame.width - 40 else "end")


def milestone_shapes(
    timeline: Timeline, scale: Scale, frame: Frame
) -> tuple[Callable[[float], tuple[Shape, ...]], float]:
    """The lines of injury and dispute, drawn once it is known how far down; and where their names end."""
    placed = _placed(list(_named(timeline)), scale, frame)
    rows = max((row for *_, row in placed), default=-1) + 1
    bottom_of_names = 4 + rows * _ROW

    def draw(bottom: float) -> tuple[Shape, ...]:
        return tuple(_steps(placed, bottom))

    return draw, bottom_of_names


def _named(timeline: Timeline) -> Iterator[tuple[dt.date, str, str]]:
    words = wording()["milestones"]
    for injury in timeline.injuries:
        said = words["injury"] if injury.is_used else f"{words['injury']} (as some say)"
        yield injury.date, f"{said} {injury.date}", "injury" if injury.is_used else "injury other"
    for step in timeline.milestones:
        yield step.date, f"{words[step.kind]} {step.date}", step.kind


def _placed(
    named: list[tuple[dt.date, str, str]], scale: Scale, frame: Frame
) -> list[tuple[float, str, str, float, str, int]]:
    """Each line with its name's place: the first row where it covers no other name."""
    ends: list[list[tuple[float, float]]] = []
    found = []
    for day, said, style in sorted(named, key=lambda it: (it[0], it[2])):
        x, width = scale.x(day), width_of(said, _SIZE) + 10
        is_last = x + width > frame.width
        left, right = (max(x - width, 0), x) if is_last else (x, x + width)
        row = next((number for number, taken in enumerate(ends) if _is_free(taken, left, right)), len(ends))
        if row == len(ends):
            ends.append([])
        ends[row].append((left, right))
        found.append((x, said, style, x - 5 if is_last else x + 5, "end" if is_last else "start", row))
    return found


def _is_free(taken: list[tuple[float, float]], left: float, right: float) -> bool:
    return all(right + 4 <= start or left >= end + 4 for start, end in taken)


def _steps(placed: list[tuple[float, str, str, float, str, int]], bottom: float) -> Iterator[Shape]:
    for x, _, style, _, _, row in placed:
        yield line(x, 4 + row * _ROW, x, bottom, f"step {style}")
    for _, said, style, at, anchor, row in placed:
        yield text(at, 15 + row * _ROW, said, f"named {style}", anchor)
