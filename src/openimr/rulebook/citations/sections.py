"""Lists of section headings, which hold commas themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.rulebook.citations.tables import SectionNames, heading_key

_NUMBERED = re.compile(r"\s*[,;]\s*(?:and\s+)?(?=\d+(?:\.\d+)*\.?\s+[A-Z])")
_MOST_COMMAS = 6


def split_sections(words: str, known: SectionNames) -> Iterator[tuple[str, bool]]:
    """Each heading in *words*, in its normal form where it is known, and whether it was misspelt.

    Numbered headings part before a number. Else the longest run of pieces that is a known heading wins;
    a piece that begins in lower case goes on with the one before ("Adhesiolysis, percutaneous").
    """
    bare = words.strip(" .,;:–-")
    if not bare:
        return
    if known.is_numbered or re.match(r"\d+(?:\.\d+)*\.?\s+[A-Z]", bare):
        yield from ((part.strip(" .,;"), False) for part in _NUMBERED.split(bare) if part.strip(" .,;"))
        return
    pieces = split_pieces(bare)
    place = 0
    while place < len(pieces):
        heading, is_misspelt, taken = _longest(pieces, place, known)
        yield heading, is_misspelt
        place += taken


def _longest(pieces: Sequence[str], place: int, known: SectionNames) -> tuple[str, bool, int]:
    for taken in range(min(_MOST_COMMAS, len(pieces) - place), 0, -1):
        found = known.by_key.get(heading_key(", ".join(pieces[place : place + taken])))
        if found is not None:
            return found, False, taken
    taken = 1
    while place + taken < len(pieces) and _goes_on(pieces[place + taken]):
        taken += 1
    words = ", ".join(pieces[place : place + taken])
    close = known.find(words)
    return (close[0], close[1], taken) if close else (words, False, taken)


def _goes_on(piece: str) -> bool:
    return piece[:1].islower()


def split_pieces(words: str) -> list[str]:
    """*words* at commas and semicolons outside brackets, without the blanks and a leading "and"."""
    pieces: list[str] = []
    depth = start = 0
    for sign in re.finditer(r"[(),;\[\]]", words):
        mark = sign.group()
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth = max(depth - 1, 0)
        elif not depth:
            pieces.append(words[start : sign.start()])
            start = sign.end()
    pieces.append(words[start:])
    bare = (re.sub(r"^(?:and|&)\s+", "", piece.strip()).strip(" .:") for piece in pieces)
    return [piece for piece in bare if piece]
