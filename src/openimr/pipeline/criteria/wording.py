"""Fills the phrases of a criterion with what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Criterion, Question
from openimr.text.dates import MONTH_NAMES

_QUOTED = 3
_FROM_FACTS = frozenset({"quote", "first_quote", "quotes", "date", "first_date"})


@dataclass(frozen=True, slots=True)
class Say:
    """Phrases made ready: `slots` are all the names they may use, empty if the first needs none."""

    phrases: tuple[tuple[str, frozenset[str]], ...]
    slots: frozenset[str]

    def sentence(self, slots: Mapping[str, str]) -> str:
        """The first phrase whose slots are all filled, else the last as it stands."""
        for phrase, names in self.phrases:
            if names <= slots.keys():
                return _capitalised(phrase.format_map(slots)) if names else phrase
        return self.phrases[-1][0]


def compile_phrases(phrases: Sequence[str]) -> Say:
    """The phrases with the names of their slots; what follows one without slots is never said."""
    parsed: list[tuple[str, frozenset[str]]] = []
    for phrase in phrases:
        names = frozenset(slots_of(phrase))
        parsed.append((phrase if names else phrase.format(), names))
        if not names:
            break
    return Say(tuple(parsed), frozenset().union(*(names for _, names in parsed)))


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def slots_of(phrase: str) -> list[str]:
    """The slot names of a phrase, in order."""
    return [name for _, name, _, _ in Formatter().parse(phrase) if name]


def slots_for(
    criterion: Criterion, question: Question, facts: Sequence[Fact], values: Mapping[str, Any], wanted: frozenset[str]
) -> dict[str, str]:
    """The values that the phrases of *criterion* may name, as words; those from facts only if *wanted*."""
    slots = {"treatment": named(question)}
    if question.treatment.body_part:
        slots["body_part"] = question.treatment.body_part
    if question.treatment.levels:
        slots["levels"] = " and ".join(question.treatment.levels)
    if criterion.limit is not None:
        slots["limit"] = number(criterion.limit)
        slots["unit"] = criterion.unit or ""
    if facts and wanted & _FROM_FACTS:
        _add_quotes(slots, facts)
    for name, value in values.items():
        slots[name] = spoken(value)
    return slots


def _add_quotes(slots: dict[str, str], facts: Sequence[Fact]) -> None:
    """`quote` is the newest words, `first_quote` the first fact's, `quotes` up to three, the newest of each concept."""
    newest: dict[object, Fact] = {}
    for fact in facts:
        held = newest.get(fact.value.get("concept"))
        if held is None or (fact.date or dt.date.min) >= (held.date or dt.date.min):
            newest[fact.value.get("concept")] = fact
    chosen = _telling(list(newest.values()))[:_QUOTED] if len(newest) > 1 else _telling(facts)[-_QUOTED:]
    slots["quote"], slots["first_quote"] = quoted(facts[-1].text), quoted(facts[0].text)
    slots["quotes"] = _dated_quotes(chosen)
    dates = [fact.date for fact in facts if fact.date is not None]
    if dates:
        slots["date"], slots["first_date"] = long_date(max(dates)), long_date(min(dates))


def _telling(facts: Sequence[Fact]) -> list[Fact]:
    """The facts whose words are not part of another's."""
    texts = {fact.id: quoted(fact.text) for fact in facts}
    return [
        fact
        for fact in facts
        if not any(texts[fact.id] in text and len(text) > len(texts[fact.id]) for text in texts.values())
    ]


def _dated_quotes(facts: Sequence[Fact]) -> str:
    """The words of the facts, each with its date, or one date at the end where it is the same for all."""
    texts: dict[str, list[str]] = {}
    for fact in facts:
        dates = texts.setdefault(f'"{quoted(fact.text)}"', [])
        if fact.date is not None and long_date(fact.date) not in dates:
            dates.append(long_date(fact.date))
    shared = {tuple(dates) for dates in texts.values()}
    if len(shared) == 1:
        return "; ".join(texts) + _in_brackets(*shared)
    return "; ".join(text + _in_brackets(dates) for text, dates in texts.items())


def _in_brackets(dates: Sequence[str]) -> str:
    return f" ({' and '.join(dates)})" if dates else ""


def quoted(words: str) -> str:
    """Words of the record on one line, without the punctuation at their end."""
    return " ".join(words.split()).rstrip(".;,: ")


def named(question: Question) -> str:
    """What the request is called in a sentence."""
    return question.treatment.brand or question.treatment.name or "the requested treatment"


def spoken(value: Any) -> str:
    """A value as a sentence would say it."""
    if isinstance(value, dt.date):
        return long_date(value)
    if isinstance(value, (int, float)):
        return number(value)
    return str(value)


def number(value: float) -> str:
    """A number without needless decimals: 5, 4.5, 37.5."""
    return f"{value:.1f}".removesuffix(".0")


def long_date(day: dt.date) -> str:
    """A date as a letter prints it: August 19, 2015."""
    return f"{MONTH_NAMES[day.month - 1]} {day.day}, {day.year}"
