"""Dates and ages as the profile wants them: years stay, ages over 89 become one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from openimr.casework.publication.reading import Reading
from openimr.rulebook.files import read_yaml


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """Dates, what stands before the dates of guidelines, and ages."""
    table = read_yaml("deidentification/dates.yaml")
    dates = tuple(re.compile(row.replace("{month}", table["month"])) for row in table["dates"])
    ages = tuple(re.compile(row.replace("{old}", table["old"])) for row in table["ages"].values())
    return dates, re.compile(table["guideline"], re.IGNORECASE), ages


class Change(NamedTuple):
    """What stands at `start` to `end` becomes `put`."""

    start: int
    end: int
    kind: str
    put: str


def coarser_dates(reading: Reading) -> Iterator[Change]:
    """Each date of a person's history down to its year; dates of guidelines stay."""
    dates, guideline, _ = _patterns()
    for pattern in dates:
        for match in pattern.finditer(reading.text):
            line = reading.text.rfind("\n\n", 0, match.start()) + 1
            if not guideline.search(reading.text[max(line, match.start() - 80) : match.start()].replace("\n", " ")):
                yield _in_year(reading.text, match)


def _in_year(text: str, match: re.Match[str]) -> Change:
    """The year alone; "on March 3, 2015" becomes "in 2015"."""
    year, start = _year(match["year"]), match.start()
    before = text[max(0, start - 4) : start].split(" ")
    if year.isdecimal() and len(before) > 1 and before[-2] in ("on", "On") and not before[-1]:
        return Change(start - 3, match.end(), "date", f"{'I' if before[-2] == 'On' else 'i'}n {year}")
    return Change(start, match.end(), "date", year)


def _year(written: str) -> str:
    if not written:
        return "[date]"
    if len(written) == 4:
        return written
    return ("19" if int(written) > 40 else "20") + written


_NOUN = re.compile(r"(?!\s+[a-z])|\s+(?:of|with|who|whose|is|was|has|had|in|at|on|from|presents|presented|reports)\b")


def capped_ages(reading: Reading, oldest: int) -> Iterator[Change]:
    """Ages over *oldest* as "90 or older", so that the sentence reads on: "a woman aged 90 or older"."""
    put = f"{oldest + 1} or older"
    for pattern in _patterns()[2]:
        for match in pattern.finditer(reading.text):
            if match["age"].isdecimal() and int(match["age"]) <= oldest:
                continue
            who = match.groupdict().get("who")
            if who is None and "-" in match.group():
                is_noun = _NOUN.match(reading.text, match.end())  # "a 94-year-old was", "a 94-year-old seamstress"
                yield Change(*match.span(), "age", f"person aged {put}" if is_noun else put.replace(" ", "-"))
            else:
                yield Change(*match.span(), "age", f"{who} aged {put}" if who else put)
