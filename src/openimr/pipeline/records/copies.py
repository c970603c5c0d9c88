"""Pages that are in the record more than once: exact copies, and copies with a stamp or with a reader's slips."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from openimr.rulebook.files import read_yaml

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 15
"""A page with fewer words is too little to be known again."""
_SHINGLE = 4
_SKETCH = 24
"""So many of a page's word groups, those with the lowest sums, stand for it when copies are looked for."""
_ALIKE = 0.75
_SLIPS = 0.04
"""Up to this share of the words may be misread in one of two copies."""
_ADDED = 0.12
"""Up to this share of the words, and a dozen more, may be added to one of them (stamps, a signature, a note)."""
_NEAREST = 40
"""Word groups of a printed form stand on many pages: only so many of them are compared."""


@dataclass(frozen=True, slots=True)
class _Print:
    """A page as compared: its words, how often each, those with figures, and its sketch."""

    words: tuple[str, ...]
    figures: frozenset[str]
    counts: Mapping[str, int]
    sketch: tuple[int, ...]


def find_copies(texts: Sequence[str | None]) -> dict[int, int]:
    """For each text that is a copy, the one that is kept: by position. A None is not compared.

    Of exact copies the first is kept, of others the one that says more.
    """
    prints = {number: _print(text) for number, text in enumerate(texts) if text is not None}
    prints = {number: each for number, each in prints.items() if len(each.words) >= _SHORTEST}
    kept_for: dict[int, int] = {}
    for one, other in _candidates(prints):
        if one in kept_for or other in kept_for:
            continue
        kept = _kept(prints, one, other)
        if kept is not None:
            copy = one if kept == other else other
            kept_for[copy] = kept
            kept_for.update({each: kept for each, original in kept_for.items() if original == copy})
    return kept_for


@cache
def _meaning() -> frozenset[str]:
    """Words that change what a page says: pages that differ in one of them are two, not a page and its copy."""
    return frozenset(read_yaml("lexicons/document_kinds.yaml")["words_that_matter"])


def _print(text: str) -> _Print:
    words = tuple(_WORD.findall(text.lower()))
    groups = set(map(" ".join, zip(*(words[at:] for at in range(_SHINGLE)), strict=False)))
    sums = sorted(map(zlib.crc32, map(str.encode, groups)))
    figures = frozenset(word for word in words if not word.isalpha())
    return _Print(words, figures, Counter(words), tuple(sums[:_SKETCH]))


def _candidates(prints: Mapping[int, _Print]) -> Iterator[tuple[int, int]]:
    """Pairs of pages that share much of their sketches, in order."""
    holders: dict[int, list[int]] = {}
    for number, each in prints.items():
        common: Counter[int] = Counter()
        for value in each.sketch:
            common.update(holders.get(value, ())[:_NEAREST])
            holders.setdefault(value, []).append(number)
        yield from sorted((earlier, number) for earlier, count in common.items() if count >= 0.4 * len(each.sketch))


def _kept(prints: Mapping[int, _Print], one: int, other: int) -> int | None:
    """Which of two pages is kept where one is a copy of the other; None: they are two pages."""
    if prints[one].words == prints[other].words:
        return one
    if prints[one].figures - prints[other].figures and prints[other].figures - prints[one].figures:
        return None
    only_one, only_other = _difference(prints[one], prints[other]), _difference(prints[other], prints[one])
    fewer, more = sorted((only_one, only_other), key=len)
    size = len(prints[one].words)
    if len(fewer) > _SLIPS * size or len(more) - len(fewer) > _ADDED * size + 12 or _says_otherwise(fewer, more):
        return None
    if SequenceMatcher(None, prints[one].words, prints[other].words, autojunk=False).ratio() < _ALIKE:
        return None
    return other if len(only_other) > len(only_one) else one


def _difference(one: _Print, other: _Print) -> tuple[str, ...]:
    return tuple((Counter(one.counts) - Counter(other.counts)).elements())


def _says_otherwise(fewer: Sequence[str], more: Sequence[str]) -> bool:
    """Whether the words in which two pages differ change what is said, and are not slips of reading."""
    if not fewer:
        return any(word in _meaning() for word in more)
    left = list(more)
    for word in fewer:
        close = next((each for each in left if _is_slip(word, each)), None)
        if close is None:
            return True
        left.remove(close)
    return any(word in _meaning() for word in left)


def _is_slip(word: str, other: str) -> bool:
    if word in _meaning() or other in _meaning() or word.isdigit() or other.isdigit() or min(len(word), len(other)) < 3:
        return False
    return SequenceMatcher(None, word, other, autojunk=False).ratio() >= 0.6
