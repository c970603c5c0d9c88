"""Words in pieces that no line end may split, so that whoever reads the lines gets the same words back.

Typesetters break lines after a hyphen or a slash, and readers of lines join what a hyphen parts
("08-|19-2015"). A piece is whole: lines end between pieces only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 60
"""Characters of a piece that still fits on a line; a longer one is left to the typesetter."""

_SAFE = re.compile(r"[^\W_]*[.,;:]?")
"""A word that no typesetter splits."""


def pieces(text: str) -> Sequence[str]:
    """The words of *text* in order; a word that ends with a hyphen or slash holds on to the next one."""
    found: list[str] = []
    for word in text.split(" "):
        if found and found[-1][-1:] in ("-", "/", "\u2010") and len(found[-1]) + len(word) < LONGEST:
            found[-1] += f" {word}"
        elif word:
            found.append(word)
    return found


def is_fragile(piece: str) -> bool:
    """Whether a typesetter might end a line inside *piece*."""
    return len(piece) <= LONGEST and _SAFE.fullmatch(piece) is None
