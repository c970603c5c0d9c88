"""Reading a guideline line: clauses first, then the sources that each of them names."""

from __future__ import annotations

import re
from functools import lru_cache

from openimr.domain.citations import Citation, GuidelineLine
from openimr.rulebook.citations.mtus import read_mtus
from openimr.rulebook.citations.outside import read_outside
from openimr.rulebook.citations.tables import guideline_names
from openimr.rulebook.citations.tokens import Clause, clauses

_MTUS_WORDS = re.compile(r"^(?:the\s+)?(?:(?:CA|California)\s+)?MTUS\b|\bpart\s+of\s+the\s+MTUS\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def read_guideline_line(text: str) -> GuidelineLine:
    """The citations that one guideline line names, in order, and verbatim what names none.

    A line that says that nothing was cited has one citation with the flag "no_citation". The reading of a
    line depends on nothing but the line, so the lines that many letters share are read once.
    """
    line = " ".join(text.split())
    citations: list[Citation] = []
    unplaced: list[str] = []
    nothing: list[str] = []
    for clause in clauses(line):
        if clause.basis in ("nothing", "outside"):
            nothing.append(clause.words.strip())
            continue
        found, rest = _read(clause)
        citations.extend(found)
        unplaced.extend(rest)
    if nothing and not citations and not unplaced:
        citations.append(Citation("other", None, None, None, (), " ".join(nothing), ("no_citation",)))
    return GuidelineLine(text, tuple(citations), tuple(unplaced))


def _read(clause: Clause) -> tuple[tuple[Citation, ...], tuple[str, ...]]:
    if clause.basis == "mtus" or (clause.basis == "plain" and _speaks_of_mtus(clause.words)):
        return read_mtus(clause.words)
    return read_outside(clause.words, is_named=clause.basis != "plain")


def _speaks_of_mtus(words: str) -> bool:
    """Whether words without a stated basis name the MTUS or one of its guidelines, or say they are part of it."""
    return _MTUS_WORDS.search(words) is not None or guideline_names().match(words) is not None
