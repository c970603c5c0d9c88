"""The values that words state: drugs, strengths, quantities, spinal levels and sides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from openimr.rulebook.anatomy import find_anatomy, levels_in
from openimr.rulebook.drugs import find_drugs
from openimr.text.sigs import read_quantity, read_strength

_MEASURES = re.compile(
    r"\bmorphine(?:\s+\w+)?\s+equivalen\w+|\bequianalgesic\s+morphine\b|\b(?:cortisone|steroid)\s+(?:injection|shot)s?\b"
    r"|\btopical\s+analgesics?\b",
    re.IGNORECASE,
)
"""What is named after a drug and is none: a unit of measure, a kind of treatment."""


def drugs_in(text: str) -> set[str]:
    """Ingredients of the drugs that *text* names; units of measure are none."""
    return {part for drug in find_drugs(_MEASURES.sub(" ", text)) for part in drug.meaning.ingredients}


def doses_in(text: str) -> set[str]:
    """The strengths that *text* states right after a drug's name, or before it."""
    found: set[str] = set()
    drugs = find_drugs(_MEASURES.sub(" ", text))
    for strength, start, end in _strengths(_MEASURES.sub(" ", text)):
        if any(-3 <= start - drug.end <= 25 or 0 <= drug.start - end <= 5 for drug in drugs):
            found.add(strength)
    return found


def strengths_in(text: str) -> set[str]:
    """Every strength that *text* states."""
    return {strength for strength, _, _ in _strengths(text)}


def _strengths(text: str) -> Iterator[tuple[str, int, int]]:
    done = 0
    while (strength := read_strength(text[done:])) is not None:
        yield strength.text, done + strength.start, done + strength.end
        done += strength.end


def quantities_in(text: str) -> set[str]:
    """Every amount that *text* asks for or dispenses."""
    found: set[str] = set()
    while (quantity := read_quantity(text)) is not None:
        found.add(str(quantity.count))
        text = text[quantity.end :]
    return found


def levels_of(text: str) -> set[str]:
    """Every spinal level that *text* names."""
    return set(levels_in(text))


def sides_in(text: str) -> Mapping[str, set[str]]:
    """Part of the body to the sides on which *text* names it."""
    return sides_of((mention.body_part, mention.laterality) for mention in find_anatomy(text))


def sides_of(pairs: Iterable[tuple[str, str | None]]) -> Mapping[str, set[str]]:
    """Part of the body to its sides; both for a bilateral one."""
    sides: dict[str, set[str]] = {}
    for part, side in pairs:
        if side:
            sides.setdefault(part, set()).update({"left", "right"} if side == "bilateral" else {side})
    return sides
