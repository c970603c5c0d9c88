"""Which way up a picture is, how far it is turned, and the way back from the straightened picture to the page."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

MOST_DEGREES = 6
"""Paper goes through a feeder turned by up to this much; more is no scan."""
_COARSE, _MIDDLE, _FINE = 1.0, 0.25, 0.08
_STRIPS = 48
"""The page is cut into so many upright strips, each as dark as its rows: turning them is cheap."""
_SMALLER = 4
_INK = 40
"""A patch of twelve dots is inked where it is darker than the paper by this much; single specks are not."""
_FEWEST_PATCHES = 3
_MARGIN = 24.0
_HALF_DOT = 0.5
_BLUR = 0.5
"""A touch of blur: the specks of a fax fade, and a quarter fewer words are misread."""

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Turn:
    """How a picture of `width` by `height` dots is straightened: quarter turns clockwise, then degrees.

    `ink` is the part that is kept, as it lies after the quarter turns; `size` that of the straightened picture.
    """

    width: int
    height: int
    ink: Rectangle
    quarters: int = 0
    degrees: float = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the straightened picture: large enough for all that is kept."""
        left, top, right, bottom = self.ink
        cos, sin = math.cos(math.radians(self.degrees)), abs(math.sin(math.radians(self.degrees)))
        across, down = right - left, bottom - top
        return math.ceil(across * cos + down * sin), math.ceil(across * sin + down * cos)

    def flipped(self) -> Turn:
        """The same lines read the other way up."""
        width, height = (self.height, self.width) if self.quarters % 2 else (self.width, self.height)
        left, top, right, bottom = self.ink
        ink = (width - right, height - bottom, width - left, height - top)
        return Turn(self.width, self.height, ink, (self.quarters + 2) % 4, self.degrees)

    def apply(self, image: Any) -> Any:
        """The straightened picture; beyond its edges the paper goes on white."""
        from PIL import Image, ImageFilter

        way = Image.Transpose
        if self.quarters:
            image = image.transpose((way.ROTATE_270, way.ROTATE_180, way.ROTATE_90)[self.quarters - 1])
        straight = image.transform(
            self.size, Image.Transform.AFFINE, self._back(), Image.Resampling.BILINEAR, fillcolor=255
        )
        return straight.filter(ImageFilter.BoxBlur(_BLUR))

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Where a dot of the straightened picture stands on the picture as it came."""
        a, b, c, d, e, f = self._back()
        x, y = a * x + b * y + c, d * x + e * y + f
        return (
            (x, y),
            (y, self.height - x),
            (self.width - x, self.height - y),
            (self.width - y, x),
        )[self.quarters]

    def rectangle(self, left: float, top: float, right: float, bottom: float) -> Rectangle:
        """The smallest upright rectangle of the picture as it came around a rectangle of the straightened one."""
        corners = [self.place(x, y) for x in (left, right) for y in (top, bottom)]
        return (
            max(0.0, min(x for x, _ in corners)),
            max(0.0, min(y for _, y in corners)),
            min(float(self.width), max(x for x, _ in corners)),
            min(float(self.height), max(y for _, y in corners)),
        )

    def _back(self) -> tuple[float, float, float, float, float, float]:
        """From the straightened picture to the one before: a turn about the middle of what is kept."""
        left, top, right, bottom = self.ink
        width, height = self.size
        cos, sin = math.cos(math.radians(self.degrees)), math.sin(math.radians(self.degrees))
        across, down = width / 2 - _HALF_DOT, height / 2 - _HALF_DOT
        x = (left + right) / 2 - cos * across + sin * down
        y = (top + bottom) / 2 - sin * across - cos * down
        return cos, -sin, x, sin, cos, y


def find_turn(image: Any) -> Turn | None:
    """How to lay the lines of a grey picture level, None if the paper is blank.

    Whether the lines then stand on their heads is not known.
    """
    from PIL import Image

    small = image.reduce(_SMALLER)
    ink = _ink(small)
    if ink is None:
        return None
    quarter = Image.Transpose.ROTATE_90
    clarity, degrees = _clearest(small, _around(0.0, _COARSE, MOST_DEGREES))
    on_side = small.transpose(quarter)
    upended, other = _clearest(on_side, _around(0.0, _COARSE, MOST_DEGREES))
    if upended > clarity:
        left, top, right, bottom = ink
        ink = (top, image.width - right, bottom, image.width - left)
        return Turn(image.width, image.height, ink, 3, _refined(on_side, other))
    return Turn(image.width, image.height, ink, 0, _refined(small, degrees))


def _ink(small: Any) -> Rectangle | None:
    """The part of the picture that holds ink, with a margin; None where there are only specks."""
    patches = small.reduce(3)
    counts: list[int] = patches.histogram()
    paper = max(range(256), key=counts.__getitem__)
    darkest = paper - _INK
    if sum(counts[: max(0, darkest)]) < _FEWEST_PATCHES:
        return None
    left, top, right, bottom = patches.point([255 if level < darkest else 0 for level in range(256)]).getbbox()
    dots = 3.0 * _SMALLER
    edges = small.width * float(_SMALLER), small.height * float(_SMALLER)
    return (
        max(0.0, left * dots - _MARGIN),
        max(0.0, top * dots - _MARGIN),
        min(edges[0], right * dots + _MARGIN),
        min(edges[1], bottom * dots + _MARGIN),
    )


def _around(middle: float, step: float, most: float) -> Sequence[float]:
    count = round(most / step)
    return [middle + number * step for number in range(-count, count + 1)]


def _refined(small: Any, degrees: float) -> float:
    """The degrees to within a tenth: two dots across a page."""
    _, degrees = _clearest(small, _around(degrees, _MIDDLE, 3 * _MIDDLE))
    return round(_clearest(small, _around(degrees, _FINE, 2 * _FINE))[1], 2)


def _clearest(image: Any, angles: Iterable[float]) -> tuple[float, float]:
    """How clearly the picture falls into lines, and at which of the angles it does most."""
    from PIL import Image, ImageOps

    rows = min(image.height, 1100)
    strips = ImageOps.invert(image.resize((_STRIPS, rows), Image.Resampling.BOX))
    rows_a_strip: float = image.width / _STRIPS * rows / image.height
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
