"""The words that belong to each mention of a sentence: before it, after it, up to its neighbours'."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openimr.pipeline.facts.alike import joins_alike
from openimr.pipeline.facts.note import Note
from openimr.rulebook.lexicons import Term
from openimr.text.terms import Mention

_SEPARATOR = re.compile(
    r"[;:]|,\s*(?:and\b|but\b|with\b|or\b)?|\b(?:and|but|with|however|while|although|plus)\b|\n|[.]\s|\s\+\s", re.I
)
_CUT = re.compile(
    r"(?-i:[;.\nBbHhAa])(?:(?<=;)|(?<=\.)\s+(?=[A-Z])|(?<=\n)\s*\n|(?:(?<=\bb)ut|(?<=\bh)owever|(?<=\ba)lthough)\b)",
    re.I,
)
"""It begins with a set of characters, which a search skips to."""
_PREDICATE = re.compile(r"\b(?:of|in|over|to|on|at|along|about|from|secondary|due|by|for|into|throughout)\b", re.I)
_BETWEEN = re.compile(
    r"[\s,/&()'’s]*(?:\b(?:and|or|as well as|test(?:s|ing)?|signs?|exam(?:ination)?s?|maneuvers?|power"
    r"|function|light touch|to light touch|muscle"
    r"|both|the|his|her|deep tendon|tests were)\b[\s,/&()'’]*)*",
    re.I,
)


_ALONE = frozenset({"nerve_root_compression"})
"""What says what another finding does ("protrusion, contacting the root") is no member of its list."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of mentions that share their words ("Strength/sensation/DTRs normal BLE") and those words.

    `left` and `right` are where the words before and after begin and end; `first` to `last` are the mentions.
    """

    mentions: tuple[tuple[Mention[tuple[Term, ...]], Term], ...]
    left: int
    first: int
    last: int
    right: int


Meant = tuple[Mention[tuple[Term, ...]], Term]


def sentences_of(note: Note, meant: Iterable[Meant]) -> Iterator[tuple[tuple[int, int], list[Meant]]]:
    """The mentions of each sentence that has some, in reading order, one meaning a place."""
    current: tuple[int, int] | None = None
    held: list[Meant] = []
    for mention, term in meant:
        sentence = note.sentence_at(mention.start)
        if sentence != current:
            if current is not None:
                yield current, held
            current, held = sentence, []
        if not held or held[-1][0].start != mention.start:
            held.append((mention, term))
    if current is not None:
        yield current, held


def pieces_of(text: str, sentence: tuple[int, int], meant: Sequence[Meant]) -> list[Piece]:
    """The mentions of a sentence in runs, each with the words that are its own."""
    runs = _runs(text, meant)
    borders = [sentence[0]]
    for before, after in itertools.pairwise(runs):
        borders.append(_border(text, before[-1][0].end, after[0][0].start))
    borders.append(sentence[1])
    pieces: list[Piece] = []
    for index, run in enumerate(runs):
        first, last = run[0][0].start, run[-1][0].end
        left = _last_cut(text, borders[index], first)
        pieces.append(Piece(tuple(run), left, first, last, _first_cut(text, last, borders[index + 1])))
    return pieces


def _runs(text: str, meant: Sequence[Meant]) -> list[list[Meant]]:
    runs: list[list[Meant]] = []
    for item in meant:
        if runs and item[1].concept not in _ALONE and _BETWEEN.fullmatch(text, runs[-1][-1][0].end, item[0].start):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _border(text: str, end: int, start: int) -> int:
    """Where the words of the next mention begin: after the last separator, if what follows is no predicate."""
    border = start
    for match in _SEPARATOR.finditer(text, end, start):
        if not joins_alike(text, end, match.end()):
            border = match.end()
    if border != start and _PREDICATE.search(text, border, start):
        return start
    return border


def _first_cut(text: str, start: int, end: int) -> int:
    match = _CUT.search(text, start, end)
    return match.start() if match else end


def _last_cut(text: str, start: int, end: int) -> int:
    cut = start
    for match in _CUT.finditer(text, start, end):
        cut = match.end()
    return cut
