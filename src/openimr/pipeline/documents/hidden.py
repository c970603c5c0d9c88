"""Text of a PDF page that nobody sees: invisible, of the paper's colour, tiny, or off the page.

Each object of the page is asked once for the cheap signs; only a page that shows one is drawn, with and without
the objects in question: what makes no difference to the picture is hidden.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

_TEXT, _IMAGE, _FORM = 1, 3, 5
_DRAWS_NOTHING = frozenset({3, 7})
_FADED = 200
"""From this lightness of each colour on (255 is white), text may be of the paper's colour."""

_SMALLEST_POINTS = 2.0
_FEWEST_LETTERS = 2
"""A lone hidden letter is a printer's mark, not words."""

_DEEPEST = 6
_MOST_OBJECTS = 50_000
_LARGE_SHARE = 0.5
_VISIBLE_STEP = 24
"""So much must a point's lightness change (of 255) for an eye to see it."""

Area = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A text object that shows a sign: its place in the program, its area, and whether it draws anything at all."""

    handle: Any
    area: Area
    is_invisible: bool
    is_certain: bool


def seen_text(page: Any, words: Any) -> tuple[str, bool]:
    """The page's text as PDFium gives it, with a NUL for each hidden character; and whether words were hidden."""
    text: str = words.get_text_range()
    ranges = hidden_ranges(page, words)
    if not ranges:
        return text, False
    units = bytearray(text.encode("utf-16-le", "surrogatepass"))
    for start, end in ranges:
        units[2 * start : 2 * end] = bytes(2 * (end - start))
    seen = units.decode("utf-16-le", "replace")
    return seen, sum(map(str.isalnum, text)) - sum(map(str.isalnum, seen)) >= _FEWEST_LETTERS


def hidden_ranges(page: Any, words: Any) -> list[tuple[int, int]]:
    """Ranges of the page's characters (half-open, in order, as PDFium counts) that cannot be seen."""
    suspects = _suspects(page)
    if not suspects:
        return []
    hidden = {_address(each.handle) for each in _hidden(page, suspects)}
    return _ranges(words, hidden) if hidden else []


def _suspects(page: Any) -> list[_Suspect]:
    """Text objects with a sign of being hidden."""
    calls = _calls()
    box = page.get_bbox()
    found: list[_Suspect] = []
    for handle, scale in _text_objects(page, calls):
        mode = calls.mode(handle)
        if mode in _DRAWS_NOTHING:
            found.append(_Suspect(handle, calls.area(handle), True, False))
            continue
        if calls.height(handle) * scale < _SMALLEST_POINTS:
            found.append(_Suspect(handle, calls.area(handle), False, True))
        elif calls.is_faded(handle, mode):
            found.append(_Suspect(handle, calls.area(handle), False, False))
        elif scale == 1.0 and calls.begins_outside(box) and _is_off(calls.area(handle), box):
            found.append(_Suspect(handle, calls.area(handle), False, True))
    return found


def _text_objects(page: Any, calls: _Calls) -> Iterator[tuple[int, float]]:
    """Every text object of the page, also within forms, and how much the forms scale it."""
    count = calls.count(page.raw)
    waiting = [(calls.object(page.raw, number), 1.0, 0) for number in range(min(count, _MOST_OBJECTS))]
    seen = 0
    while waiting and seen < _MOST_OBJECTS:
        handle, scale, depth = waiting.pop()
        seen += 1
        kind = calls.kind(handle)
        if kind == _TEXT:
            yield handle, scale
        elif kind == _FORM and depth < _DEEPEST:
            inner = scale * calls.scale(handle) or 1e-9
            members = range(min(calls.form_count(handle), _MOST_OBJECTS))
            waiting += [(calls.form_object(handle, number), inner, depth + 1) for number in members]


def _is_off(area: Area, box: Area) -> bool:
    """Whether the object lies outside the part of the page that is shown; an object without an area is not judged."""
    left, bottom, right, top = area
    if right <= left and top <= bottom:
        return False
    return right < box[0] or left > box[2] or top < box[1] or bottom > box[3]


def _hidden(page: Any, suspects: list[_Suspect]) -> Iterator[_Suspect]:
    """The suspects that cannot be seen; a recognised layer behind or upon a picture of the page is no secret."""
    certain = [each for each in suspects if each.is_certain]
    pictures = large_pictures(page)
    doubtful = [
        each for each in suspects if not each.is_certain and not any(_lies_in(each.area, one) for one in pictures)
    ]
    yield from certain
    yield from (each for each in doubtful if each.is_invisible)
    faded = [each for each in doubtful if not each.is_invisible]
    if faded:
        yield from _without_effect(page, faded)


def large_pictures(page: Any) -> list[Area]:
    """The areas of pictures that cover most of the page: scans."""
    calls = _calls()
    width, height = page.get_size()
    handles = (calls.object(page.raw, number) for number in range(min(calls.count(page.raw), _MOST_OBJECTS)))
    areas = [calls.area(handle) for handle in handles if calls.kind(handle) == _IMAGE]
    return [area for area in areas if (area[2] - area[0]) * (area[3] - area[1]) >= _LARGE_SHARE * width * height]


def _lies_in(area: Area, whole: Area) -> bool:
    across, up = (area[0] + area[2]) / 2, (area[1] + area[3]) / 2
    return whole[0] <= across <= whole[2] and whole[1] <= up <= whole[3]


def _without_effect(page: Any, suspects: list[_Suspect]) -> list[_Suspect]:
    """The suspects without which the page looks the same."""
    from pypdfium2.raw import FPDFPageObj_SetIsActive

    with_them = _Picture(page)
    for each in suspects:
        FPDFPageObj_SetIsActive(_object(each.handle), False)
    without = _Picture(page)
    for each in suspects:
        FPDFPageObj_SetIsActive(_object(each.handle), True)
    return [each for each in suspects if with_them.is_like(without, each.area)]


class _Picture:
    """A small grey picture of the page."""

    _MOST_POINTS = 2_000

    def __init__(self, page: Any) -> None:
        width, height = page.get_size()
        self._scale = min(1.5, self._MOST_POINTS / max(width, height, 1))
        self._left, _, _, self._top = page.get_bbox()
        bitmap = page.render(scale=self._scale, grayscale=True, may_draw_forms=False)
        self._row, self._width, self._height = bitmap.stride, bitmap.width, bitmap.height
        self._points = bytes(bitmap.buffer)
        bitmap.close()

    def is_like(self, other: _Picture, area: Area) -> bool:
        """Whether an eye sees no difference between the two pictures within *area*."""
        left = self._within((area[0] - self._left) * self._scale - 1, self._width)
        right = self._within((area[2] - self._left) * self._scale + 2, self._width)
        first = self._within((self._top - area[3]) * self._scale - 1, self._height)
        last = self._within((self._top - area[1]) * self._scale + 2, self._height)
        for row in range(first, last):
            span = slice(row * self._row + left, row * self._row + right)
            mine, others = self._points[span], other._points[span]
            if mine != others and max(abs(one - two) for one, two in zip(mine, others, strict=True)) > _VISIBLE_STEP:
                return False
        return True

    @staticmethod
    def _within(value: float, most: int) -> int:
        return max(0, min(most, int(value)))


def _ranges(words: Any, hidden: Iterable[int]) -> list[tuple[int, int]]:
    """Where the text of the hidden objects stands among the page's characters."""
    from pypdfium2.raw import FPDFText_GetTextObject

    owners = (_address(FPDFText_GetTextObject(words.raw, number)) for number in range(words.count_chars()))
    hidden = frozenset(hidden)
    ranges: list[tuple[int, int]] = []
    at = 0
    for is_hidden, run in groupby(owners, hidden.__contains__):
        size = sum(1 for _ in run)
        if is_hidden:
            ranges.append((at, at + size))
        at += size
    return ranges


def _address(handle: Any) -> int:
    if isinstance(handle, int):
        return handle
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _object(handle: int) -> Any:
    from pypdfium2.raw import FPDF_PAGEOBJECT

    return ctypes.cast(handle, FPDF_PAGEOBJECT)


class _Calls:
    """PDFium's questions about page objects, asked by plain numbers, which halves the time of a call."""

    def __init__(self) -> None:
        import pypdfium2.raw as raw

        self.count = _plain(raw.FPDFPage_CountObjects, ctypes.c_int, ctypes.c_void_p)
        self.object = _plain(raw.FPDFPage_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
        self.kind = _plain(raw.FPDFPageObj_GetType, ctypes.c_int, ctypes.c_void_p)
        self.mode = _plain(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int, ctypes.c_void_p)
        self.form_count = _plain(raw.FPDFFormObj_CountObjects, ctypes.c_int, ctypes.c_void_p)
        self.form_object = _plain(raw.FPDFFormObj_GetObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
        colour = (ctypes.c_int, ctypes.c_void_p, *(ctypes.c_void_p,) * 4)
        self._fill = _plain(raw.FPDFPageObj_GetFillColor, *colour)
        self._stroke = _plain(raw.FPDFPageObj_GetStrokeColor, *colour)
        self._size = _plain(raw.FPDFTextObj_GetFontSize, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        self._matrix = _plain(raw.FPDFPageObj_GetMatrix, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        self._bounds = _plain(raw.FPDFPageObj_GetBounds, *colour)
        self._colours = (ctypes.c_uint * 4)()
        self._numbers = (ctypes.c_float * 6)()
        at, other = ctypes.addressof(self._colours), ctypes.addressof(self._numbers)
        self._colour_places = tuple(at + 4 * number for number in range(4))
        self._number_places = tuple(other + 4 * number for number in range(6))

    def area(self, handle: int) -> Area:
        """Left, bottom, right and top."""
        self._bounds(handle, *self._number_places[:4])
        left, bottom, right, top = self._numbers[:4]
        return left, bottom, right, top

    def height(self, handle: int) -> float:
        """The size of the letters on the page, in points; large where it is not known."""
        if not self._size(handle, self._number_places[0]):
            return 100.0
        size = self._numbers[0]
        return abs(size) * self.scale(handle)

    def scale(self, handle: int) -> float:
        """How much the object's own matrix stretches upwards."""
        if not self._matrix(handle, self._number_places[0]):
            return 1.0
        across, up = self._numbers[2], self._numbers[3]
        return float((across * across + up * up) ** 0.5)

    def begins_outside(self, box: Area) -> bool:
        """Whether the text object whose height was asked for last begins off the page."""
        across, up = self._numbers[4], self._numbers[5]
        return not (box[0] <= across <= box[2] and box[1] <= up <= box[3])

    def is_faded(self, handle: int, mode: int) -> bool:
        """Whether it is drawn in nearly white, or can be seen through."""
        ask = self._stroke if mode in (1, 5) else self._fill
        if not ask(handle, *self._colour_places):
            return False
        red, green, blue, solid = self._colours
        return solid < 50 or (red >= _FADED and green >= _FADED and blue >= _FADED)


def _plain(function: Any, *types: Any) -> Any:
    return ctypes.PYFUNCTYPE(*types)(ctypes.cast(function, ctypes.c_void_p).value or 0)


@cache
def _calls() -> _Calls:
    return _Calls()
