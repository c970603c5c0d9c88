"""Since when: the start that the words beside a treatment state, as an ISO date or month."""

from __future__ import annotations

import datetime as dt
import re

from openimr.pipeline.facts.note import Note
from openimr.text.stems import stemmed

_START = re.compile(
    r"(?:\bsince|\bstart(?:ed|ing)?(?: date)?|\bbegan|\bbegun|\binitiated|\bfirst prescribed|\bdating back to"
    r"|\bas far back as|\bas early as)\s*(?:(?:on|in|at least|about|approximately|around|of|prior to|before|early"
    r"|late|mid|from)\s*|[-:(]\s*)*$",
    re.IGNORECASE,
)
_YEAR = stemmed(
    r"\b(?:since|started in|start|began in)\s+(?:at least\s+|about\s+|approximately\s+)?(?P<y>(?:19"
    r"|20)\d{2})\b(?!\s?[/-])"
)
_AGO = stemmed(
    r"(?:\bx\s?|\bfor\s+(?:the\s+)?(?:past|last|over|more than|at least|about|approximately|greater than|>|nearly"
    r"|almost)?\s*(?:the\s+)?(?:past|last)?\s*(?:>\s?)?|\bsince\s+|\bstarted\s+)"
    r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several)\s?\+?(?P<u>weeks?|wks?|months?"
    r"|mos?\b|years?|yrs?)(?P<ago>\s+ago)?"
)
_THIS_YEAR = re.compile(
    r"\bsince\s+(?:early |late |mid[- ]?)?(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r",?(?: of)?(?: (?P<y>this|last) year)?(?!\s*,?\s*\d)",
    re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ORDER = "one two three four five six seven eight nine ten"
_COUNTS = {word: n for n, word in enumerate(_ORDER.split(), start=1)} | {"twelve": 12}


def since_in(note: Note, start: int, end: int) -> str | None:
    """The ISO date or month since when, as the words from *start* to *end* say; None if they do not."""
    text = note.text
    for date in note.dates_between(start, end):
        if _START.search(text, start, date.start):
            return date.date.isoformat() if date.precision == "day" else f"{date.date:%Y-%m}"
    year = _YEAR.search(text, start, end)
    if year:
        return year.group("y")
    named = _THIS_YEAR.search(text, start, end)
    if named and note.date:
        return _month_of(note.date, _MONTHS.index(named.group("m").lower()) + 1, is_last=named.group("y") == "last")
    ago = _AGO.search(text, start, end)
    if ago and note.date and ago.group("n").lower() != "several":
        return _months_before(note.date, ago.group("n"), ago.group("u"))
    return None


def duration_in(text: str, start: int, end: int) -> str | None:
    """How long a drug has been taken, in the words from *start* to *end* ("3 years")."""
    ago = _AGO.search(text, start, end)
    return f"{ago.group('n')} {ago.group('u')}" if ago else None


def _months_before(date: dt.date, amount: str, unit: str) -> str | None:
    """A duration counted back from *date*: whole months as a month, weeks as a day."""
    count = _COUNTS.get(amount.lower()) or int(amount)
    kind = unit[0].lower()
    if kind == "w":
        return (date - dt.timedelta(weeks=count)).isoformat()
    months = date.year * 12 + date.month - 1 - count * (12 if kind == "y" else 1)
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def _month_of(date: dt.date, month: int, *, is_last: bool) -> str:
    """A month named without its year: the newest one before *date*, or the one of the year before."""
    year = date.year - 1 if is_last or month > date.month else date.year
    return f"{year:04d}-{month:02d}"
