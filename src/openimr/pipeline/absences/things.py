"""Where a thing is named on a page, by more words than the readers of facts know: the net under them.

It reads on its own: no sections, no word lists of the readers but the terms themselves, words split by line ends or
hyphens and words with one wrong letter included. What it catches is weighed elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs

from openimr.pipeline.absences.spelling import Spelling
from openimr.pipeline.absences.statements import common_words, group_pattern, is_asked, statement_words, statements_of
from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import concept_terms
from openimr.text.sentences import find_sentences
from openimr.text.terms import flatten

Key = tuple[str, str]
"""Kind and concept of the facts that would state the thing; concept "*" for any of the kind."""

_EVEN = str.maketrans({"-": " ", "’": "'", "‐": " ", "–": " ", "—": " ", "\t": " ", "|": " ", "_": " "})
_OWN_NO = "~"
"""Stands before words that mean the thing by what they deny."""
LOOSE = "?"
"""Stands before words that only belong to the subject."""
_AROUND = 420
_REACH = 100
_BORDER = re.compile(
    r"(?<=[.!?])\s+(?=[A-Z\[(\d])|\n[ \t]*\n|(?m:^[ \t]*(?:[A-Z][A-Za-z]+|of|and|the|to|&)"
    r"(?: (?:[A-Z][A-Za-z]*|of|and|the|to|&)){0,4}:?[ \t]*\n)|\n(?=[A-Z][A-Za-z ]{2,30}:|\s*(?:\d{1,2}[.)]|[-•*▪])\s)"
)
_BESIDE = 48


class Caught(NamedTuple):
    """A thing named at `start` to `end` of the text searched (half-open)."""

    key: Key
    start: int
    end: int
    holds_its_no: bool = False
    """Whether the words mean the thing by what they deny ("cannot heel walk"): a "no" in them takes nothing away."""
    beside: tuple[tuple[int, int], ...] = ()
    """Where the words stand that make a statement of it."""
    sentence: tuple[int, int] | None = None
    """The sentence, where nothing in it makes a statement of the words: they count only if nothing of it was read."""


@dataclass(frozen=True, slots=True)
class _Name:
    """One way to name a thing: the words looked for, and patterns that must stand in the same sentence."""

    key: Key
    is_stem: bool
    beside: tuple[re.Pattern[str], ...]
    holds_its_no: bool
    is_loose: bool


class Net:
    """Finds the things of *keys*; *more* gives further names (drugs) for a key."""

    def __init__(self, keys: Iterable[Key], more: Mapping[Key, Sequence[str]]) -> None:
        names: dict[str, list[_Name]] = {}
        for key in keys:
            for words in (*names_of(key), *more.get(key, ())):
                first, *rest = _parts(words.lower().lstrip(_OWN_NO + LOOSE))
                beside = tuple(_pattern(part) for part in rest)
                name = _Name(key, first.endswith("*"), beside, words.startswith(_OWN_NO), words.startswith(LOOSE))
                names.setdefault(" ".join(first.rstrip("*").translate(_EVEN).split()), []).append(name)
        self._names = list(names.items())
        self._finder = _finder_of([literal for literal, _ in self._names])
        self._spelling = Spelling((word for literal, _ in self._names for word in literal.split()), _words())

    def find(self, text: str) -> list[Caught]:
        """What is named in *text*, in reading order; one thing at one place once."""
        plain = flatten(text).translate(_EVEN)
        found: dict[Caught, None] = dict.fromkeys(self._of_plain(plain, Borders(text)))
        for start, end, word in self._spelling.mended(text.lower()):
            left, right = plain[max(start - _BESIDE, 0) : start], plain[end : end + _BESIDE]
            for key, low, high, own, *_ in self._of_plain(f"{left}{word}{right}"):
                if low < len(left) + len(word) and high > len(left):
                    begin = start - len(left) + low if low < len(left) else start
                    found.setdefault(Caught(key, begin, max(end, end + high - len(left) - len(word)), own))
        return sorted(found, key=lambda caught: (caught.start, caught.end, caught.key))

    def _of_plain(self, plain: str, borders: Borders | None = None) -> Iterator[Caught]:
        padded = f" {plain} "
        for number, start, end in self._finder.find_matches_as_indexes(plain, overlapping=True):
            if padded[start].isalnum() and plain[start].isalnum():
                continue
            for name in self._names[number][1]:
                if not name.is_stem and padded[end + 1].isalnum() and plain[end - 1].isalnum():
                    continue
                if not name.beside and not name.is_loose:
                    yield Caught(name.key, start, _end(name, plain, end), name.holds_its_no)
                    continue
                is_bounded = borders is not None and is_asked(name.key)
                left, right = borders.around(start, end) if borders and is_bounded else (start - _REACH, start + _REACH)
                if is_bounded:
                    beside = _all_beside(name.beside, plain, left, right, (start, end))
                    if not beside and plain[start:end] not in common_words():
                        yield Caught(name.key, start, _end(name, plain, end), True, (), (left, right))
                else:
                    beside = ((start, end),) if _stand_beside(name.beside, plain, left, right) else ()
                if beside:
                    yield Caught(name.key, start, _end(name, plain, end), name.holds_its_no, beside)


def _parts(words: str) -> list[str]:
    """The words looked for and what must stand beside them; a stem within an expression stands for itself."""
    parts = [part.strip() for part in words.split(" & ")]
    return [
        piece
        for part in parts
        for piece in (part.split(" ") if "*" in part[:-1] and not part.startswith("{") else [part])
    ]


def _finder_of(literals: Sequence[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(literals, matchkind=ahocorasick_rs.MatchKind.Standard)


def _word_end(plain: str, end: int) -> int:
    while end < len(plain) and plain[end].isalnum():
        end += 1
    return end


def _end(name: _Name, plain: str, end: int) -> int:
    return _word_end(plain, end) if name.is_stem else end


def _stand_beside(patterns: Sequence[re.Pattern[str]], plain: str, left: int, right: int) -> bool:
    return all(pattern.search(plain, max(left, 0), right) for pattern in patterns)


def _all_beside(
    patterns: Sequence[re.Pattern[str]], plain: str, left: int, right: int, own: tuple[int, int]
) -> tuple[tuple[int, int], ...]:
    """Where the words of each pattern stand, some of them apart from the thing's *own*; nothing if one has none."""
    found: list[tuple[int, int]] = []
    for pattern in patterns:
        spans = [match.span() for match in pattern.finditer(plain, left, right)]
        if not spans:
            return ()
        found += spans
    return tuple(found) if any(end <= own[0] or start >= own[1] for start, end in found) else ()


class Borders:
    """Where the sentences of a text begin and end, and its headings."""

    def __init__(self, text: str) -> None:
        self._edges = [0, *sorted({edge for match in _BORDER.finditer(text) for edge in match.span()}), len(text)]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """The sentence that holds the words from *start* to *end*, no more of it than lies near them."""
        at = bisect_right(self._edges, start)
        left = self._edges[at - 1]
        right = next((edge for edge in self._edges[at:] if edge >= end), self._edges[-1])
        return max(left, start - _REACH), min(right, end + _REACH)


@lru_cache(maxsize=2048)
def _pattern(part: str) -> re.Pattern[str]:
    if part.startswith("{"):
        return group_pattern(part.strip("{}"))
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
    wider = (str(name) for names in _things().values() for name in names)
    return frozenset(re.findall(r"[a-z]{6,}", " ".join((*concept_terms(), *wider, *statement_words())).lower()))


def names_of(key: Key) -> Sequence[str]:
    """The words by which the thing *key* may stand in a record: the terms of the lexicons, then the net's own."""
    kind, concept = key
    wider = _things().get(f"{kind}.{concept}", ())
    terms = _terms_of().get(key, ()) if concept != "*" else ()
    return tuple(dict.fromkeys((*terms, *(str(word) for word in wider), *statements_of(key))))


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
