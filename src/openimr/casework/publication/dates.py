"""Dates and ages as the profile wants them: years stay, ages over 89 become one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from openimr.casework.publication.reading import Reading
from openimr.rulebook.files import read_yaml


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str], re.Pattern[str]]:
    """Dates, what stands before the dates of guidelines, and ages."""
    table = read_yaml("deidentification/dates.yaml")
    dates = tuple(re.compile(row.replace("{month}", table["month"])) for row in table["dates"])
    return dates, re.compile(table["guideline"], re.IGNORECASE), re.compile(table["ages"])


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
                yield Change(match.start(), match.end(), "date", _year(match["year"]))


def _year(written: str) -> str:
    if not written:
        return "[date]"
    if len(written) == 4:
        return written
    return ("19" if int(written) > 40 else "20") + written


def capped_ages(reading: Reading, oldest: int) -> Iterator[Change]:
    """Ages over *oldest* as "90 or older"."""
    for match in _patterns()[2].finditer(reading.text):
        name = "age" if match["age"] else "age2"
        if int(match[name]) > oldest:
            yield Change(match.start(name), match.end(name), "age", f"{oldest + 1} or older")
