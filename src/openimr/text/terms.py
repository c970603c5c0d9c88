"""Finding the terms of many lexicons in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

import ahocorasick_rs

Meaning = TypeVar("Meaning")


class Mention(NamedTuple, Generic[Meaning]):
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
        mentions: list[Mention[Meaning]] = []
        reached = -1
        for start, minus_end, index in whole_words(plain, hits):
            if start >= reached:
                reached = -minus_end
                mentions.append(Mention(start, reached, self._meanings[index]))
        return mentions


_LETTERS_AND_FIGURES = bytes(chr(code).isalnum() and code < 128 for code in range(256))
_HALF_SIGN = re.compile("[\ud800-\udfff]")
"""Half of a sign beyond the basic plane: it is in no alphabet, and no term finder takes it."""


@lru_cache(maxsize=2)
def flatten(text: str) -> str:
    """Lower case, line ends as blanks and half signs as "\ufffd", of the same length as *text*."""
    lowered = text.lower() if text.isascii() else _HALF_SIGN.sub("\ufffd", text).lower()
    if len(lowered) != len(text):  # a few letters grow when lowered (U+0130): keep positions true
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in _HALF_SIGN.sub("\ufffd", text))
    return lowered.replace("\n", " ")


def whole_words(plain: str, hits: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Of *hits* (number, start, end) those that do not part a word, as (start, -end, number) in reading order."""
    in_word = _in_word(plain)
    return sorted(
        (start, -end, index)
        for index, start, end in hits
        if not ((in_word[end] and in_word[end + 1]) or (in_word[start] and in_word[start + 1]))
    )


@lru_cache(maxsize=2)
def _in_word(plain: str) -> bytes:
    """For each character of *plain*, moved on by one, whether it is a letter or a figure; and nothing at both ends."""
    if plain.isascii():
        return plain.encode().translate(_LETTERS_AND_FIGURES).join((b"\0", b"\0"))
    return bytes((0, *map(str.isalnum, plain), 0))
