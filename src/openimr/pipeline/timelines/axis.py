"""The time axis of the picture, its breaks, and the lines of injury and dispute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from openimr.domain.timelines import Timeline
from openimr.pipeline.timelines.lanes import Frame
from openimr.pipeline.timelines.scale import Scale
from openimr.pipeline.timelines.shapes import Shape, box, line, text, width_of
from openimr.pipeline.timelines.wording import say_day, wording

_ROW = 17.0
_SIZE = 11.5
_MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class _Step:
    """A line with its name: where it stands, and the row and reach of the name."""

    x: float
    said: str
    style: str
    row: int
    left: float
    right: float
    is_before: bool
    """The name stands to the left of its line."""


def axis_shapes(scale: Scale, frame: Frame, top: float, bottom: float) -> tuple[Shape, ...]:
    """Months and years above the lanes, a thin line below each, and a band where time is not drawn."""
    return tuple(_axis(scale, frame, top, bottom))


def _axis(scale: Scale, frame: Frame, top: float, bottom: float) -> Iterator[Shape]:
    for gap in scale.breaks():
        yield box(gap.left, top + 6, gap.right - gap.left, bottom - top - 6, "break")
        yield text((gap.left + gap.right) / 2, top + 19, gap.label, "pause", "middle")
    for tick in scale.ticks():
        yield line(tick.x, top + 36, tick.x, bottom, "grid major" if tick.is_major or tick.year else "grid")
        yield text(tick.x, top + 18, tick.label, "month", "start" if tick.x < frame.width - 40 else "end")
        if tick.year:
            yield text(tick.x, top + 32, tick.year, "year", "start" if tick.x < frame.width - 40 else "end")


def milestone_shapes(
    timeline: Timeline, scale: Scale, frame: Frame
) -> tuple[Callable[[float], tuple[Shape, ...]], float]:
    """The lines of injury and dispute, drawn once it is known how far down; and where their names end."""
    steps = _placed(tuple(_named(timeline)), scale, frame)
    end_of_names = 4 + max((step.row + 1 for step in steps), default=0) * _ROW

    def draw(bottom: float) -> tuple[Shape, ...]:
        return tuple(_steps(steps, bottom))

    return draw, end_of_names


def _named(timeline: Timeline) -> Iterator[tuple[dt.date, str, str]]:
    words = wording()["milestones"]
    for injury in timeline.injuries:
        said = words["injury"] if injury.is_used else words["other_injury"]
        yield injury.date, f"{said} {say_day(injury.date)}", "injury" if injury.is_used else "injury other"
    for step in timeline.milestones:
        yield step.date, f"{words[step.kind]} {say_day(step.date)}", step.kind


def _placed(named: Sequence[tuple[dt.date, str, str]], scale: Scale, frame: Frame) -> Sequence[_Step]:
    """Names of the first few lines to their right, of the others to their left: as many as are crossed least."""
    wanted = sorted((scale.x(day), said, style) for day, said, style in named)
    ways = [_parted(wanted, first) for first in range(len(wanted), -1, -1)]
    return min(ways, key=lambda way: _cost(way, frame)) if wanted else ()


def _parted(wanted: Sequence[tuple[float, str, str]], first: int) -> Sequence[_Step]:
    placed: list[_Step] = []
    for x, said, style in reversed(wanted[first:]):
        placed.append(_fitted(x, said, style, True, placed))
    for x, said, style in wanted[:first]:
        placed.append(_fitted(x, said, style, False, placed))
    return placed


def _cost(steps: Sequence[_Step], frame: Frame) -> tuple[int, int]:
    """How many names are crossed or reach beyond the paper, and how many rows they take."""
    crossed = sum(not _is_clear(one, other) for one, other in combinations(steps, 2))
    beyond = sum(step.left < 0 or step.right > frame.width for step in steps)
    return crossed + 2 * beyond, max(step.row for step in steps)


def _fitted(x: float, said: str, style: str, is_before: bool, placed: Sequence[_Step]) -> _Step:
    """The step with its name in the first row where it covers nothing and nothing crosses it; else covers nothing."""
    width = width_of(said, _SIZE) + 8
    left, right = (x - width, x) if is_before else (x, x + width)
    steps = [_Step(x, said, style, row, left, right, is_before) for row in range(_MOST_ROWS)]
    clear = (step for step in steps if all(_is_clear(step, other) for other in placed))
    apart = (step for step in steps if all(step.row != other.row for other in placed))
    return next(clear, None) or next(apart, steps[-1])


def _is_clear(step: _Step, other: _Step) -> bool:
    if step.row == other.row:
        return step.right + 4 <= other.left or other.right + 4 <= step.left
    upper, lower = (step, other) if step.row < other.row else (other, step)
    return not lower.left < upper.x < lower.right


def _steps(steps: Sequence[_Step], bottom: float) -> Iterator[Shape]:
    for step in steps:
        yield line(step.x, 4 + step.row * _ROW, step.x, bottom, f"step {step.style}")
    for step in steps:
        x, anchor = (step.x - 5, "end") if step.is_before else (step.x + 5, "start")
        yield text(x, 15 + step.row * _ROW, step.said, f"named {step.style}", anchor)
