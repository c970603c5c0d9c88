"""The term lists of `data/lexicons/`, as one table from words to meanings.

A lexicon file that lists clinical concepts looks like this; several files may serve one kind:

    kind: finding
    concepts:
      straight_leg_raise:
        terms: [straight leg raise, slr]
        value: {body_part: lumbar spine}     # optional: what the term alone says
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from openimr.errors import RulebookError
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.text.terms import TermFinder


@dataclass(frozen=True, slots=True)
class Term:
    """One meaning of a term: the kind of fact, the concept, and what the term alone says."""

    kind: str
    concept: str
    value: Mapping[str, Any] = field(default_factory=dict)


@cache
def concept_terms() -> Mapping[str, tuple[Term, ...]]:
    """Every term of every concept lexicon, lower case, with its meanings in file order."""
    table: dict[str, list[Term]] = {}
    for path in list_yaml("lexicons/concepts"):
        for term, meaning in _terms_of(path):
            meanings = table.setdefault(term.lower(), [])
            if meaning not in meanings:
                meanings.append(meaning)
    return {term: tuple(meanings) for term, meanings in table.items()}


@cache
def concept_finder() -> TermFinder[tuple[Term, ...]]:
    """One automaton over all concept lexicons."""
    return TermFinder(concept_terms().items())


def _terms_of(path: str) -> list[tuple[str, Term]]:
    content = read_yaml(path)
    try:
        kind, concepts = content["kind"], content["concepts"]
        return [
            (str(term), Term(kind, name, entry.get("value") or {}))
            for name, entry in concepts.items()
            for term in entry["terms"]
        ]
    except (KeyError, TypeError, AttributeError) as error:
        raise RulebookError(path, f"not a concept lexicon: {error}") from error
