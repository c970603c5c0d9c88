"""What kind of document a text is, by cues that are data."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from openimr.rulebook.files import read_yaml
from openimr.text.terms import TermFinder, flatten

_PARTED = "\x00"
"""A sign that no term has: lines with it between them are searched as one."""
_ANY_WORDS = re.compile(r"(?:\W*+\w){12}")
_HEAD_LINES = 24
_TITLE_WEIGHT = 10
_SMALL = frozenset(
    {"of", "and", "for", "the", "to", "in", "on", "with", "as", "by", "at", "from", "or", "a", "an", "w", "o"}
)
_FORM_KINDS = ("application", "rfa", "ur_decision", "determination")


@dataclass(frozen=True, slots=True)
class Recognition:
    """The kind, and where the title stands in the text (start and end; equal where no heading tells).

    `strength` is what the title alone says for the kind: 0 without one, up to 15 for a heading that is nothing else.
    """

    kind: str
    title_start: int
    title_end: int
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    is_heading: bool


def recognise(text: str) -> Recognition:
    """The kind of the document whose whole text is *text*."""
    if _ANY_WORDS.match(text) is None:
        return Recognition("blank", 0, 0)
    lines = list(_head(text))
    weights: dict[str, float] = {}
    strengths: dict[str, float] = {}
    titles: dict[str, _Line] = {}
    for position, kind, share in _titles_in(lines):
        line = lines[position]
        weight = _TITLE_WEIGHT * share * (1.5 if line.is_heading else 0.4) - 0.3 * position
        if weight > weights.get(kind, 0.0):
            weights[kind] = strengths[kind] = weight
            titles[kind] = line
    for kind, count in _phrases_in(text).items():
        weights[kind] = weights.get(kind, 0.0) + min(count, 6)
    best = _best(weights)
    title = titles.get(best) or _first_heading(lines)
    strength = strengths.get(best, 0.0)
    return Recognition(best, title.start, title.end, strength) if title else Recognition(best, 0, 0)


def is_section_title(words: str) -> bool:
    """Whether the words of a title are as often the heading of a section within another document."""
    return " ".join(re.findall(r"[a-z][a-z'/-]*", words.lower())) in _section_titles()


def later_page_of(text: str) -> Mapping[str, int]:
    """How many different words of the later pages of each kind of document the text has."""
    found: dict[str, set[str]] = {}
    for mention in _later_pages().find(text):
        for kind in mention.meaning:
            found.setdefault(kind, set()).add(text[mention.start : mention.end].lower())
    return {kind: len(words) for kind, words in found.items()}


@cache
def later_kinds() -> frozenset[str]:
    """The kinds whose later pages have words of their own."""
    return frozenset(read_yaml("lexicons/document_kinds.yaml")["later_pages"])


@cache
def _later_pages() -> TermFinder[tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for kind, terms in read_yaml("lexicons/document_kinds.yaml")["later_pages"].items():
        for term in terms:
            table[term] = (*table.get(term, ()), kind)
    return TermFinder(table.items())


@cache
def _section_titles() -> frozenset[str]:
    return frozenset(read_yaml("lexicons/document_kinds.yaml")["section_titles"])


def _best(weights: Mapping[str, float]) -> str:
    order = list(_cues())
    found = max(order, key=lambda kind: (weights.get(kind, 0.0), -order.index(kind)))
    return found if weights.get(found, 0.0) >= 3 else "medical_record"


@cache
def _cues() -> Mapping[str, Mapping[str, Sequence[str]]]:
    kinds: Mapping[str, Mapping[str, Sequence[str]]] = read_yaml("lexicons/document_kinds.yaml")["kinds"]
    return kinds


@cache
def _finder(part: str) -> TermFinder[tuple[str, ...]]:
    """One automaton for the `titles` or the `phrases` of all kinds."""
    table: dict[str, tuple[str, ...]] = {}
    for kind, cues in _cues().items():
        for term in cues[part]:
            for written in _written(term) if part == "titles" else (term,):
                table[written] = tuple(dict.fromkeys((*table.get(written, ()), kind)))
    return TermFinder(table.items())


def _written(term: str) -> tuple[str, ...]:
    """A title as it is listed, in the plural, and without the signs that OCR and typists drop."""
    plain = re.sub(r"\s*[/&-]\s*", " ", term)
    plural = (f"{term}s",) if term[-1].isalpha() and term[-1] not in "sy" else ()
    return (term, *plural, *((plain,) if plain != term else ()))


def _head(text: str) -> Iterator[_Line]:
    """The first lines that have words."""
    count = 0
    for match in re.finditer(r"[^\n]+", text):
        line = match.group()
        words = line.strip()
        if not words:
            continue
        start = match.start() + line.index(words[0])
        yield _Line(start, start + len(words), words, _is_heading(words))
        count += 1
        if count == _HEAD_LINES:
            return


def _is_heading(line: str) -> bool:
    """A short line in capitals, or with capitals at its words, that is no sentence and has no value."""
    if len(line) > 90 or line.endswith((".", ":")) or ": " in line or line[0].isdigit():
        return False
    words = re.findall(r"[A-Za-z][\w'’]*", line)
    capital = sum(word[0].isupper() or word in _SMALL for word in words)
    return bool(words) and capital == len(words)


def _titles_in(lines: Sequence[_Line]) -> list[tuple[int, str, float]]:
    """Kinds that the lines name: place of the line, kind, weight; a term counts more the more of its line it is."""
    starts = [0, *accumulate(len(line.text) + 1 for line in lines)]
    found: list[tuple[int, str, float]] = []
    plain = _PARTED.join(flatten(line.text).replace("’", "'") for line in lines)
    for mention in _finder("titles").find(plain):
        place = bisect_right(starts, mention.start) - 1
        share = 0.6 + 0.4 * (mention.end - mention.start) / len(lines[place].text)
        found.extend((place, kind, share) for kind in mention.meaning)
    return found


def _phrases_in(text: str) -> Mapping[str, int]:
    found: dict[str, set[str]] = {}
    for mention in _finder("phrases").find(text):
        for kind in mention.meaning:
            found.setdefault(kind, set()).add(text[mention.start : mention.end].lower())
    return {kind: len(words) for kind, words in found.items()}


def _first_heading(lines: Sequence[_Line]) -> _Line | None:
    capitals = [line for line in lines if line.is_heading and line.text.isupper() and len(line.text) > 5]
    return next(iter(capitals), None) or next((line for line in lines if line.is_heading), None)
