"""A page's picture with its evidence marked as with a marker pen."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Sequence
from functools import cache

from openimr.domain.pictures import Raster, Rectangle
from openimr.pipeline.exhibits.glyphs import GLYPH_HEIGHT, GLYPH_WIDTH, glyph
from openimr.pipeline.exhibits.marks import AMBER, BLUE, DARK_AMBER, DARK_BLUE, Mark

_MOST_TAGS = 4
_ROOM = 1.0
"""Points that a mark reaches beyond its words."""

_Colour = tuple[int, int, int]


def mark_picture(raster: Raster, marks: Sequence[Mark]) -> bytes:
    """The picture as a PNG file: each mark's areas tinted, its tag in a margin put to the left of the page.

    Tags stand at the height of their words, those of one line in the order of the line, and cover nothing.
    """
    canvas = _Canvas(raster)
    for mark in sorted(marks, key=lambda it: it.is_decisive):
        for area in mark.areas:
            canvas.tint(area, AMBER if mark.is_decisive else BLUE)
    rows = _rows(marks)
    margin = max((sum(canvas.plate(mark.tag) for mark in row) for row in rows), default=0) + canvas.dot * 2
    canvas.widen(margin)
    at = 0
    for row in rows:
        at = canvas.write(row, margin, at)
    return canvas.png()


def _rows(marks: Sequence[Mark]) -> list[list[Mark]]:
    """The marks whose words begin on one line, in its order; no more than fit a line of the margin."""
    placed = sorted((mark for mark in marks if mark.areas), key=lambda it: (it.areas[0].top, it.areas[0].left, it.tag))
    rows: list[list[Mark]] = []
    for mark in placed:
        area = mark.areas[0]
        if rows and area.top < _middle(rows[-1][0].areas[0]) and len(rows[-1]) < _MOST_TAGS:
            if all(each.tag != mark.tag for each in rows[-1]):
                rows[-1].append(mark)
        else:
            rows.append([mark])
    return [sorted(row, key=lambda it: it.areas[0].left) for row in rows]


def _middle(area: Rectangle) -> float:
    return (area.top + area.bottom) / 2


class _Canvas:
    """The dots of one picture."""

    def __init__(self, raster: Raster) -> None:
        self._page = raster.pixels
        self.pixels = bytearray(raster.pixels)
        self._width, self._height = raster.width, raster.height
        self._across = raster.width / max(raster.size[0], 1.0)
        self._down = raster.height / max(raster.size[1], 1.0)
        self.dot = max(1, round(self._down))

    def tint(self, area: Rectangle, passes: tuple[float, float, float]) -> None:
        """Let only part of the light of an area through, channel by channel; a second mark there dims no further."""
        left, top, right, bottom = self._dots(area)
        for row in range(top, bottom):
            first, last = (row * self._width + left) * 3, (row * self._width + right) * 3
            for channel, share in enumerate(passes):
                place = slice(first + channel, last, 3)
                self.pixels[place] = self._page[place].translate(_dimmed(share))

    def plate(self, tag: str) -> int:
        """How many dots wide a tag is, with the room before the next."""
        return (len(tag) * (GLYPH_WIDTH + 1) + 3) * self.dot

    def widen(self, margin: int) -> None:
        """Put a blank margin to the left of the page."""
        blank = bytes((246, 247, 248)) * margin
        row = self._width * 3
        self.pixels = bytearray(
            b"".join(blank + self.pixels[at : at + row] for at in range(0, self._height * row, row))
        )
        self._width += margin

    def write(self, marks: Sequence[Mark], margin: int, lowest: int) -> int:
        """The tags of one line in the margin, not above *lowest*; where the next may begin."""
        height = (GLYPH_HEIGHT + 2) * self.dot
        top = round(_middle(marks[0].areas[0]) * self._down) - height // 2
        top = max(0, min(max(top, lowest), self._height - height))
        left = margin - sum(self.plate(mark.tag) for mark in marks)
        for mark in marks:
            width = self.plate(mark.tag) - self.dot
            self._fill(left, top, width, height, DARK_AMBER if mark.is_decisive else DARK_BLUE)
            for number, sign in enumerate(mark.tag):
                self._sign(sign, left + (1 + number * (GLYPH_WIDTH + 1)) * self.dot + 1, top + self.dot)
            left += width + self.dot
        return top + height + self.dot

    def png(self) -> bytes:
        """The picture as a file."""
        return png(self._width, self._height, bytes(self.pixels))

    def _sign(self, sign: str, left: int, top: int) -> None:
        for row, dots in enumerate(glyph(sign)):
            for column, dot in enumerate(dots):
                if dot == "#":
                    place = left + column * self.dot, top + row * self.dot
                    self._fill(*place, self.dot, self.dot, (255, 255, 255))

    def _fill(self, left: int, top: int, width: int, height: int, colour: _Colour) -> None:
        right, bottom = min(left + width, self._width), min(top + height, self._height)
        for row in range(top, bottom):
            first = (row * self._width + left) * 3
            self.pixels[first : first + (right - left) * 3] = bytes(colour) * max(right - left, 0)

    def _dots(self, area: Rectangle) -> tuple[int, int, int, int]:
        """The area in dots, a little wider than its words and never beyond the paper."""
        left = math.floor((area.left - _ROOM) * self._across)
        right = math.ceil((area.right + _ROOM) * self._across)
        top, bottom = math.floor(area.top * self._down), math.ceil(area.bottom * self._down)
        return (
            min(max(left, 0), self._width),
            min(max(top, 0), self._height),
            min(max(right, 0), self._width),
            min(max(bottom, 0), self._height),
        )


@cache
def _dimmed(share: float) -> bytes:
    return bytes(round(level * share) for level in range(256))


def png(width: int, height: int, pixels: bytes) -> bytes:
    """Red, green and blue bytes as a PNG file; the same bytes every time."""
    rows = b"".join(b"\x00" + pixels[row * width * 3 : (row + 1) * width * 3] for row in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
