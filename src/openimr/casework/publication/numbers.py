"""Numbers and addresses that identify: each by a pattern of the packaged table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.casework.publication.lexicon import alternatives, lexicon, one_of, people, places
from openimr.casework.publication.reading import Hit, Reading
from openimr.domain.publications import IdentifierKind
from openimr.rulebook.files import read_yaml


@cache
def _patterns() -> tuple[tuple[IdentifierKind, re.Pattern[str], bool], ...]:
    rows = read_yaml("deidentification/patterns.yaml")["patterns"]
    return tuple(
        (row["kind"], re.compile(row["find"], re.IGNORECASE if row.get("any_case") else 0), bool(row.get("doubtful")))
        for row in rows
    )


def find_numbers(reading: Reading) -> Iterator[Hit]:
    """Telephone, claim, record, licence and other numbers, e-mail and web addresses."""
    for kind, pattern, is_doubtful in _patterns():
        for match in pattern.finditer(reading.text):
            start, end = match.span("value")
            if end > start and not (kind == "web address" and (_is_public(match["value"]) or reading.is_cited(start))):
                yield Hit(start, end, kind, "pattern", 1, is_doubtful)


_INITIALS = re.compile(r"(?<![\w.])[A-Z]\.[ ]?[A-Z]\.(?:[ ]?[A-Z]\.)?(?!\w)")


def find_initials(reading: Reading) -> Iterator[Hit]:
    """Initials for a person: behind a label, as a signature, or in an entry of a log."""
    whose, signs, entry, never = _initials()
    for match in _INITIALS.finditer(reading.text):
        before, after = reading.text[max(0, match.start() - 24) : match.start()], reading.text[match.end() :][:8]
        is_never = match.group().replace(" ", "") in never
        if label := whose.search(before):
            if not is_never or label["surely"]:
                yield Hit(*match.span(), "employee" if label["surely"] else "person", "initials", 1)
        elif not is_never and any(way.search(before) and way_on.match(after) for way, way_on in (signs, entry)):
            yield Hit(*match.span(), "person", "initials", 1)


@cache
def _initials() -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...], frozenset[str]]:
    table = people()["initials"]
    signs, entry = (tuple(re.compile(part) for part in table[name]) for name in ("signature", "entry"))
    return re.compile(table["whose"]), signs, entry, frozenset(table["never"].split())


_HOST = re.compile(r"(?:[a-z]+://)?([a-z0-9.-]+)", re.IGNORECASE)


def _is_public(address: str) -> bool:
    """Whether the address is of literature, a guideline or a public body."""
    host = _HOST.match(address)
    parts = host[1].lower().split(".") if host else []
    return any(".".join(parts[at:]) in _hosts() for at in range(len(parts)))


@cache
def _hosts() -> frozenset[str]:
    return frozenset(read_yaml("deidentification/hosts.yaml")["hosts"].split())


@cache
def _addresses() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...], re.Pattern[str], re.Pattern[str]]:
    """Whole addresses, those whose value stands behind a label, streets or towns alone, and places dwelt in."""
    table, tables = read_yaml("deidentification/addresses.yaml"), places()
    words = set(tables["word_cities"].split())
    towns = [town for town in alternatives(tables["cities"]) if town not in words]
    parts = {
        "streets": "|".join(word.capitalize() for word in tables["streets"].split()),
        "capital_streets": "|".join(tables["capital_streets"].upper().split()),
        "units": "|".join(form for word in tables["units"].split() for form in (word.capitalize(), word.upper(), word)),
        "states": "|".join(re.escape(state) for state in sorted(set(tables["states"].split()), key=len, reverse=True)),
        "towns": one_of(re.escape(form) for town in towns for form in (town.title(), town.upper())),
        "dwells": one_of(lead.replace(" ", "[ \n]+") for lead in alternatives(tables["dwells"])),
    }
    for name in ("city", "unit", "tail", "number", "road", "named", "box", "capital_road"):
        parts[name] = _with_parts(table[name], parts)
    whole = tuple(re.compile(_with_parts(row, parts)) for row in (*table["whole"], table["rural"]))
    labelled = tuple(re.compile(table[name]) for name in ("labelled", "zip"))
    alone = "|".join(_with_parts(table[name], parts) for name in ("town_state", "street_alone", "town"))
    return whole, labelled, re.compile(alone), re.compile(_with_parts(table["dwells"], parts))


def _with_parts(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def find_addresses(reading: Reading) -> Iterator[Hit]:
    """Streets with their towns, towns with their ZIP codes, and towns alone."""
    whole, labelled, alone, dwells = _addresses()
    for pattern in whole:
        for match in pattern.finditer(reading.text):
            yield Hit(match.start(), match.end(), "address", "address", 1)
    for pattern in labelled:
        for match in pattern.finditer(reading.text):
            yield Hit(*match.span("value"), "address", "label", 1)
    for match in alone.finditer(reading.text):
        index = reading.index_at(match.start())
        words = [] if index is None else reading.words[index : reading.index_after(match.end())]
        if words and not reading.is_clinical(words[0]) and not all(word.low in lexicon().stays for word in words):
            yield Hit(match.start(), match.end(), "address", "town", 7)
    for match in dwells.finditer(reading.text):
        yield from _dwelt_in(reading, *match.span("value"))


def _dwelt_in(reading: Reading, start: int, end: int) -> Iterator[Hit]:
    """The place behind "lives in", if it is none that may be told: a state, a country, "May"."""
    words = reading.words[reading.index_after(start) : reading.index_after(end)]
    known = lexicon()
    while words and (words[-1].low in known.stays or words[-1].low in known.not_a_name):
        words.pop()
    if (
        words
        and not reading.is_clinical(words[0])
        and words[0].low not in known.titles | known.not_a_name | known.stays
    ):
        yield Hit(words[0].start, words[-1].end, "address", "dwelling", 7)
