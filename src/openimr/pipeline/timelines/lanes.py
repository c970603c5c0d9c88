"""One lane of the picture: its name, its bars and its marks, with words where there is room for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from openimr.domain.timelines import Encounter, Mark, Row, Stretch, Track
from openimr.pipeline.timelines.scale import Scale
from openimr.pipeline.timelines.shapes import (
    Shape,
    box,
    cross,
    diamond,
    dot,
    line,
    number,
    path,
    shortened,
    text,
    width_of,
)
from openimr.pipeline.timelines.wording import name_concept, name_document_kind, plain, say_day, say_site, wording

_NEAR = 5.0
"""Marks of one kind that stand nearer than this are one mark."""
_MOST_TITLES = 6
_SMALL = 10.0
_PAIN_HEIGHT = 92.0

Say = Callable[[str], str]
"""What is said of the row or document with that id when its mark is pointed at."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The paper: its width, the room for names on the left (0: names stand above their lanes), and on the right."""

    width: float
    gutter: float
    right: float


def say_mark(row: Row) -> str:
    """What is said when a mark is pointed at: the day, what it is, its words and its page."""
    site = say_site(row.body_parts, row.laterality, row.levels)
    status = wording()["statuses"][row.status]
    source = row.sources[0] if row.sources else None
    what = ", ".join(word for word in (name_concept(row.concept), site, row.detail, status) if word)
    where = f" ({source.document}, page {source.page})" if source else ""
    return f"{say_day(row.date) or 'no date'}: {plain(what)}. “{row.statement}”{where}"


def say_encounter(each: Encounter) -> str:
    """What is said when a document's mark is pointed at."""
    said = [name_document_kind(each.kind), each.author, each.specialty]
    return f"{say_day(each.date)}: {', '.join(word for word in said if word)} ({each.document}, page {each.pages[0]})"


def lane_shapes(track: Track, scale: Scale, frame: Frame, say: Say, y: float) -> tuple[list[Shape], float]:
    """The shapes of a track whose lane begins at *y*, and where the next one begins."""
    shapes: list[Shape] = []
    if not frame.gutter and track.section != "work":
        shapes.append(text(4, y + 11, _lane_name(track, frame.width - 8), "name"))
        y += 14
    is_band = track.section == "work" and bool(track.stretches)
    has_words = not is_band and any(mark.label for mark in track.marks)
    height = 30.0 if has_words else 20.0
    middle = y + height - 10
    if frame.gutter:
        shapes += _gutter_name(track, middle, frame)
    shapes.append(line(0, y + height, frame.width, y + height, "lane"))
    if is_band:
        shapes += _bands(track, scale, say, middle)
    else:
        shapes += _bars(track, scale, say, middle)
        shapes += _marks(track, scale, say, middle)
        shapes += _words(track, scale, frame, middle - 11)
    return shapes, y + height


def _lane_name(track: Track, room: float) -> str:
    said = track.name if track.section != "medication" else name_concept(track.name)
    return shortened(f"{said} · {track.note}" if track.note else said, room)


def _gutter_name(track: Track, middle: float, frame: Frame) -> Iterator[Shape]:
    if track.section == "work":
        return
    said = name_concept(track.name) if track.section == "medication" else track.name
    room = frame.gutter - 24
    shown = shortened(said, room)
    yield text(12, middle + 4, shown, "name", title=said if shown != said else None)
    left = room - width_of(shown) - 8
    if track.note and left > width_of(track.note, _SMALL):
        yield text(frame.gutter - 12, middle + 4, track.note, "note", "end")


def _colour(track: Track) -> str:
    return str(wording()["colours"].get((track.note or "").replace(" ", "_"), "drug"))


def _bars(track: Track, scale: Scale, say: Say, middle: float) -> Iterator[Shape]:
    for each in track.stretches:
        left, right = scale.x(each.first), scale.x(each.last)
        if each.state == "mentioned":
            yield box(left, middle - 4, right - left, 8, f"bar {_colour(track)}", each.row, say(each.row))
        else:
            yield path(f"M{number(left)} {number(middle)}H{number(right)}", f"{each.state} {_colour(track)}")


def _marks(track: Track, scale: Scale, say: Say, middle: float) -> Iterator[Shape]:
    for x, near in _together(track.marks, scale):
        first = near[0]
        said = [say(mark.row) for mark in near[:_MOST_TITLES]]
        if len(near) > _MOST_TITLES:
            said.append(f"and {len(near) - _MOST_TITLES} more")
        yield _glyph(track, first, x, middle, "\n".join(said))


def _together(marks: Sequence[Mark], scale: Scale) -> list[tuple[float, list[Mark]]]:
    """Marks of one state that stand at almost the same place, as one; in order of place."""
    found: list[tuple[float, list[Mark]]] = []
    latest: dict[str, int] = {}
    for mark in marks:
        x = scale.x(mark.date)
        at = latest.get(mark.state)
        if at is not None and x - found[at][0] < _NEAR:
            found[at][1].append(mark)
        else:
            latest[mark.state] = len(found)
            found.append((x, [mark]))
    return found


def _glyph(track: Track, mark: Mark, x: float, y: float, title: str) -> Shape:
    style = f"mark {track.section} {_colour(track) if track.section == 'medication' else ''} {mark.state}"
    style = " ".join(style.split())
    if mark.state == "planned":
        return diamond(x, y, 5, style, mark.row, title)
    if mark.state == "stopped":
        return cross(x, y, 4.5, style, mark.row, title)
    if mark.state == "historical":
        return dot(x, y, 4, style, mark.row, title)
    if track.section == "medication":
        return box(x - 1.5, y - 6.5, 3, 13, style, mark.row, title)
    if mark.state == "stated":
        return dot(x, y, 3.5, style, mark.row, title)
    if track.section == "procedure":
        return diamond(x, y, 7, style, mark.row, title)
    if track.section == "visit":
        return box(x - 2, y - 6, 4, 12, style, mark.row, title)
    if track.section == "therapy":
        return box(x - 2, y - 8, 4, 16, style, mark.row, title)
    return box(x - 5, y - 5, 10, 10, style, mark.row, title)


def _words(track: Track, scale: Scale, frame: Frame, y: float) -> Iterator[Shape]:
    """The labels that cover no other; the rest is said when the mark is pointed at."""
    end = frame.gutter
    for mark in track.marks:
        if not mark.label:
            continue
        x, width = scale.x(mark.date), width_of(mark.label, _SMALL)
        left = min(x - 2, frame.width - 2 - width)
        if left < end:
            continue
        yield text(left, y + 3, mark.label, "dose")
        end = left + width + 6


def _bands(track: Track, scale: Scale, say: Say, middle: float) -> Iterator[Shape]:
    for number_, each in enumerate(track.stretches):
        left, right = scale.x(each.first), scale.x(each.last)
        right = max(right, left + 4)
        yield box(left, middle - 8, right - left, 16, f"work {each.state}", each.row, say(each.row))
        yield from _band_words(each, left, right, middle, track.stretches[number_ + 1 :], scale)
    for x, near in _together(track.marks, scale):
        said = "\n".join(say(mark.row) for mark in near[:_MOST_TITLES])
        yield box(x - 1, middle - 8, 2, 16, "mark work", near[0].row, said)


def _band_words(
    each: Stretch, left: float, right: float, middle: float, later: Sequence[Stretch], scale: Scale
) -> Iterator[Shape]:
    said = each.label or ""
    width = width_of(said, _SMALL)
    if right - left > width + 10:
        yield text(left + 6, middle + 3.5, said, "inside")
    elif not later or scale.x(later[0].first) > right + width + 8:
        yield text(right + 5, middle + 3.5, said, "dose")


def pain_shapes(tracks: Sequence[Track], scale: Scale, frame: Frame, say: Say, y: float) -> tuple[list[Shape], float]:
    """Pain scores as points on a chart from 0 to 10; a line joins the middle of each day's."""
    shapes: list[Shape] = []
    if not frame.gutter:
        shapes += _pain_key(tracks, 4, y + 8, across=True)
        y += 18
    height = _PAIN_HEIGHT
    for score in (0, 5, 10):
        at = _at(score, y)
        shapes.append(line(frame.gutter, at, frame.width - frame.right, at, "grid level"))
        shapes.append(text(max(frame.gutter - 6, 12), at + (3.5 if frame.gutter else -2), str(score), "note", "end"))
    if frame.gutter:
        shapes += _pain_key(tracks, 16, y + 22, across=False)
    for track in tracks:
        shapes += _series(track, scale, say, y)
    shapes.append(line(0, y + height, frame.width, y + height, "lane"))
    return shapes, y + height + 8


def _at(score: float, y: float) -> float:
    return y + 8 + (10 - min(max(score, 0), 10)) / 10 * (_PAIN_HEIGHT - 18)


def _pain_key(tracks: Sequence[Track], x: float, y: float, *, across: bool) -> Iterator[Shape]:
    for track in tracks:
        yield _point(track, x + 4, y, None, None)
        yield text(x + 14, y + 4, track.name, "name")
        if across:
            x += width_of(track.name) + 28
        else:
            y += 18


def _series(track: Track, scale: Scale, say: Say, y: float) -> Iterator[Shape]:
    style = track.name.split()[0]
    points = [(x, _spread(near)) for x, near in _together(track.marks, scale)]
    for (x, mark), (to_x, later) in pairwise(points):
        yield line(x, _at(_middle(mark), y), to_x, _at(_middle(later), y), f"joined {style}")
    for x, mark in points:
        low, high = _at(mark.low or 0, y), _at(mark.high or 0, y)
        if low - high > 1:
            yield line(x, low, x, high, f"spread {style}")
            yield _point(track, x, low, mark.row, say(mark.row))
        yield _point(track, x, high, mark.row, say(mark.row))


def _spread(near: Sequence[Mark]) -> Mark:
    """Scores that stand at almost the same place as one, from the lowest to the highest."""
    lows = [mark.low for mark in near if mark.low is not None]
    highs = [mark.high for mark in near if mark.high is not None]
    return replace(near[0], low=min(lows, default=0.0), high=max(highs, default=0.0))


def _middle(mark: Mark) -> float:
    return ((mark.low or 0) + (mark.high or 0)) / 2


def _point(track: Track, x: float, y: float, row: str | None, title: str | None) -> Shape:
    style = f"score {track.name.split()[0]}"
    if track.name == "pain":
        return box(x - 3.5, y - 3.5, 7, 7, style, row, title)
    return dot(x, y, 4, style, row, title)
