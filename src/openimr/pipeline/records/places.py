"""Where words stand on the paper, also in files whose columns are set with blanks."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from openimr.domain.documents import Box, Boxes, Page

_LEVEL = 0.002
"""A slope of a point across a page."""
_BACKWARDS = 2.5
"""Lines of a page upside down run at about half a turn, a little more or less: told as one, not as two."""


def word_boxes(page: Page) -> Boxes:
    """The place of each word of the page but its margins', as if its lines ran level from left to right.

    In plain text a letter is 6 wide and a line 12 high.
    """
    boxes = (_level(page) if page.is_scan else page.boxes) or _typed_boxes(page.text)
    if not page.margins:
        return boxes
    return Boxes(box for box in boxes if not any(start <= box.start < end for start, end in page.margins))


def _level(page: Page) -> Boxes:
    """The boxes of a page that lay askew or upside down on the scanner, turned as its lines ask for."""
    angle = _slope(page)
    if abs(angle) < _LEVEL:
        return page.boxes
    cos, sin = math.cos(-angle), math.sin(-angle)
    turned = [_turned(box, cos, sin) for box in page.boxes]
    left, top = min(box.left for box in turned), min(box.top for box in turned)
    return Boxes(_moved(box, -min(left, 0.0), -min(top, 0.0)) for box in turned)


def _moved(box: Box, across: float, down: float) -> Box:
    places = box.left + across, box.top + down, box.right + across, box.bottom + down
    return Box(box.start, box.end, *places, box.confidence)


def _turned(box: Box, cos: float, sin: float) -> Box:
    """The box turned about the corner of the page; words of an upright line keep their own width and height."""
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    x, y = cos * x - sin * y, sin * x + cos * y
    across, down = (box.right - box.left) / 2, (box.bottom - box.top) / 2
    if abs(sin) > abs(cos):
        across, down = down, across
    return Box(box.start, box.end, x - across, y - down, x + across, y + down, box.confidence)


def _slope(page: Page) -> float:
    """The angle at which most of the page's lines run, in radians: from the first word of a line to its last."""
    angles: list[tuple[float, float]] = []
    line: list[Box] = []
    for box in page.boxes:
        if line and "\n" in page.text[line[-1].end : box.start]:
            angles += _angle(line)
            line = []
        line.append(box)
    angles += _angle(line)
    angles.sort()
    middle, reached = sum(length for _, length in angles) / 2, 0.0
    for angle, length in angles:
        reached += length
        if reached >= middle:
            return angle
    return 0.0


def _angle(line: Sequence[Box]) -> Iterator[tuple[float, float]]:
    if len(line) > 1:
        first, last = line[0], line[-1]
        across = (last.left + last.right - first.left - first.right) / 2
        down = (last.top + last.bottom - first.top - first.bottom) / 2
        angle = math.atan2(down, across)
        yield angle + 2 * math.pi if angle < -_BACKWARDS else angle, math.hypot(across, down)


def _typed_boxes(text: str) -> Boxes:
    boxes: list[Box] = []
    for number, line in enumerate(re.finditer(r"[^\n]*\n?", text)):
        for word in re.finditer(r"\S+", line.group()):
            left, right = word.start() * 6.0, word.end() * 6.0 - 1
            start = line.start() + word.start()
            boxes.append(Box(start, start + len(word.group()), left, number * 12.0, right, number * 12.0 + 9))
    return Boxes(boxes)
