"""Places on a PDF page as a viewer shows it: its own rotation applied, and only the part that its crop box leaves."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from openimr.domain.documents import Box, Boxes

_FINE = 0.01
_Point = tuple[float, float]


def as_shown(page: Any, boxes: Boxes) -> Boxes:
    """The boxes, given in the page's own space with the upper edge at its height, where a viewer shows them."""
    width, height = page.get_size()
    to_shown = _to_shown(page, width, height)
    if to_shown is None:
        return boxes
    return Boxes(_moved(box, height, to_shown) for box in boxes)


def _moved(box: Box, height: float, to_shown: Callable[[float, float], _Point]) -> Box:
    one = to_shown(box.left, height - box.top)
    other = to_shown(box.right, height - box.bottom)
    (left, right), (top, bottom) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return Box(box.start, box.end, left, top, right, bottom, box.confidence)


def _to_shown(page: Any, width: float, height: float) -> Callable[[float, float], _Point] | None:
    """From the page's own space to the place shown; None where they differ by the upper edge alone.

    Three corners tell it all: a page is turned by right angles and cut, never bent.
    """
    origin, right, below = (_on_page(page, *corner) for corner in ((0, 0), (_SIDE, 0), (0, _SIDE)))
    if _near(origin, (0, height)) and _near(right, (width, height)) and _near(below, (0, 0)):
        return None
    across = right[0] - origin[0], right[1] - origin[1]
    down = below[0] - origin[0], below[1] - origin[1]

    def move(x: float, y: float) -> _Point:
        way = x - origin[0], y - origin[1]
        return _share(way, across) * width, _share(way, down) * height

    return move


_SIDE = 100_000
"""Dots of an imagined screen: so fine that PDFium's whole numbers do not matter."""


def _on_page(page: Any, x: int, y: int) -> _Point:
    from pypdfium2.raw import FPDF_DeviceToPage

    to_x, to_y = ctypes.c_double(), ctypes.c_double()
    FPDF_DeviceToPage(page.raw, 0, 0, _SIDE, _SIDE, 0, x, y, ctypes.byref(to_x), ctypes.byref(to_y))
    return to_x.value, to_y.value


def _near(one: _Point, other: _Point) -> bool:
    return abs(one[0] - other[0]) < _FINE and abs(one[1] - other[1]) < _FINE


def _share(way: _Point, side: _Point) -> float:
    """How much of *side* the *way* goes along it."""
    length = side[0] ** 2 + side[1] ** 2
    return (way[0] * side[0] + way[1] * side[1]) / length if length else 0.0
