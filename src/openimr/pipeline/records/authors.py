"""Who signed a record, and in what specialty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from openimr.pipeline.records.people import BARE_PERSON, CREDENTIALS, FILED_PERSON, PERSON
from openimr.rulebook.files import read_yaml
from openimr.text.stems import stemmed

_SIGNED = stemmed(
    r"(?:electronically|digitally|e-)?\s*(?:signed|authenticated|verified|dictated|reviewed\s+and\s+signed"
    r"|approved)\s+(?:electronically\s+)?by:?|/s/|\be-?signature:|\bsigned:|"
    r"(?:\b(?:interpreted|read|examined|evaluated|performed|prepared|written|authored|treated)\s+by\s*:?)|"
    r"(?:(?:physician|provider|therapist|surgeon|treating\s+physician|examiner|author|radiologist|attending"
    r"|interpreting\s+physician|prescriber|clinician|acupuncturist|chiropractor)(?:'s)?"
    r"(?:\s+(?:signature|name(?:\s+and\s+degree)?))?)\s*:|sincerely\s*,?"
    r"|(?:very\s+truly\s+yours|yours\s+(?:very\s+)?truly|kind(?:est)?\s+regards|best\s+regards)\s*,?"
    r"|respectfully(?:\s+(?:submitted|yours))?\s*,?|signature\s*:"
)
_PHRASE_REACH = 80
"""Longer than any phrase of a signature."""
_SPECIALTY = re.compile(r"\s*,\s*(?P<words>[A-Z][A-Za-z]+(?:[ /&\n-]+(?:[A-Z][A-Za-z]+|and|of|&|/))*)")
_LABELLED = re.compile(r"(?<!\w)Specialty\s*(?:\([^)]*\))?\s*[:|]\s*", re.IGNORECASE)
_BOARD = (
    r"(?:diplomate,?\s*(?:of\s+the\s+)?|board[- ]certified,?\s*(?:in\s+|by\s+the\s+)?)?(?:american\s+board\s+of\s+)?"
)
_CLOSING_LINES = 14
_AFTER_NAME = re.compile(r"\s*,?\s*(?:(?:Cal\.?\s*)?(?:Lic(?:ense)?\b|NPI\b)[^\n]*|\d[\d/: APMapm]*)?\Z")


@dataclass(frozen=True, slots=True)
class Author:
    """The writer's name, the place of the signature in the text, and the specialty where the record states it."""

    name: str
    start: int
    end: int
    specialty: str | None


def find_author(text: str) -> Author | None:
    """Who signed; else whose name with a degree closes the record alone on its line; else nobody."""
    found = _signed(text) or _closing(text)
    if found is None:
        return None
    start, person = found
    return Author(_name(person), start, person.end(), _specialty(text, person))


def signer(text: str) -> re.Match[str] | None:
    """The name with degrees after the last signature phrase that has one."""
    found = _signed(text)
    return found[1] if found else None


def _signed(text: str) -> tuple[int, re.Match[str]] | None:
    for match in reversed(list(_SIGNED.finditer_near(text, _PHRASE_REACH))):
        if _not_writers().search(text[max(0, match.start() - 24) : match.start()]):
            continue
        person = _person_after(text, match.end())
        if person is not None and text[match.end() : person.start()].count("\n") <= 3:
            return match.start(), person
    return None


def _person_after(text: str, start: int) -> re.Match[str] | None:
    """The person named next; directly after the phrase a name may also stand as files sort it, or without a comma."""
    stop = min(start + 160, len(text))
    while start < stop and text[start] in " \n|:_":
        start += 1
    for pattern in (FILED_PERSON, BARE_PERSON):
        match = pattern.match(text, start, stop)
        if match is not None:
            return match
    return PERSON.search(text, start, stop)


def _closing(text: str) -> tuple[int, re.Match[str]] | None:
    """The last line of the closing block that is nothing but a person with a degree; copies go to others."""
    lines = [match for match in re.finditer(r"[^\n]+", text) if match.group().strip()][-_CLOSING_LINES:]
    found: re.Match[str] | None = None
    for line in lines:
        if _not_signers().match(line.group()):
            if found is not None and line.group().lstrip().lower().startswith("c"):
                break
            continue
        for pattern in (PERSON, BARE_PERSON):
            person = pattern.match(text, line.end() - len(line.group().lstrip()), line.end())
            if person is not None and _ends_line(text[person.end() : line.end()]):
                found = person
                break
    return (found.start(), found) if found else None


def _ends_line(rest: str) -> bool:
    """Whether what follows the name is nothing, a licence, a date or a specialty."""
    return _AFTER_NAME.match(rest) is not None or _known_specialty(rest.lstrip(" ,"), whole=True) is not None


def _name(person: re.Match[str]) -> str:
    if person.re is FILED_PERSON:
        return " ".join(f"{person['first']} {person['last']}, {person['degrees']}".split())
    return " ".join(person.group().split())


def _specialty(text: str, person: re.Match[str]) -> str | None:
    """As written after the name, in the lines below it, below the name in the letterhead, or beside its label."""
    beside = _SPECIALTY.match(text, person.end())
    if beside is not None:
        known = _known_specialty(beside["words"])
        words = known or " ".join(beside["words"].split("\n")[0].split())
        if not re.fullmatch(CREDENTIALS, words):
            return words
    places = (person.end(), *_named_elsewhere(text, person))
    below = next((found for place in places if (found := _below(text, place)) is not None), None)
    return below or next(
        (known for m in _LABELLED.finditer(text) if (known := _known_specialty(text[m.end() :]))), None
    )


def _named_elsewhere(text: str, person: re.Match[str]) -> Iterator[int]:
    """Where the same surname with a degree stands in the letterhead and in the closing block."""
    words = re.findall(r"[\w'’-]{3,}", re.sub(rf",\s*{CREDENTIALS}.*", "", _name(person)))
    if not words:
        return
    pattern = re.compile(rf"{re.escape(words[-1])}(?:\s*,?\s*{CREDENTIALS}(?!\w))+", re.IGNORECASE)
    for match in (*pattern.finditer(text, 0, 600), *pattern.finditer(text, max(600, len(text) - 600))):
        yield match.end()


def _below(text: str, place: int) -> str | None:
    """The specialty that one of the next three lines is."""
    for line in text[place : place + 240].split("\n")[1:4]:
        known = _known_specialty(line.strip(), whole=True)
        if known is not None:
            return known
    return None


def _known_specialty(words: str, *, whole: bool = False) -> str | None:
    """The specialty that *words* begin with; *whole*: that they are, but for titles."""
    match = _specialties().match(words)
    if match is None or (whole and words[match.end() :].strip(" .,;)")):
        return None
    return " ".join(match["specialty"].split())


@cache
def _specialties() -> re.Pattern[str]:
    names = sorted(read_yaml("lexicons/authorship.yaml")["specialties"], key=lambda name: (-len(name), name))
    written = "|".join(
        re.escape(name)
        .replace(r"\ and\ ", r"\s+(?:and|&)\s+")
        .replace(r"\ ", r"\s+")
        .replace("orthopedic", "orthopa?edic")
        for name in names
    )
    return re.compile(rf"\W*{_BOARD}(?P<specialty>{written})(?!\w)", re.IGNORECASE)


@cache
def _not_writers() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in read_yaml("lexicons/authorship.yaml")["not_writers"])
    return re.compile(rf"\b(?:{words})\s+\Z", re.IGNORECASE)


@cache
def _not_signers() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in read_yaml("lexicons/authorship.yaml")["not_signers"])
    return re.compile(rf"\s*(?:{words})(?:\s*:|\b)", re.IGNORECASE)
