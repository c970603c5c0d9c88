"""Where the words of a span stand on the paper."""

from __future__ import annotations

from collections.abc import Iterable

from openimr.domain.documents import Box, Page
from openimr.domain.pictures import Rectangle
from openimr.domain.spans import Span

_SAME_LINE = 0.5
"""Words whose heights overlap by this share of the lower one stand on one line ..."""

_NEAR = 4.0
"""... unless the room between them is so many times as wide as they are high: another column."""


def rectangles(span: Span, page: Page) -> tuple[Rectangle, ...]:
    """One rectangle a line for the words of *span*; none where the page has no layout (Word and text files).

    A word that the span holds in part is marked in part, its letters taken as equally wide.
    """
    lines: list[Rectangle] = []
    for box in _boxes_under(span, page):
        part = _part(box, span)
        if lines and _goes_on(lines[-1], part):
            lines[-1] = _joined(lines[-1], part)
        else:
            lines.append(part)
    return tuple(lines)


def _boxes_under(span: Span, page: Page) -> Iterable[Box]:
    return (box for box in page.boxes if box.start < span.end and span.start < box.end)


def _part(box: Box, span: Span) -> Rectangle:
    """The share of the word's box that the span holds; a word that stands on its side is marked whole."""
    before, behind = max(span.start - box.start, 0), max(box.end - span.end, 0)
    if box.bottom - box.top > box.right - box.left:
        before = behind = 0
    a_letter = (box.right - box.left) / max(box.end - box.start, 1)
    return Rectangle(box.left + a_letter * before, box.top, box.right - a_letter * behind, box.bottom)


def _goes_on(line: Rectangle, word: Rectangle) -> bool:
    """Whether the word stands on the line and near it; on a page laid on its side lines run down or up."""
    high, wide = line.bottom - line.top, line.right - line.left
    beside = _overlap(line.top, line.bottom, word.top, word.bottom) and _gap(
        line.left, line.right, word.left, word.right
    ) < _NEAR * min(high, word.bottom - word.top)
    below = _overlap(line.left, line.right, word.left, word.right) and _gap(
        line.top, line.bottom, word.top, word.bottom
    ) < _NEAR * min(wide, word.right - word.left)
    return beside or (below and high > wide)


def _overlap(start: float, end: float, other_start: float, other_end: float) -> bool:
    shared = min(end, other_end) - max(start, other_start)
    return shared > _SAME_LINE * min(end - start, other_end - other_start)


def _gap(start: float, end: float, other_start: float, other_end: float) -> float:
    return max(other_start - end, start - other_end)


def _joined(one: Rectangle, other: Rectangle) -> Rectangle:
    return Rectangle(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
