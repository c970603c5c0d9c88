"""Whether the words around a thing say the value that is needed of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from openimr.domain.guidelines import Comparison
from openimr.rulebook.files import read_yaml

_PERCENT = re.compile(r"(\d{1,3})(?:\s?(?:-|to)\s?(\d{1,3}))?\s?(?:%|percent|per cent|pct)")
_WEEKS = re.compile(
    r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten)[\s+-]*(?:(?:to|-)\s*\d+\s*)?(wk|week|month|mo\b|mos\b)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_DENIAL_REACH = 40


def says(key: str, values: Iterable[Any], words: str) -> bool:
    """Whether *words* (small letters) say one of *values* of *key*; a value without forms is sought by its name."""
    return any(_says_one(key, value, words) for value in values)


def says_plainly(key: str, values: Iterable[Any], words: str) -> bool:
    """Whether *words* say one of *values* in a form that leaves no doubt, where there is a list of such."""
    listed = [_strict().get(f"{key}.{_spelt(value)}") for value in values]
    return any(forms is not None and forms.search(words) is not None for forms in listed)


def _says_one(key: str, value: Any, words: str) -> bool:
    name = f"{key}.{_spelt(value)}"
    forms = _forms().get(name)
    if forms is None:
        return re.search(rf"(?<!\w){re.escape(str(value).replace('_', ' ').lower())}", words) is not None
    matches = forms.finditer(words)
    if key == "has" or name in selfnegating():
        return any(True for _ in matches)
    return any(not is_denied(words, match.start()) for match in matches)


def is_denied(words: str, start: int) -> bool:
    """Whether a "no" stands before what begins at *start*."""
    return _rule("denial").search(words[max(start - _DENIAL_REACH, 0) : start]) is not None


def within(key: str, comparison: Comparison, limit: float, words: str) -> bool:
    """Whether *words* hold a number of *key* that may lie within the limit."""
    numbers = _numbers(key, words)
    ordered: Mapping[Comparison, Any] = {
        "at_least": lambda number: number >= limit,
        "above": lambda number: number > limit,
        "at_most": lambda number: number <= limit,
        "below": lambda number: number < limit,
    }
    return any(ordered[comparison](number) for number in numbers)


def _numbers(key: str, words: str) -> Sequence[float]:
    if key.endswith("percent"):
        return [float(each) for match in _PERCENT.finditer(words) for each in match.groups() if each]
    if key.endswith("weeks"):
        return [
            _count(match.group(1)) * (4 if match.group(2).startswith("mo") else 1) for match in _WEEKS.finditer(words)
        ]
    return [float(match.group()) for match in _NUMBER.finditer(words)]


def _count(word: str) -> float:
    return float(word) if word.isdigit() else float(_WORDS.index(word) + 1)


def is_norm(words: str) -> bool:
    """Whether a sentence says what ought to be, what is asked for or what is missing, not what is."""
    return _rule("norm").search(words) is not None


def is_aim(words: str) -> bool:
    """Whether a sentence says what is hoped for, not what came of it."""
    return _rule("aim").search(words) is not None


def is_wish(words: str) -> bool:
    """Whether a sentence asks for a service and tells of none that took place."""
    return _rule("wish").search(words) is not None and _rule("done").search(words) is None


def is_clerical(words: str) -> bool:
    """Whether words stand in a letterhead, a signature or the identifying lines of a form."""
    return _rule("clerical").search(words) is not None


def is_statement_denied(before: str) -> bool:
    """Whether the words *before* a statement say that it never was so, not that something was of no use."""
    return _rule("statement_denial").search(before) is not None


def is_boilerplate(sentence: str, line: str) -> bool:
    """Whether words belong to a form, a notice, a list of papers or a letterhead, and say nothing of the patient."""
    return _rule("boilerplate").search(sentence) is not None or _rule("boilerplate_line").search(line) is not None


def _spelt(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@cache
def _forms() -> Mapping[str, re.Pattern[str]]:
    content = read_yaml("lexicons/absence/values.yaml")["values"]
    return {name: re.compile("|".join(f"(?:{form})" for form in forms)) for name, forms in content.items()}


@cache
def _strict() -> Mapping[str, re.Pattern[str]]:
    content = read_yaml("lexicons/absence/values.yaml")["strict"]
    return {name: re.compile("|".join(f"(?:{form})" for form in forms)) for name, forms in content.items()}


@cache
def selfnegating() -> frozenset[str]:
    """The values that are negative in themselves."""
    return frozenset(read_yaml("lexicons/absence/values.yaml")["selfnegating"])


@cache
def value_words() -> tuple[str, ...]:
    """The words of values that a slip may hit."""
    return tuple(read_yaml("lexicons/absence/values.yaml")["words"])


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(read_yaml("lexicons/absence/values.yaml")[name], re.IGNORECASE)
