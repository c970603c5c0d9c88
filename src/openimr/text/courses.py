"""How often and for how long: visits, times a week, weeks, and the arithmetic between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openimr.text.numbers import NUMBER, RANGE, may_hold_number, range_of, value_of, whole
from openimr.text.stems import stemmed

_R = RANGE
_TIMES = r"\s*-?\s*(?:x|×|times?|visits?|sessions?|treatments?|days?)"
_PERIOD = {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0}
_WORDS = {
    "d": "day", "w": "week", "m": "month", "y": "year",
}  # fmt: skip
_UNIT = r"days?\b|weeks?\b|wks?\b|w\b|months?\b|mos?\b|mths?\b|years?\b|yrs?\b"
_LINK = (
    r"(?:\s*[,;]?\s*(?:for(?:\s+(?:a\s+)?(?:total\s+of|up\s+to|the\s+next))?|x|×|times|over|by|during|within|\(|/|-)\s*"
    r"(?:a\s+period\s+of\s+|the\s+next\s+|about\s+)?|\s+)"
)

_ONCE = r"(?P<once>once)|(?P<twice>twice|bi-?weekly)|(?P<thrice>thrice)"
_FREQUENCY = stemmed(
    rf"(?:(?:(?P<count>{_R})(?:{_TIMES}\s*(?:a|per|each|every|/|x)?|\s*(?:a\b|per\b|each\b|every\b|/|x))\s*(?P<each>week(?:ly)?|wk|month(?:ly)?|mo)\b(?!\s*(?:rental|supply|use|trial)))"
    rf"|(?:{_ONCE})(?:\s*(?:a|per|each|every|/|x)?\s*(?P<each_named>week(?:ly)?|wk|month(?:ly)?|mo)\b|(?<=weekly)))"
    rf"(?:{_LINK}(?P<span>{_R})\s*-?\s*(?P<unit>{_UNIT})?(?!\s*(?:visits?|sessions?|treatments?|units?|hours?|%|mg)))?"
)
_FREQUENCY_BARE = stemmed(
    r"\b(?:(?P<count>weekly)|(?P<monthly>monthly))\b(?:\s*(?:x|×|times|for)\s*(?P<span>\d{1,2})\b(?!\s*(?:visit|session)))?"
)
_GRID = re.compile(
    r"(?<![\w./-])(?P<count>\d(?:\s?-\s?\d)?)\s*(?:x|×)\s*(?P<span>\d{1,2}(?:\s?-\s?\d{1,2})?)\s*(?P<unit>weeks?|wks?|w\b)?(?![\w.%]|\s*(?:/|mg|days?|months?))",
    re.IGNORECASE,
)
_NOUN = (
    r"(?:sessions?|visits?|treatments?|appointments?|encounters?|tx'?s?\b|txs|modalities|classes"
    r"|session\(s\)|visit\(s\)|treatment\(s\))(?!\w)"
)
_COUNTED = stemmed(
    rf"(?<![\w./%-])(?P<before>{_R})\s*-?\s*(?:(?!(?:weeks?|months?|days?|wks?|mins?|minutes?|hours?|times|and|for|of|over|x|in|per|a)\b)[A-Za-z/'-]+\s+(?:of\s+)?){{0,5}}?{_NOUN}(?!\s*(?:per\b|a\b|each|/|every|weekly|x\s*/)\s*(?:week|wk|month)?)"
)
_COUNTED_AFTER = stemmed(
    rf"{_NOUN}\s*(?:for\s+[^,;#:]{{3,60}}?)?\s*(?:[:,=x×#(]|times|qty|quantity)+\s*#?\s*(?P<after>{_R})(?!\s*(?:x|times|/|per\b|weeks?|months?|days?|mins?|minutes|hours?|-\s*\d|mg|%|a\s+week|week))"
)
_TOTAL = re.compile(
    rf"(?:total(?:ing)?(?:\s+of)?|qty\.?|quantity|=|visits?\s*:)\s*[:=]?\s*(?P<total>{_R})(?!\s*(?:weeks?|months?|%|mg))"
    r"|\(\s*(?:total\s+(?:of\s+)?|x\s*)?(?P<paren>\d{1,3})\s*(?:total\s*)?(?:sessions?|visits?|treatments?|total)?\s*\)",
    re.IGNORECASE,
)
_TIMES_VISITS = stemmed(rf"(?P<count>{_R})\s*times\s*(?P<span>{_R})\s*{_NOUN}")
_LONG = stemmed(
    rf"(?<!\bin )(?<!every )(?<!each )(?<![\w./])(?P<span>{_R})\s*-?\s*"
    r"(?P<unit>days?|weeks?|wks?|months?|mos?|mths?|years?|yrs?)\b"
    r"(?!\s*(?:old|a\s+week|per\s+week|/|weekly|each|post|after|before|follow|s/p|status|supply))"
)
_RATE_WORD = re.compile(r"week|month", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(rf"{NUMBER}\s*\Z", re.IGNORECASE)
_HOURS = stemmed(rf"(?<![\w./])(?P<hours>{NUMBER})(?:\s?\(\s?\d+\s?\))?\s*-?\s*(?:hours?|hrs?)\b")


@dataclass(frozen=True, slots=True)
class Course:
    """A course of visits or a stretch of time. None: the words do not say.

    `visits` is the upper bound and `visits_min` the lower one of a range, else None; both are stated or the
    product of times a week and weeks. `frequency` and `duration` are in normal form ("1-2 times a week", "4 weeks").
    """

    visits: int | None = None
    visits_min: int | None = None
    times_per_week: float | None = None
    duration_weeks: float | None = None
    frequency: str | None = None
    duration: str | None = None
    hours: float | int | None = None


@dataclass(frozen=True, slots=True)
class _Rate:
    low: float
    high: float
    each: str
    span: tuple[float, float] | None
    unit: str


def read_course(text: str, *, grid: bool = True) -> Course:
    """The course that *text* states ("3 times a week for 2 weeks" is 6 visits).

    *grid* tells whether "2x6" means twice a week for six weeks, as it does of therapy.
    """
    if not may_hold_number(text) and not _RATE_WORD.search(text):
        return Course()
    rate = _rate(text, grid)
    span, unit = (rate.span, rate.unit) if rate and rate.span else _span(text)
    low, high = _stated(text)
    if high is None and rate and span and unit:
        weeks = _PERIOD[unit] / _PERIOD[rate.each]
        low, high = rate.low * span[0] * weeks, rate.high * span[1] * weeks
    hours = _HOURS.search(text)
    return Course(
        visits=round(high) if high is not None else None,
        visits_min=round(low) if low is not None and high is not None and round(low) < round(high) else None,
        times_per_week=_tidy(rate.high / _PERIOD[rate.each]) if rate else None,
        duration_weeks=_tidy(span[1] * _PERIOD[unit]) if span and unit else None,
        frequency=_frequency(rate) if rate else None,
        duration=_duration(span, unit) if span and unit else None,
        hours=whole(value_of(hours.group("hours"))) if hours else None,
    )


def _rate(text: str, grid: bool) -> _Rate | None:
    match = next((m for m in _FREQUENCY.finditer(text)), None)
    if match:
        low, high = _count(match)
        each = (match.group("each") or match.group("each_named") or "week").lower()
        span = range_of(match.group("span")) if match.group("span") else None
        each = "month" if each.startswith("m") else "week"
        return _Rate(low, high, each, span, _unit(match.group("unit")) or each)
    match = (_TIMES_VISITS.search(text) if grid else None) or (_GRID.search(text) if grid else None)
    if match:
        low, high = range_of(match.group("count"))
        if match.re is _TIMES_VISITS.pattern:
            return None
        return _Rate(low, high, "week", range_of(match.group("span")), "week")
    bare = _FREQUENCY_BARE.search(text)
    if bare is None:
        return None
    each = "month" if bare.group("monthly") else "week"
    return _Rate(1, 1, each, range_of(bare.group("span")) if bare.group("span") else None, each)


def _count(match: re.Match[str]) -> tuple[float, float]:
    if match.group("count"):
        return range_of(match.group("count"))
    times = 1.0 if match.group("once") else 2.0 if match.group("twice") else 3.0
    return times, times


def _unit(written: str | None) -> str | None:
    return _WORDS[written.lower()[0]] if written else None


def _span(text: str) -> tuple[tuple[float, float] | None, str]:
    match = _LONG.search(text)
    if match is None:
        return None, ""
    return range_of(match.group("span")), _unit(match.group("unit")) or "week"


def _stated(text: str) -> tuple[float | None, float | None]:
    """Visits that the words count themselves, lower and upper bound; several courses in one request add up."""
    product = _TIMES_VISITS.search(text)
    if product:
        (count_low, count), (span_low, span) = range_of(product.group("count")), range_of(product.group("span"))
        return count_low * span_low, count * span
    counts = list(_counts(text))
    total = next((found for found in _TOTAL.finditer(text) if not _repeats(text, found)), None)
    if total and (len(counts) != 1 or total.group("paren")):
        number = range_of(total.group("total") or total.group("paren"))
        if not counts or number[1] >= counts[0][1]:
            return number
    if not counts:
        return None, None
    return sum(low for low, _ in counts), sum(high for _, high in counts)


def _repeats(text: str, found: re.Match[str]) -> bool:
    """Whether the brackets only repeat the number word before them ("one (1) time per week")."""
    return (
        found.group("paren") is not None
        and _NUMBER_BEFORE.search(text[max(found.start() - 16, 0) : found.start()]) is not None
    )


def _counts(text: str) -> Iterator[tuple[float, float]]:
    reached = -1
    for match in _COUNTED.finditer(text):
        if match.start() >= reached and text[max(match.start() - 1, 0)] != "(":
            yield range_of(match.group("before"))
            reached = match.end()
    if reached < 0:
        for match in _COUNTED_AFTER.finditer(text):
            yield range_of(match.group("after"))
            return
        inside = _COUNTED.search(text)
        if inside:
            yield range_of(inside.group("before"))


def _tidy(value: float) -> float:
    return round(value, 2)


def _between(low: float, high: float) -> str:
    return f"{whole(low)}" if low == high else f"{whole(low)}-{whole(high)}"


def _frequency(rate: _Rate) -> str:
    return f"{_between(rate.low, rate.high)} time{'' if rate.high == 1 else 's'} a {rate.each}"


def _duration(span: tuple[float, float], unit: str) -> str:
    return f"{_between(*span)} {unit}{'' if span[1] == 1 else 's'}"
