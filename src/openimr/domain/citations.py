"""A guideline citation in normal form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Authority = Literal["MTUS", "ACOEM", "ODG", "other"]


@dataclass(frozen=True, slots=True)
class Citation:
    """One source named on a guideline line; `text` is the piece of the line it was read from.

    `guideline` is a canonical title ("Chronic Pain Medical Treatment Guidelines"), `edition` the
    year or date as cited, `section` the canonical or written section, `pages` in the order cited.
    `flags` tells what the grammar noticed: no_section, page_doubled, page_only, misspelt, mismatch,
    edition_conflict, no_citation (the line says that nothing was cited).
    """

    authority: Authority
    guideline: str | None
    edition: str | None
    section: str | None
    pages: tuple[int, ...]
    text: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuidelineLine:
    """One "Claims Administrator guideline" or reviewer guideline line: its words and its citations.

    `unplaced` keeps verbatim every piece that the grammar could not place.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    unplaced: tuple[str, ...] = ()
