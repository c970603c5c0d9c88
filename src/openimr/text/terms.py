"""Finding the terms of many lexicons in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick_rs

Meaning = TypeVar("Meaning")


@dataclass(frozen=True, slots=True)
class Mention(Generic[Meaning]):
    """A term found at `start` to `end` (half-open) and what it means."""

    start: int
    end: int
    meaning: Meaning


class TermFinder(Generic[Meaning]):
    """Finds terms case-blind at word borders, the longest at each place, without overlaps.

    A blank in a term matches a line end too. Terms that begin or end with a sign ("+ SLR") need no
    word border on that side.
    """

    def __init__(self, terms: Iterable[tuple[str, Meaning]]) -> None:
        kept: dict[str, Meaning] = {}
        for term, meaning in terms:
            kept.setdefault(term.lower(), meaning)
        self._terms: Sequence[str] = tuple(kept)
        self._meanings: Sequence[Meaning] = tuple(kept.values())
        self._finder = ahocorasick_rs.AhoCorasick(list(self._terms), matchkind=ahocorasick_rs.MatchKind.Standard)

    def find(self, text: str) -> list[Mention[Meaning]]:
        """Mentions in reading order; of two that overlap the longer one, of two equal the earlier."""
        plain = flatten(text)
        hits = self._finder.find_matches_as_indexes(plain, overlapping=True)
        whole = [hit for hit in hits if _stands_alone(plain, hit[1], hit[2])]
        whole.sort(key=lambda hit: (hit[1], -hit[2]))
        mentions: list[Mention[Meaning]] = []
        reached = -1
        for index, start, end in whole:
            if start >= reached:
                mentions.append(Mention(start, end, self._meanings[index]))
                reached = end
        return mentions


_HALF_SIGN = re.compile("[\ud800-\udfff]")
"""Half of a sign beyond the basic plane: it is in no alphabet, and no term finder takes it."""


def flatten(text: str) -> str:
    """Lower case, line ends as blanks and half signs as "\ufffd", of the same length as *text*."""
    lowered = text.lower() if text.isascii() else _HALF_SIGN.sub("\ufffd", text).lower()
    if len(lowered) != len(text):  # a few letters grow when lowered (U+0130): keep positions true
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in _HALF_SIGN.sub("\ufffd", text))
    return lowered.replace("\n", " ")


def _stands_alone(text: str, start: int, end: int) -> bool:
    before_is_word = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    after_is_word = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not (before_is_word or after_is_word)
