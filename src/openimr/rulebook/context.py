"""Headings of notes and the cues that tell whether a mention holds, from `data/lexicons/`.

A cue file lists groups of terms that act alike:

    status: absent            # what the mention becomes; see `Cue` for the words that are no fact status
    groups:
      - reach: forward        # where the mentions are that the cue speaks of: forward, backward, both, or
                              # value: the cue is the answer behind the mention's colon or dash ("edema: none")
        words: 4              # optional: at most so many words between cue and mention
        narrow: true          # optional: no comma, colon or "and" between cue and mention
        after: [for]          # optional: the word before the mention must be one of these
        alone: true           # optional: only punctuation may follow the cue
        inside: true          # optional: speaks also of a mention that begins with it
        first: true           # optional: speaks only where it opens its sentence
        joined: true          # optional: no punctuation may follow the cue
        unless: [or]          # optional, of `stop`: ends nothing if one of these words follows the mention
        name: time            # optional: a name that `ends` can use
        terms: [(denies|denied) (any|), no evidence of]
        patterns: [["20[0-9]{2}", "in (?:20)[0-9]{2}"]]   # optional: pairs of regular expressions, in small letters:
                              # what a text must hold for the second to be looked for, and the cue itself

`(a|b|)` in a term stands for each alternative; an empty one leaves the word out. A group of `stop` may say
which statuses or names it `ends` (every status, if it does not say).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from operator import itemgetter
from typing import Any, NamedTuple

import ahocorasick_rs

from openimr.errors import RulebookError
from openimr.rulebook.files import list_yaml, read_yaml
from openimr.text.sections import Headings
from openimr.text.terms import flatten, whole_words

_CHOICE = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_FOLDER = "lexicons/context"


@dataclass(frozen=True, slots=True)
class Cue:
    """What words around a mention say of it.

    `status` is a fact status, "stop" (ends the scope of cues of the statuses or names in `ends`, of all if
    empty), "predicate" (a mention right before it begins a clause of its own) or "none" (looks like a cue and
    is none).
    """

    status: str
    name: str
    is_forward: bool
    is_backward: bool
    is_value: bool = False
    words: int | None = None
    is_narrow: bool = False
    is_alone: bool = False
    is_inside: bool = False
    is_first: bool = False
    is_joined: bool = False
    after: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where cues stand (half-open); a term that speaks in several ways has several cues."""

    start: int
    end: int
    cues: tuple[Cue, ...]


class CueFinder:
    """Finds all cues of a text in one pass over its terms and one a pattern."""

    def __init__(self, terms: Mapping[str, Sequence[Cue]], patterns: Mapping[tuple[str, str], Sequence[Cue]]) -> None:
        self._by_term = {term: tuple(cues) for term, cues in terms.items()}
        self._cues = tuple(self._by_term.values())
        self._finder = ahocorasick_rs.AhoCorasick(list(terms), matchkind=ahocorasick_rs.MatchKind.Standard)
        self._patterns: dict[re.Pattern[str], list[tuple[re.Pattern[str], tuple[Cue, ...]]]] = {}
        for (pattern, needs), cues in patterns.items():
            listed = self._patterns.setdefault(re.compile(needs), [])
            listed.append((re.compile(rf"\b(?:{pattern})\b"), tuple(cues)))

    def find(self, text: str) -> Sequence[Place]:
        """The cues of *text* in reading order. Two may overlap ("were negative", "negative for"), but none
        lies within another, and what only looks like a cue disarms all that it overlaps."""
        plain = flatten(text)
        hits = self._finder.find_matches_as_indexes(plain, overlapping=True)
        places = self._outermost(plain, whole_words(plain, hits))
        found = self._of_patterns(plain)
        return sorted([*places, *found], key=itemgetter(0)) if found else places

    def cues_of(self, words: str) -> tuple[Cue, ...]:
        """What exactly *words* say, nothing if they are no cue."""
        return self._by_term.get(words.lower(), ())

    def _of_patterns(self, plain: str) -> list[Place]:
        return [
            Place(match.start(), match.end(), cues)
            for needs, patterns in self._patterns.items()
            if needs.search(plain)
            for pattern, cues in patterns
            for match in pattern.finditer(plain)
        ]

    def _outermost(self, plain: str, hits: Sequence[tuple[int, int, int]]) -> list[Place]:
        places: list[Place] = []
        reached, is_disarmed = -1, False
        for start, minus_end, index in hits:
            end = -minus_end
            if end <= reached:
                continue
            cues = self._cues[index]
            is_none = cues[0].status == "none"
            if start < reached:
                if is_disarmed and not is_none:
                    continue
                if is_none:
                    cut = places.pop()
                    kept = self.cues_of(plain[cut.start : start].strip())
                    if kept:
                        places.append(Place(cut.start, start, kept))
                    elif cut.cues[0].status != "absent":
                        places.append(cut)
            places.append(Place(start, end, cues))
            reached, is_disarmed = end, is_none
        return places


@cache
def cue_finder() -> CueFinder:
    """The cues of `data/lexicons/context/`, ready to be found."""
    terms: dict[str, list[Cue]] = {}
    patterns: dict[tuple[str, str], list[Cue]] = {}
    for path in list_yaml(_FOLDER):
        for words, cue, needs in _cues_of(path):
            cues = terms.setdefault(words.lower(), []) if needs is None else patterns.setdefault((words, needs), [])
            if cue not in cues:
                cues.append(cue)
    return CueFinder(terms, patterns)


@cache
def section_headings() -> Headings:
    """The headings of `data/lexicons/sections.yaml`."""
    path = "lexicons/sections.yaml"
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for name, entry in read_yaml(path).items():
        for table, headings in ((whole, entry["whole"]), (begins, entry.get("begins", ()))):
            for heading in headings:
                if table.setdefault(str(heading), name) != name:
                    raise RulebookError(path, f"heading {heading!r} is listed under two sections")
    return Headings(whole, begins)


def _cues_of(path: str) -> Iterator[tuple[str, Cue, str | None]]:
    """Each term with its cue and None, each pattern with its cue and what it needs."""
    content = read_yaml(path)
    try:
        for group in content["groups"]:
            cue = _cue(content["status"], group)
            for term in group.get("terms", ()):
                yield from ((words, cue, None) for words in _spelled_out(term))
            for needs, pattern in group.get("patterns", ()):
                yield pattern, cue, needs
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RulebookError(path, f"not a list of context cues: {error}") from error


def _cue(status: str, group: Mapping[str, Any]) -> Cue:
    reach = group.get("reach", "forward")
    return Cue(
        status,
        name=group.get("name", status),
        is_forward=reach in ("forward", "both"),
        is_backward=reach in ("backward", "both", "value"),
        is_value=reach == "value",
        words=group.get("words"),
        is_narrow=group.get("narrow", reach == "value"),
        is_alone=group.get("alone", False),
        is_inside=group.get("inside", False),
        is_first=group.get("first", False),
        is_joined=group.get("joined", False),
        after=tuple(group.get("after", ())),
        ends=tuple(group.get("ends", ())),
        unless=tuple(f" {word} " for word in group.get("unless", ())),
    )


def _spelled_out(term: str) -> Iterator[str]:
    parts = _CHOICE.split(term)
    options = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    for chosen in product(*options):
        yield " ".join("".join(chosen).split())
