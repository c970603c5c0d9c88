"""Dates as the letters and records write them. A date is read or it is not: never guessed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""As English writes them, whatever the locale."""

_MONTHS = {
    written: number for number, name in enumerate(MONTH_NAMES, start=1) for written in (name.lower(), name[:3].lower())
} | {"sept": 9}

_DATE = re.compile(
    r"(?<![\d/-])(?:"
    r"(?P<m>\d{1,2})\s?(?P<sep>[/-])\s?(?P<d>\d{1,2})\s?(?P=sep)\s?(?P<y>\d{4}|\d{2})(?![\d/])"
    r"|(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})(?!\d)"
    r"|(?P<my>\d{1,2})\s?[/-]\s?(?P<yy>(?:19|20)\d{2})(?![\d/])"
    r")"
    r"|\b(?P<mon>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?,?\s+"
    r"(?:(?P<dd>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<yyyy>(?:19|20)\d{2})\b"
    r"|(?<![\d/-])(?P<eu_d>\d{1,2})[\s-](?P<eu_m>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?[\s,-]+"
    r"(?P<eu_y>(?:19|20)\d{2}|(?<=-)\d{2})(?!\d)",
    re.IGNORECASE,
)

_FIGURES = re.compile(r"\d(?<!\d\d)\d{0,3}(?=\s?[/-]\s?\d|[\s-][A-Za-z]{3,9}\.?[\s,-]+\d)")
_YEAR = re.compile(r"[12](?<=\s.)[09]\d\d")
"""What a date that begins with the name of its month ends with."""

_NAMES = re.compile(r"[ADFJMNOSadfjmnos][AEPUCOaepuco][BCGLNPRTVYbcglnprtvy](?=[A-Za-z]{0,6}\.?,?\s+\d)")
"""Where a date may begin: sets of characters, which a search skips to; searching for `_DATE` is five times slower."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text. With precision "month" the day is not stated and `date` is the first of the month."""

    start: int
    end: int
    date: dt.date
    precision: Literal["day", "month"]


def find_dates(text: str) -> Iterator[DateMention]:
    """Every date that *text* states, in reading order; impossible ones (02/30/2015) are passed over."""
    end = 0
    patterns = (_FIGURES, _NAMES) if _YEAR.search(text) else (_FIGURES,)
    for start in sorted({place.start() for pattern in patterns for place in pattern.finditer(text)}):
        match = _DATE.match(text, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        parts = _parts(match)
        if parts is not None:
            date, precision = parts
            yield DateMention(match.start(), match.end(), date, precision)


def read_date(text: str) -> dt.date | None:
    """The first date in *text* that is given to the day, or None."""
    return next((found.date for found in find_dates(text) if found.precision == "day"), None)


def _parts(match: re.Match[str]) -> tuple[dt.date, Literal["day", "month"]] | None:
    group = match.group
    try:
        if group("m"):
            return dt.date(_year(group("y")), int(group("m")), int(group("d"))), "day"
        if group("iy"):
            return dt.date(int(group("iy")), int(group("im")), int(group("id"))), "day"
        if group("my"):
            return dt.date(int(group("yy")), int(group("my")), 1), "month"
        if group("eu_d"):
            return dt.date(_year(group("eu_y")), _MONTHS[group("eu_m").lower()], int(group("eu_d"))), "day"
        month = _MONTHS[group("mon").lower()]
        if group("dd"):
            return dt.date(int(group("yyyy")), month, int(group("dd"))), "day"
        return dt.date(int(group("yyyy")), month, 1), "month"
    except ValueError:
        return None


def _year(digits: str) -> int:
    """Two digits mean 1950 to 2049: injuries and births of living workers."""
    year = int(digits)
    if len(digits) == 4:
        return year
    return 1900 + year if year >= 50 else 2000 + year
