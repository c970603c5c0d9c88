"""What a sentence calls undocumented, read from its wording."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from openimr.rulebook.files import read_yaml
from openimr.rulebook.lexicons import Term, concept_finder
from openimr.text.terms import Mention

_WORD = re.compile(r"[\w'’]+")
_LIST = re.compile(r"^\s*(?:,\s*)?(?:or|nor|and|/|,)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that a statement names: what its words can mean, and the words around it."""

    terms: Sequence[Term]
    words: str


def states_absence(text: str) -> bool:
    """Whether *text* says of anything that the record does not tell it."""
    return any(True for _ in _statements(text))


def missing_things(text: str) -> Iterator[tuple[Thing, ...]]:
    """For each "not documented" of *text* what must all be on record for the statement to be wrong."""
    for words, is_before in _statements(text):
        mentions = list(concept_finder().find(words))
        if not mentions:
            continue
        if is_before:
            yield from _following(words, mentions)
        else:
            yield from _preceding(words, mentions)


def _thing(mention: Mention[tuple[Term, ...]], words: str) -> Thing:
    """The thing itself; its own name is none of the words around it ("straight leg raise" names no leg)."""
    return Thing(mention.meaning, f"{words[: mention.start]} {words[mention.end :]}")


def _statements(text: str) -> Iterator[tuple[str, bool]]:
    """The words that each cue speaks of, and whether the cue stands before them."""
    for cue in _joined("before").finditer(text):
        stop = _joined("stops").search(text, cue.end())
        yield text[cue.end() : stop.start() if stop else len(text)], True
    for cue in _joined("after").finditer(text):
        starts = [stop.end() for stop in _joined("stops").finditer(text, 0, cue.start())]
        words = text[max(starts, default=0) : cue.start()]
        if not (cue.group().lower().endswith("absent") and _is_examined(words)):
            yield words, False
    for opening, closing in _pairs():
        for cue in opening.finditer(text):
            stop = _joined("stops").search(text, cue.end())
            rest = text[cue.end() : stop.start() if stop else len(text)]
            end = closing.search(rest)
            if end:
                yield rest[: end.start()], True


def _is_examined(words: str) -> bool:
    """Whether the words name a finding: "the reflex is absent" is an examination, not a gap in the record."""
    return any(term.kind == "finding" for mention in concept_finder().find(words) for term in mention.meaning)


def _following(words: str, mentions: Sequence[Mention[tuple[Term, ...]]]) -> Iterator[tuple[Thing, ...]]:
    first = mentions[0]
    if not _is_light(words[: first.start]):
        return
    rest = words[first.end :]
    if _is_harmless(rest):
        yield (_thing(first, words),)
        for earlier, later in itertools.pairwise(mentions):
            gap = words[earlier.end : later.start]
            joint = _LIST.match(gap)
            if joint is None or not _is_light(gap[joint.end() :]):
                return
            if _is_harmless(words[later.end :]):
                yield (_thing(later, words),)
    elif len(mentions) > 1:
        yield tuple(_thing(mention, words) for mention in mentions)


def _preceding(words: str, mentions: Sequence[Mention[tuple[Term, ...]]]) -> Iterator[tuple[Thing, ...]]:
    last = mentions[-1]
    before = words[: mentions[0].start]
    if _is_harmless(words[last.end :]) and _is_light(before[-40:].partition(",")[2] or before):
        yield (_thing(last, words),)


def _is_light(words: str) -> bool:
    """Whether the words before a thing leave it as wide as it is."""
    said = [word.lower().replace("’", "'") for word in _WORD.findall(words)]
    return set(said) <= _lexicon_words("light") and not set(said) & _lexicon_words("narrowing")


def _is_harmless(words: str) -> bool:
    return any(form.search(words) for form in _forms("harmless"))


@cache
def _lexicon() -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml("lexicons/silence.yaml")
    return content


@cache
def _lexicon_words(name: str) -> frozenset[str]:
    return frozenset(str(word) for word in _lexicon()[name])


@cache
def _forms(name: str) -> Sequence[re.Pattern[str]]:
    return [re.compile(form, re.IGNORECASE) for form in _lexicon()[name]]


@cache
def _pairs() -> Sequence[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [(re.compile(one, re.IGNORECASE), re.compile(two, re.IGNORECASE)) for one, two in _lexicon()["between"]]


@cache
def _joined(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{cue})" for cue in _lexicon()[name]), re.IGNORECASE)
