"""Age and sex of the patient, as forms and records state them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from openimr.domain.documents import Document
from openimr.domain.spans import Span
from openimr.text.flow import Flow

Sex = Literal["male", "female"]

_AGE_SEX = re.compile(
    r"\b(?P<age>\d{1,3})[\s-]*(?:y(?:ea)?rs?[\s-]*old|y\.?[\s/]*o\.?|yrs?|year[\s-]*old"
    r"|y(?=\s*[MF]\b))\b\.?(?:[\s,-]+(?:[a-z-]+[\s-]+){0,4}?(?P<sex>male|female|man|woman|gentleman|lady|M|F)\b)?",
    re.IGNORECASE,
)
_SEX = re.compile(r"\b(?:sex|gender)\s*[:|]\s*(?P<sex>male|female|m|f)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:mother|father|son|daughter|brother|sister|wife|husband|spouse|child|children|partner|boyfriend|girlfriend"
    r"|aunt|uncle|grand\w+)\b[^.\n]{0,30}\Z",
    re.IGNORECASE,
)
_PERSON_WORDS = re.compile(
    r"\b(?:(?P<male>he|him|his|himself|male|gentleman|man|Mr)|(?P<female>she|her|hers|herself|female|lady|woman|Ms|Mrs))\b",
    re.IGNORECASE,
)
_RUN = 5
"""So many words of one sex, and none of the other, tell of whom a page speaks."""
_ADDRESS = re.compile(r"\b(?P<title>Mr|Ms|Mrs|Miss)\.?\s+[A-Z]")
_WORDS = re.compile(r"\b(?P<he>he|him|his)\b|\b(?P<she>she|her|hers)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PatientReading:
    """Age in years and sex, with the words they were read from; the age comes without words if from the birth date."""

    age: int | None
    sex: Sex | None
    age_sources: tuple[Span, ...] = ()
    sex_sources: tuple[Span, ...] = ()


def age_at(born: dt.date, day: dt.date) -> int:
    """Completed years of life on *day*."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def sex_field(text: str) -> Sex | None:
    """The sex that a form's field gives."""
    match = _SEX.search(text)
    return _sex(match["sex"]) if match else None


def sex_told(text: str) -> Sex | None:
    """The sex that all pronouns and forms of address of a text agree on, where there are enough of them."""
    male = female = 0
    for match in _PERSON_WORDS.finditer(text):
        male, female = male + bool(match["male"]), female + bool(match["female"])
    if min(male, female) or max(male, female) < _RUN:
        return None
    return "male" if male else "female"


def age_told(text: str) -> int | None:
    """The first age of a person in a text, a relative's left out."""
    for match in _AGE_SEX.finditer(text):
        if 14 <= int(match["age"]) <= 110 and not _RELATIVE.search(text[max(0, match.start() - 60) : match.start()]):
            return int(match["age"])
    return None


def read_patient(records: Sequence[tuple[Document, Flow]], born: dt.date | None, day: dt.date | None) -> PatientReading:
    """Age on *day* from the birth date, else as the newest record states it; sex as the newest record states it."""
    newest_first = sorted(records, key=lambda pair: (pair[0].date or dt.date.min, pair[0].id), reverse=True)
    age, age_sources = (age_at(born, day), ()) if born and day else _stated_age([flow for _, flow in newest_first])
    sex, sex_sources = _stated_sex([flow for _, flow in newest_first])
    return PatientReading(age, sex, age_sources, sex_sources)


def _stated_age(flows: Sequence[Flow]) -> tuple[int | None, tuple[Span, ...]]:
    for flow in flows:
        match = next((m for m in _AGE_SEX.finditer(flow.text) if 14 <= int(m["age"]) <= 110), None)
        if match is not None:
            return int(match["age"]), flow.spans(*match.span())
    return None, ()


def _stated_sex(flows: Sequence[Flow]) -> tuple[Sex | None, tuple[Span, ...]]:
    """Plain statements first, in any record, then forms of address, then which pronoun prevails."""
    for flow in flows:
        for match in (*_SEX.finditer(flow.text), *_AGE_SEX.finditer(flow.text)):
            if match["sex"]:
                return _sex(match["sex"]), flow.spans(*match.span())
    for flow in flows:
        address = _ADDRESS.search(flow.text)
        if address is not None:
            return ("male" if address["title"] == "Mr" else "female"), flow.spans(*address.span())
    for flow in flows:
        he = [m for m in _WORDS.finditer(flow.text) if m["he"]]
        she = [m for m in _WORDS.finditer(flow.text) if m["she"]]
        if bool(he) != bool(she):
            return ("male" if he else "female"), flow.spans(*(he or she)[0].span())
    return None, ()


def _sex(word: str) -> Sex:
    return "female" if word.lower() in ("female", "woman", "lady", "f") else "male"
