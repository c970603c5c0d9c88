"""Age and sex of the injured worker, where the letter states them plainly."""

from __future__ import annotations

import re
from typing import Literal

from openimr.domain.determinations import Patient

Sex = Literal["male", "female"]

_UNITS = {
    word: number
    for number, word in enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), start=1)
}
_TENS = {
    word: number
    for number, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_TEENS = {"eighteen": 18, "nineteen": 19}

_NUMBER = (
    r"(?P<digits>(?<![\d./-])\d{1,3})|\b(?P<tens>"
    + "|".join(_TENS)
    + r")(?:[\s-]+(?P<units>"
    + "|".join(_UNITS)
    + r"))?"
    r"|\b(?P<teens>" + "|".join(_TEENS) + ")"
)
_AGE = re.compile(
    r"(?:" + _NUMBER + r")[\s-]*(?:"
    r"(?:years?|yrs?\.?)[\s-]*(?:\(s\)[\s-]*)?(?:old|of[\s-]+age)|y\.?\s?/?\s?o\.?(?![a-ln-z])|year(?=[\s-]+(?:fe)?male\b))"
    r"|\b(?:aged?)\s*(?:is|of|:)?\s*(?P<aged>\d{1,3})(?![\d/.-])",
    re.IGNORECASE,
)
_NOT_THE_PATIENT = re.compile(
    r"[\s,-]*(?:son|daughter|wife|husband|mother|father|brother|sister|child|children|injur|claim|fracture|case|"
    r"history|accident|hardware|implant|prosthe|mri|x-ray|study|scar|fusion|vehicle|car|boy|girl|teenager)",
    re.IGNORECASE,
)
_AT_INJURY = re.compile(
    r"[^.;]{0,30}?\b(?:at\s+the\s+time\s+of|when|on\s+the\s+date\s+of)\s+(?:the\s+|his\s+|her\s+)?(?:\w+\s+)?(?:injur|accident|inciden)",
    re.IGNORECASE,
)
"""The age at the injury, which counts only where no other is stated."""
_PLAIN_SEX = re.compile(
    r"\b(?:(?P<female>female|woman|lady|Ms\.|Mrs\.|Miss)|(?P<male>male|man|gentleman|Mr\.))(?=\s|[,.;)])", re.IGNORECASE
)
_PRONOUN = re.compile(r"(?<![/\w])(?:(she|hers?|herself)|(he|his|him|himself))(?![/\w])", re.IGNORECASE)


def read_patient(words: str) -> Patient:
    """Age and sex from the case summary; a number of years that is somebody else's, or no age, is passed over."""
    at_injury: tuple[int, int] | None = None
    for found in _AGE.finditer(words):
        age = _age(found)
        if age is None or _NOT_THE_PATIENT.match(words, found.end()):
            continue
        if not _AT_INJURY.match(words, found.end()):
            return Patient(age, _sex_after(words, found.end()) or _sex_elsewhere(words))
        at_injury = at_injury or (age, found.end())
    if at_injury is None:
        return Patient(None, _sex_elsewhere(words))
    return Patient(at_injury[0], _sex_after(words, at_injury[1]) or _sex_elsewhere(words))


def _age(found: re.Match[str]) -> int | None:
    digits = found.group("digits") or found.group("aged")
    if digits:
        years = int(digits)
    elif found.group("teens"):
        years = _TEENS[found.group("teens").lower()]
    else:
        units = found.group("units")
        years = 10 * _TENS[found.group("tens").lower()] + (_UNITS[units.lower()] if units else 0)
    return years if 13 <= years <= 110 else None


def _sex_after(words: str, position: int) -> Sex | None:
    """The sex within the next words of the same clause."""
    clause = re.split(r"[.;]\s|\bwho\b|\bwith\b|\bthat\b", words[position : position + 90], maxsplit=1)[0]
    found = re.search(
        r"(?P<female>\b(?:female|woman|lady)\b|^\s*f\b)|(?P<male>\b(?:male|man|gentleman)\b|^\s*m\b)", clause, re.I
    )
    return _named(found)


def _sex_elsewhere(words: str) -> Sex | None:
    """The sex by a word or title for the worker, or by pronouns that all agree."""
    opening = words[:600]
    found = _PLAIN_SEX.search(opening)
    if found:
        return _named(found)
    female = male = 0
    for pronoun in _PRONOUN.finditer(words):
        if pronoun.group(1):
            female += 1
        else:
            male += 1
    if female and not male:
        return "female"
    return "male" if male and not female else None


def _named(found: re.Match[str] | None) -> Sex | None:
    if found is None:
        return None
    return "female" if found.group("female") else "male"
