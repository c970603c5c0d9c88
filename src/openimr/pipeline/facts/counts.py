"""Numbers of visits, injections and weeks as notes write them: "x 8", "6 of 12 sessions", "2x/wk x 4 wks (8)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openimr.text.stems import stemmed

_ORDER = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_WORDS = {
    word: value
    for value, word in enumerate(
        _ORDER.split(),
        start=1,
    )
} | {
    "a": 1,
    "an": 1,
    "once": 1,
    "twice": 2,
    "several": 0,
    "twenty-four": 24,
    "thirty": 30,
    "thirty-six": 36,
    "forty": 40,
}
_WORD = "|".join(sorted((word for word in _WORDS if word not in ("a", "an", "several")), key=len, reverse=True))
NUMBER = rf"(?P<n>\d{{1,3}}|{_WORD}|\ban?\b)"
_N = rf"(?:\d{{1,3}}|{_WORD})(?:\s?\(\d{{1,3}}\))?"
_TO = r"\s?(?:-|–|to)\s?"
_UNIT = r"(?:visits?|sessions?|treatments?|tx\b|txs\b|appointments?|appts?\b|times\b|reports?\b)"
_ADJECTIVES = (
    r"(?:(?:additional|more|further|prior|previous|authorized|approved|certified|completed|total|initial|supervised"
    r"|skilled|post-?operative|of|the|"
    r"out|land-based|formal|trial|PT|OT|physical|occupational|therapy|acupuncture|chiropractic|chiro|aquatic"
    r"|massage|aqua|hand)\s+){0,4}"
)
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_NUMBER_WORDS = frozenset(word for word in _WORDS if len(word) > 2)
_FREQUENCY = re.compile(
    rf"(?P<f1>\b{_N})(?:{_TO}(?P<f2>{_N}))?\s?(?:x|times?|visits?|sessions?|days?)?\s?(?:/|per|a|each|every|x"
    rf"|times)?\s?(?:wk|week|w\b)(?:s|ly)?\s?[,/]?\s?"
    rf"(?:x|for|times|over|\*)?\s?(?:a (?:total|period) of )?(?P<d1>{_N})(?:{_TO}(?P<d2>{_N}))?\s?-?(?P<u>wks?"
    rf"|weeks?|w\b|months?|mos?\b)"
    r"|\b(?P<s1>[1-5])\s?x\s?(?P<s2>\d{1,2})\b(?!\s?(?:mg|cm|mm|/|%|days?))",
    re.IGNORECASE,
)
_STATED = re.compile(
    rf"\s*[,=]?\s*\(?\s*(?:=|total(?: of)?|qty:?|#)?\s*(?P<v>\d{{1,3}})\s*(?:total\s*)?(?:{_UNIT})?\s*\)", re.IGNORECASE
)
_EQUALS = re.compile(r"\s*=\s*(?P<v>\d{1,3})\b")
_OF = re.compile(
    rf"\b(?P<done>{_N})\s?(?:of|out of|/)\s?(?:the\s)?(?P<all>{_N})\b(?=\s*(?:{_ADJECTIVES}{_UNIT}|authorized"
    rf"|approved|certified|PT\b|physical therapy))",
    re.IGNORECASE,
)
_PLAIN = stemmed(
    rf"(?:#\s?|\b)(?P<a>{_N})(?:{_TO}(?P<b>{_N}))?\s+{_ADJECTIVES}{_UNIT}(?!\s?(?:a|per|each|/)\s?(?:wk|week|day))"
)
PERIOD = r"\s?(?:(?:-|–|to)\s?\d+)?\s?(?:wks?|weeks?|w|months?|mos?|m|years?|yrs?|y|days?|d|hours?|hrs?|h)\b"
"""What makes a number a length of time ("x 6 weeks"), as a piece of a regular expression."""

_TIMES = re.compile(rf"(?:\bx|×|#)\s?(?P<v>\d{{1,3}})\b(?!{PERIOD}|\s?(?:/|%|\.\d))", re.IGNORECASE)
_QUANTITY = stemmed(r"\b(?:QTY|quantity|total(?: of)?|visits?|sessions?)\s?[:#=]?\s?(?P<v>\d{1,3})\b")
_DURATION = stemmed(
    rf"(?:\b(?:x|for|over|past|last|completed|after|failed|least|than)\s?|^"
    rf"|[-–(]\s?|\b(?=(?:\d{{1,3}}|{_WORD})\s?(?:weeks?|wks?|months?|mos?)\s(?:of\s)(?:\w+\s)?(?:care|treatment|therapy)\b))"
    rf"(?:the\s)?(?P<n>\d{{1,3}}(?:\.5)?|{_WORD})(?:{_TO}(?P<m>{_N}))?\s?\+?(?P<u>weeks?|wks?|months?"
    rf"|mos?\b)"
)
_DAYS = {"d": 1.0, "w": 7.0, "m": 30.4, "y": 365.25}


def number(words: str) -> float:
    """The number that *words* write in digits or letters."""
    plain = words.partition("(")[0].strip().lower()
    return float(_WORDS[plain]) if plain in _WORDS else float(plain)


def weeks_of(amount: float, unit: str) -> float | int:
    """*amount* of *unit* ("months") in weeks, to a tenth."""
    weeks = round(amount * _DAYS[unit.strip().lower()[0]] / 7, 1)
    return int(weeks) if weeks == int(weeks) else weeks


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits counted at `start` to `end`: `visits`, and `visits_min`, `frequency`, `authorized` where stated."""

    value: dict[str, Any]
    start: int
    end: int


def visits_in(text: str, start: int, end: int) -> Visits | None:
    """The visits that the words from *start* to *end* count, None if they count none."""
    if not _has_number(text, start, end):
        return None
    frequency = _FREQUENCY.search(text, start, end)
    if frequency:
        return _from_frequency(text, frequency, end)
    part = _OF.search(text, start, end)
    if part:
        counts = {"visits": int(number(part.group("done"))), "authorized": int(number(part.group("all")))}
        return Visits(counts, part.start(), part.end())
    plain = _PLAIN.search(text, start, end)
    if plain:
        return Visits(_between(plain.group("a"), plain.group("b")), plain.start(), plain.end())
    times = _TIMES.search(text, start, end) or _QUANTITY.search(text, start, end)
    return Visits({"visits": int(times.group("v"))}, times.start(), times.end()) if times else None


def _has_number(text: str, start: int, end: int) -> bool:
    """Most words about a therapy hold no number: one look spares six searches."""
    if _DIGIT.search(text, start, end):
        return True
    return not _NUMBER_WORDS.isdisjoint(_LETTERS.findall(text[start:end].lower()))


def _between(low: str, high: str | None) -> dict[str, Any]:
    if high is None:
        return {"visits": int(number(low))}
    return {"visits": int(number(high)), "visits_min": int(number(low))}


def _from_frequency(text: str, match: re.Match[str], end: int) -> Visits:
    low, high = (int(number(match.group("f1") or match.group("s1"))),) * 2
    if match.group("f2"):
        high = int(number(match.group("f2")))
    short, long = _duration_weeks(match)
    value: dict[str, Any] = {"visits": round(high * long), "frequency": " ".join(match.group().split())}
    if (low, short) != (high, long):
        value["visits_min"] = round(low * short)
    stated = _STATED.match(text, match.end(), end) or _EQUALS.match(text, match.end(), end)
    if stated:
        value["visits"] = int(stated.group("v"))
    return Visits(value, match.start(), stated.end() if stated else match.end())


def _duration_weeks(match: re.Match[str]) -> tuple[float, float]:
    if match.group("s2"):
        return (float(match.group("s2")),) * 2
    weeks = 4 if match.group("u")[0] in "mM" else 1  # an order for a month is an order for four weeks
    short = number(match.group("d1")) * weeks
    return short, number(match.group("d2")) * weeks if match.group("d2") else short


def weeks_in(text: str, start: int, end: int) -> float | int | None:
    """How many weeks a treatment lasted, as the words from *start* to *end* state it (the upper of a range)."""
    match = _DURATION.search(text, start, end) if _has_number(text, start, end) else None
    return weeks_of(number(match.group("m") or match.group("n")), match.group("u")) if match else None
