"""Which way up a picture is, how far it is turned, and the way back from the straightened picture to the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MOST_DEGREES = 6.0
"""Paper goes through a feeder turned by up to this much; more is no scan."""
_COARSE, _FINE = 0.5, 0.1
_STRIPS = 48
"""The page is cut into so many upright strips, each as dark as its rows: turning them is cheap."""
_ROWS = 1100


@dataclass(frozen=True, slots=True)
class Turn:
    """How a picture of `width` by `height` dots was straightened: quarter turns clockwise, then degrees."""

    width: int
    height: int
    quarters: int = 0
    degrees: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height after the quarter turns."""
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def flipped(self) -> Turn:
        """The same lines read the other way up."""
        return Turn(self.width, self.height, (self.quarters + 2) % 4, self.degrees)

    def apply(self, image: Any) -> Any:
        """The straightened picture; the paper goes on white beyond its edges."""
        from PIL import Image

        if self.quarters:
            image = image.transpose(
                (Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)[self.quarters - 1]
            )
        if not self.degrees:
            return image
        a, b, c, d, e, f = self._back()
        return image.transform(
            image.size, Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR, fillcolor=255
        )

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a dot of the straightened picture stands on the picture as it came."""
        if self.degrees:
            a, b, c, d, e, f = self._back()
            x, y = a * x + b * y + c, d * x + e * y + f
        return (
            (x, y),
            (y, self.height - x),
            (self.width - x, self.height - y),
            (self.width - y, x),
        )[self.quarters]

    def rectangle(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """The smallest upright rectangle of the picture as it came around a rectangle of the straightened one."""
        corners = [self.place(x, y) for x in (left, right) for y in (top, bottom)]
        return (
            max(0.0, min(x for x, _ in corners)),
            max(0.0, min(y for _, y in corners)),
            min(float(self.width), max(x for x, _ in corners)),
            min(float(self.height), max(y for _, y in corners)),
        )

    def _back(self) -> tuple[float, float, float, float, float, float]:
        """From the straightened picture to the one before: a turn about the middle."""
        width, height = self.size
        cos, sin = math.cos(math.radians(self.degrees)), math.sin(math.radians(self.degrees))
        x, y = width / 2, height / 2
        return cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y


def find_turn(image: Any) -> Turn:
    """How to lay the lines of a grey picture level; whether they then stand on their heads is not known."""
    level, degrees = _level(image)
    from PIL import Image

    upright, other = _level(image.transpose(Image.Transpose.ROTATE_90))
    if upright > level:
        return Turn(image.width, image.height, 3, _refined(image.transpose(Image.Transpose.ROTATE_90), other))
    return Turn(image.width, image.height, 0, _refined(image, degrees))


def _level(image: Any) -> tuple[float, float]:
    """How clearly the picture falls into lines, and at how many degrees most clearly."""
    strips = _strips(image, _ROWS // 2)
    steps = range(-int(MOST_DEGREES / _COARSE), int(MOST_DEGREES / _COARSE) + 1)
    return _clearest(strips, image, (step * _COARSE for step in steps))


def _refined(image: Any, degrees: float) -> float:
    steps = range(-int(_COARSE / _FINE), int(_COARSE / _FINE) + 1)
    return round(_clearest(_strips(image, _ROWS), image, (degrees + step * _FINE for step in steps))[1], 2)


def _strips(image: Any, rows: int) -> Any:
    from PIL import Image, ImageOps

    return ImageOps.invert(image.resize((_STRIPS, rows), Image.Resampling.BOX, reducing_gap=2.0))


def _clearest(strips: Any, image: Any, angles: Iterable[float]) -> tuple[float, float]:
    rows_a_strip: float = image.width / _STRIPS * strips.height / image.height
    clarity = [(_clarity(strips, math.tan(math.radians(angle)) * rows_a_strip), -abs(angle), angle) for angle in angles]
    clearest, _, degrees = max(clarity)
    return clearest, degrees


def _clarity(strips: Any, rise: float) -> float:
    """How much neighbouring rows differ when each strip is shifted by *rise* rows against the one before."""
    from PIL import Image, ImageChops

    shear = (1, 0, 0, rise, 1, -rise * strips.width / 2)
    sheared = (
        strips.transform(strips.size, Image.Transform.AFFINE, shear, Image.Resampling.BILINEAR) if rise else strips
    )
    rows = sheared.resize((1, strips.height), Image.Resampling.BOX)
    steps = ImageChops.difference(rows.crop((0, 0, 1, rows.height - 1)), rows.crop((0, 1, 1, rows.height)))
    squares = sum(count * step * step for step, count in enumerate(steps.histogram()))
    return float(squares / strips.height)
