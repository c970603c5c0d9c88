"""Where the words of a span stand on the paper."""

from __future__ import annotations

from collections.abc import Iterable

from openimr.domain.documents import Box, Page
from openimr.domain.pictures import Rectangle
from openimr.domain.spans import Span

_SAME_LINE = 0.5
"""Words whose heights overlap by this share of the lower one stand on one line."""


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
    a_letter = (box.right - box.left) / max(box.end - box.start, 1)
    left = box.left + a_letter * max(span.start - box.start, 0)
    right = box.right - a_letter * max(box.end - span.end, 0)
    return Rectangle(left, box.top, right, box.bottom)


def _goes_on(line: Rectangle, word: Rectangle) -> bool:
    """Whether the word stands on the line, to the right of what is there."""
    overlap = min(line.bottom, word.bottom) - max(line.top, word.top)
    lower = min(line.bottom - line.top, word.bottom - word.top)
    return overlap > _SAME_LINE * lower and word.left >= line.left


def _joined(one: Rectangle, other: Rectangle) -> Rectangle:
    return Rectangle(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
