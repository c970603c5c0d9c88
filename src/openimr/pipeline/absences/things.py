"""Where a thing is named on a page, by more words than the readers of facts know: the net under them.

It reads on its own: no sections, no word lists of the readers but the terms themselves, words split by line ends or
hyphens and words with one wrong letter included. What it catches is weighed elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs

from openimr.pipeline.absences.spelling import Spelling
from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import concept_terms
from openimr.text.sentences import find_sentences
from openimr.text.terms import flatten

Key = tuple[str, str]
"""Kind and concept of the facts that would state the thing; concept "*" for any of the kind."""

_EVEN = str.maketrans({"-": " ", "’": "'", "‐": " ", "–": " ", "—": " ", "\t": " ", "|": " ", "_": " "})
_AROUND = 420
_BESIDE = 48


class Caught(NamedTuple):
    """A thing named at `start` to `end` of the text searched (half-open)."""

    key: Key
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to name a thing: the words looked for, and patterns that must stand in the same sentence."""

    key: Key
    is_stem: bool
    beside: tuple[re.Pattern[str], ...]


class Net:
    """Finds the things of *keys*; *more* gives further names (drugs) for a key."""

    def __init__(self, keys: Iterable[Key], more: Mapping[Key, Sequence[str]]) -> None:
        names: dict[str, list[_Name]] = {}
        for key in keys:
            for words in (*names_of(key), *more.get(key, ())):
                first, *rest = _parts(words.lower())
                name = _Name(key, first.endswith("*"), tuple(_pattern(part) for part in rest))
                names.setdefault(" ".join(first.rstrip("*").translate(_EVEN).split()), []).append(name)
        self._names = list(names.items())
        self._finder = _finder_of([literal for literal, _ in self._names])
        self._spelling = Spelling((word for literal, _ in self._names for word in literal.split()), _words())

    def find(self, text: str) -> list[Caught]:
        """What is named in *text*, in reading order; one thing at one place once."""
        plain = flatten(text).translate(_EVEN)
        found: dict[Caught, None] = dict.fromkeys(self._of_plain(plain))
        for start, end, word in self._spelling.mended(text.lower()):
            left, right = plain[max(start - _BESIDE, 0) : start], plain[end : end + _BESIDE]
            for key, low, high in self._of_plain(f"{left}{word}{right}"):
                if low < len(left) + len(word) and high > len(left):
                    begin = start - len(left) + low if low < len(left) else start
                    found.setdefault(Caught(key, begin, max(end, end + high - len(left) - len(word))))
        return sorted(found, key=lambda caught: (caught.start, caught.end, caught.key))

    def _of_plain(self, plain: str) -> Iterator[Caught]:
        padded = f" {plain} "
        for number, start, end in self._finder.find_matches_as_indexes(plain, overlapping=True):
            if padded[start].isalnum() and plain[start].isalnum():
                continue
            for name in self._names[number][1]:
                if not name.is_stem and padded[end + 1].isalnum() and plain[end - 1].isalnum():
                    continue
                if all(_stands_beside(pattern, plain, start) for pattern in name.beside):
                    yield Caught(name.key, start, _word_end(plain, end) if name.is_stem else end)


def _parts(words: str) -> list[str]:
    """The words looked for and what must stand beside them; a stem within an expression stands for itself."""
    parts = [part.strip() for part in words.split(" & ")]
    return [piece for part in parts for piece in (part.split(" ") if "*" in part[:-1] else [part])]


def _finder_of(literals: Sequence[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(literals, matchkind=ahocorasick_rs.MatchKind.Standard)


def _word_end(plain: str, end: int) -> int:
    while end < len(plain) and plain[end].isalnum():
        end += 1
    return end


def _stands_beside(pattern: re.Pattern[str], plain: str, start: int) -> bool:
    """Whether *pattern* stands near: within a hundred characters on either side."""
    return pattern.search(plain, max(start - 100, 0), start + 100) is not None


@lru_cache(maxsize=2048)
def _pattern(part: str) -> re.Pattern[str]:
    words = re.escape(part.rstrip("*").translate(_EVEN))
    return re.compile(rf"(?<!\w){words}" + ("" if part.endswith("*") else r"(?!\w)"))


@cache
def _terms_of() -> Mapping[Key, Sequence[str]]:
    found: dict[Key, list[str]] = {}
    for words, meanings in concept_terms().items():
        for meaning in meanings:
            found.setdefault((meaning.kind, meaning.concept), []).append(words)
    return found


@cache
def _words() -> frozenset[str]:
    """Every word of the lexicons' terms and of the net: none of them is a slip for another."""
    wider = (name for names in _things().values() for name in names)
    return frozenset(re.findall(r"[a-z]{6,}", " ".join((*concept_terms(), *wider)).lower()))


def names_of(key: Key) -> Sequence[str]:
    """The words by which the thing *key* may stand in a record: the terms of the lexicons, then the net's own."""
    kind, concept = key
    wider = _things().get(f"{kind}.{concept}", ())
    terms = _terms_of().get(key, ()) if concept != "*" else ()
    return tuple(dict.fromkeys((*terms, *(str(word) for word in wider))))


@cache
def _things() -> Mapping[str, Sequence[str]]:
    things: Mapping[str, Sequence[str]] = read_yaml("lexicons/absence/things.yaml")["things"]
    return things


def sentence_around(text: str, start: int, end: int) -> tuple[int, int, int]:
    """Start and end of the sentence that holds the words, and the end of the sentence after it."""
    low = max(start - _AROUND, 0)
    chunk = text[low : end + _AROUND]
    borders = find_sentences(chunk)
    at = next((i for i, (_, right) in enumerate(borders) if right > start - low), len(borders) - 1)
    left, right = borders[at]
    return low + left, low + max(right, end - low), low + _next_end(chunk, borders, at)


def _next_end(chunk: str, borders: Sequence[tuple[int, int]], at: int) -> int:
    """Where the sentence after number *at* ends; lines that end no sentence are gone through."""
    end, left = borders[at][1], 1
    for start, right in borders[at + 1 :]:
        if "\n\n" in chunk[end:start] or not left:
            break
        is_broken = not chunk[:end].rstrip().endswith((".", "!", "?", ";"))
        end, left = right, left if is_broken and right - borders[at][0] < _AROUND else left - 1
    return end
