"""Numbers and addresses that identify: each by a pattern of the packaged table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from openimr.casework.publication.lexicon import alternatives, places
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
            if end > start:
                yield Hit(start, end, kind, "pattern", 1, is_doubtful)


@cache
def _addresses() -> tuple[tuple[re.Pattern[str], ...], re.Pattern[str], re.Pattern[str]]:
    """Whole addresses, what stands behind an address label, and towns alone."""
    table, tables = read_yaml("deidentification/addresses.yaml"), places()
    words = set(tables["word_cities"].split())
    towns = [town for town in alternatives(tables["cities"]) if town not in words]
    parts = {
        "streets": "|".join(word.capitalize() for word in tables["streets"].split()),
        "capital_streets": "|".join(tables["capital_streets"].upper().split()),
        "units": "|".join(form for word in tables["units"].split() for form in (word.capitalize(), word.upper(), word)),
        "states": "|".join(re.escape(state) for state in sorted(set(tables["states"].split()), key=len, reverse=True)),
        "towns": "|".join(re.escape(form) for town in towns for form in (town.title(), town.upper())),
    }
    for name in ("city", "unit", "tail", "number", "road", "named", "box", "capital_road"):
        parts[name] = _with_parts(table[name], parts)
    whole = tuple(re.compile(_with_parts(row, parts)) for row in table["whole"])
    return whole, re.compile(table["labelled"]), re.compile(_with_parts(table["town"], parts))


def _with_parts(pattern: str, parts: dict[str, str]) -> str:
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def find_addresses(reading: Reading) -> Iterator[Hit]:
    """Streets with their towns, towns with their ZIP codes, and towns alone."""
    whole, labelled, town = _addresses()
    for pattern in whole:
        for match in pattern.finditer(reading.text):
            yield Hit(match.start(), match.end(), "address", "address", 1)
    for match in labelled.finditer(reading.text):
        yield Hit(*match.span("value"), "address", "label", 1)
    for match in town.finditer(reading.text):
        index = reading.index_at(match.start())
        if index is not None and not reading.is_clinical(reading.words[index]):
            yield Hit(match.start(), match.end(), "address", "town", 7)
