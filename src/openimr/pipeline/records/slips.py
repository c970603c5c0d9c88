"""Dates that OCR misread in a field of a form: mended only where one reading is possible, and always told."""

from __future__ import annotations

import datetime as dt
import re

_SHAPE = re.compile(
    r"(?<![\w/])(?P<m>[\dOoIlSBZ|]{1,2})\s?(?P<sep>[/.-])\s?(?P<d>[\dOoIlSBZ|]{1,2})\s?(?P=sep)\s?"
    r"(?P<y>[\dOoIlSBZ|]{4}|[\dOoIlSBZ|]{2})(?!\w)"
)
_LOOKS_LIKE = {
    "O": "0", "o": "0", "I": "1", "l": "1", "|": "1", "S": "5", "B": "8", "Z": "2",
    "4": "1", "7": "1", "8": "036", "6": "058", "9": "04", "3": "8", "5": "6", "0": "68", "1": "7",
}  # fmt: skip
"""For a sign what it may stand for: shapes that dots, or a ruled line beside them, turn into one another."""
_FIRST, _LAST = 1930, 2035
"""Years that a form of today may name."""


def mend_date(words: str) -> tuple[dt.date, int, int] | None:
    """The date that *words* show with slips, and where; None: there is none, it is sound, or it may be several.

    In each of month, day and year at most one figure is changed, and only where one reading of it is possible.
    """
    for match in _SHAPE.finditer(words):
        parts = [_reading(match["m"], 1, 12), _reading(match["d"], 1, 31), _year(match["y"])]
        month, day, year = parts
        written = [match["m"], match["d"], match["y"]]
        if (
            month is None
            or day is None
            or year is None
            or all(_is_sound(*pair) for pair in zip(written, parts, strict=True))
        ):
            continue
        try:
            return dt.date(year, month, day), match.start(), match.end()
        except ValueError:
            continue
    return None


def _is_sound(written: str, read: int | None) -> bool:
    return written.isdigit() and read is not None and int(written) in (read, read % 100)


def _year(written: str) -> int | None:
    if len(written) == 4:
        return _reading(written, _FIRST, _LAST)
    year = _reading(written, 0, 99)
    return None if year is None else year + (2000 if year <= _LAST - 2000 else 1900)


def _reading(written: str, least: int, most: int) -> int | None:
    """The only number within the bounds that the signs can be; letters that look like figures are figures."""
    plain = "".join(sign if sign.isdigit() else _LOOKS_LIKE[sign] for sign in written)
    if least <= int(plain) <= most:
        return int(plain)
    found = {
        int(plain[:place] + other + plain[place + 1 :])
        for place, sign in enumerate(plain)
        for other in _LOOKS_LIKE.get(sign, "")
    }
    possible = [number for number in sorted(found) if least <= number <= most]
    return possible[0] if len(possible) == 1 else None
