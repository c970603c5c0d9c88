"""Numbers in figures and words: "12", "twelve", "Twelve (12)", "two to three", "1/2"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ONE_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TEN_WORDS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ONES = {word: number for number, word in enumerate(_ONE_WORDS)}
_TENS = {word: 10 * number for number, word in enumerate(_TEN_WORDS, start=2)}
_ALSO = {
    "single": 1.0,
    "half": 0.5,
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "fourty": 40.0,
    "ninty": 90.0,
    "twelv": 12.0,
    "dozen": 12.0,
}

_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_TEN = "|".join(_TENS)
_BELOW_HUNDRED = rf"(?:(?:{_TEN})(?:[\s-](?:{_ONE}))?|{_ONE})"
_WORD = (
    rf"(?:one[\s-]half|(?:(?:one|two|three)\s)?hundred(?:\s(?:and\s)?{_BELOW_HUNDRED})?|{_BELOW_HUNDRED}"
    r"|single|half|fourty|ninty|twelv|dozen)"
)
NUMBER = (
    r"(?:(?<!\d)(?:\d{1,4}\s+\d/\d(?!\d)|\d/\d(?!\d)|\d{1,3}(?:,\d{3}){1,2}(?!\d)|\d{1,9}(?!\d)(?:\.\d{1,9}(?!\d))?|\.\d{1,9}(?!\d))"
    rf"|[½¼¾]|\b{_WORD}\b)"
)
"""A number as a piece of a regular expression (case-blind), without groups; `value_of` reads it.

A number begins where its figures begin and has at most nine: a longer row of figures is none, and costs one look.
"""

_PAREN = r"(?:\s?\(\s?#?\d{1,9}(?:\.\d{1,9})?\s?\))?"
RANGE = rf"{NUMBER}{_PAREN}(?:\s?(?:-|–|—|\bto\b|\bor\b)\s?{NUMBER}{_PAREN})?"
"""A number or a range of two, as a piece of a regular expression, without groups; `range_of` reads it."""

_HINT = re.compile(r"[\d½¼¾]|\b(?:one|t[whe]|f[oi]|s[ei]|eigh|elev|nine|half|hundred|dozen|ninty|zero)", re.IGNORECASE)
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_RANGE = re.compile(rf"(?<![\w.])(?:{RANGE})(?![\w])", re.IGNORECASE)
_RANGE_PARTS = re.compile(
    rf"(?P<low>{NUMBER}){_PAREN}(?:\s?(?:-|–|—|\bto\b|\bor\b)\s?(?P<high>{NUMBER}){_PAREN})?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number or a range found at `start` to `end` (half-open); `low` equals `high` for a single number."""

    start: int
    end: int
    low: float
    high: float


def find_numbers(text: str) -> Iterator[NumberMention]:
    """Every number and range of *text*, in figures or words, in reading order."""
    for match in _RANGE.finditer(text):
        low, high = range_of(match.group())
        yield NumberMention(match.start(), match.end(), low, high)


def may_hold_number(text: str) -> bool:
    """Whether *text* has a figure or what may begin a number word: a cheap look before a dear one."""
    return _HINT.search(text) is not None


def range_of(written: str) -> tuple[float, float]:
    """Lower and upper bound of what `RANGE` matched, in that order however they are written."""
    match = _RANGE_PARTS.match(written.strip())
    if match is None:
        raise ValueError("no number")
    low = value_of(match.group("low"))
    high = value_of(match.group("high")) if match.group("high") else low
    return min(low, high), max(low, high)


def value_of(written: str) -> float:
    """The value of what `NUMBER` matched."""
    plain = written.strip().lower()
    if plain in _ALSO:
        return _ALSO[plain]
    if plain[0].isdigit() or plain[0] == ".":
        return _figure(plain)
    return _words(re.split(r"[\s-]+", plain))


def whole(value: float) -> float | int:
    """*value* as an int where it is one: quantities are counted, doses may be halved."""
    return int(value) if value == int(value) else value


def _figure(plain: str) -> float:
    if "/" in plain:
        *whole_part, fraction = plain.split()
        top, bottom = fraction.split("/")
        return (float(whole_part[0]) if whole_part else 0.0) + (float(top) / float(bottom) if float(bottom) else 0.0)
    return float(plain.replace(",", ""))


def _words(words: list[str]) -> float:
    if words[-1] == "half":
        return 0.5
    total = 0.0
    for word in words:
        if word == "hundred":
            total = (total or 1) * 100
        elif word in _ONES or word in _TENS:
            total += _ONES.get(word, 0) + _TENS.get(word, 0)
    return total
