"""Proof of absence: what was looked for, where, how well it could be read, and what came nearest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openimr.domain.spans import Span

Shortfall = Literal[
    "other_side",
    "other_level",
    "other_part",
    "too_old",
    "denied",
    "possible",
    "planned",
    "hypothetical",
    "family",
    "in_the_past",
    "set_aside",
    "not_enough",
    "other_value",
]
"""Why words on the same thing do not fill the need."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the record on what was looked for.

    `shortfall` says why they do not fill it; None: they may, and a person has to look. `fact` is the id of the fact
    that was read from them, None where none was. `is_bare`: a sentence that no fact explains shares a word with the
    subject, and no statement of it was recognised.
    """

    sources: tuple[Span, ...]
    shortfall: Shortfall | None = None
    fact: str | None = None
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands behind one "not documented".

    `families` are the kinds and concepts of facts that would have filled the need ("finding: straight leg raise"),
    `terms` the words by which the pages were searched beside them. `near_misses` are the words on the same thing that
    do not fill it; `hits` words that may fill it and were not read as facts: with one of them nothing is called absent.
    """

    families: tuple[str, ...]
    terms: tuple[str, ...]
    near_misses: tuple[Mention, ...] = ()
    hits: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchedDocument:
    """One document and how its pages could be read.

    `part` is what it is to the case: evidence, form (the application, the RFA, letters of utilization review) or
    set_aside.
    `unreadable` pages gave no text though they are no blank paper; `doubtful` ones are scans of which OCR was unsure.
    """

    document: str
    part: Literal["evidence", "form", "set_aside"]
    pages: int
    unreadable: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """Where every certificate of a determination looked: all documents, in their order.

    `lowest_confidence` is that of the worst scanned page that counts as read, None where all pages were typed.
    `lost` counts pages of files that could not be opened or in part; they belong to no document.
    """

    documents: tuple[SearchedDocument, ...] = ()
    lowest_confidence: float | None = None
    lost: int = 0

    @property
    def readable(self) -> int:
        """How many pages of evidence were read."""
        return sum(each.pages - len(each.unreadable) for each in self.documents if each.part == "evidence")

    @property
    def unreadable(self) -> int:
        """How many pages that may be evidence could not be read."""
        return self.lost + sum(len(each.unreadable) for each in self.documents if each.part == "evidence")
