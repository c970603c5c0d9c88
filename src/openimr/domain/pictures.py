"""Pictures of pages: places on them, and what a viewer shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A place in points from the upper left corner of the page as a viewer shows it."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Raster:
    """A picture as plain red, green and blue bytes, row by row, and its size on paper in points."""

    width: int
    height: int
    pixels: bytes
    size: tuple[float, float]
