"""The fixed words of a letter, and how dates and plain values are said."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openimr.rulebook.files import read_yaml

WORDING_FILE = "letters/ca_wc/final_determination.yaml"

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Signs that print nothing and can hide or turn words."""

_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_SHORT = 6
"""A title with fewer letters may be an abbreviation."""


def wording() -> Mapping[str, Any]:
    """The fixed words of a California Final Determination."""
    content: Mapping[str, Any] = read_yaml(WORDING_FILE)
    return content


def plain(words: str | None) -> str:
    """The words on one line: blanks and line ends become one blank, invisible signs go."""
    return " ".join(_CONTROL.sub("", words or "").split())


def say_day(day: dt.date | None) -> str:
    """A date as letters print it, MM/DD/YYYY; empty for none."""
    return f"{day.month:02d}/{day.day:02d}/{day.year:04d}" if day else ""


def say_days(days: Iterable[dt.date]) -> str:
    """Dates in their order, with commas."""
    return ", ".join(say_day(day) for day in days)


def say_pages(pages: tuple[int, int]) -> str:
    """ "p. 3", "pp. 3-5"."""
    first, last = pages
    return f"p. {first}" if first == last else f"pp. {first}–{last}"


def say_page_list(numbers: Sequence[int]) -> str:
    """Pages in reading order, those that run on as one: "pp. 14, 3–5"."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    if len(runs) == 1:
        return say_pages(runs[0])
    return "pp. " + ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)


def or_not_stated(words: str) -> str:
    """The words, or that there are none."""
    return words or str(wording()["not_stated"])


def say_title(words: str) -> str:
    """A title in capitals as a title ("FOLLOW-UP VISIT NOTE" is "Follow-Up Visit Note"); any other as it is."""
    if not words.isupper() or len(words) < _SHORT:
        return words
    return _PART.sub(lambda part: _say_part(part.group(), is_first=part.start() == 0), words)


def say_author(words: str) -> str:
    """An author's name; a mere role ("employee") begins with a capital."""
    return words[:1].upper() + words[1:] if words.islower() else words


def _say_part(part: str, *, is_first: bool) -> str:
    words = wording()["titles"]
    if part in words["capitals"] or any(sign.isdigit() for sign in part):
        return part
    low = part.lower()
    return low if low in words["small"] and not is_first else low[:1].upper() + low[1:]
