"""A clinical note made ready for reading: its mended text, sections, sentences and known terms."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from openimr.domain.facts import FactKind, FactStatus
from openimr.pipeline.facts.sites import Places
from openimr.pipeline.facts.status import Context
from openimr.pipeline.facts.voices import Voices
from openimr.rulebook.anatomy import BodyMention, find_anatomy
from openimr.rulebook.context import section_headings
from openimr.rulebook.drugs import Drug, find_drugs
from openimr.rulebook.lexicons import Term, concept_finder
from openimr.text.dates import DateMention, find_dates
from openimr.text.flow import Flow
from openimr.text.sections import Section, find_sections
from openimr.text.sentences import find_sentences
from openimr.text.terms import Mention

_OTHER_SIDE = re.compile(r"\b(?P<side>left|right)-?(?:[ -]?sided)?\s*(?:and|&|/)\s*\Z", re.IGNORECASE)
_GOES_ON = re.compile(r"\n(?=[a-z(](?!\w{0,4}:))|(?<=[^\n]{45})\n(?=\d)")
"""A line end within a sentence: the next line starts small (and is no label), or with a number after a long line."""


@dataclass(frozen=True, slots=True)
class Found:
    """A statement that a family found in a note, before it gets its id, sentence and source spans.

    `start` to `end` are the words that carry it (half-open, in the note's text). `status` None asks for
    the status of those words in their sentence and section; `date` None means the note's date.
    """

    kind: FactKind
    start: int
    end: int
    value: dict[str, Any]
    status: FactStatus | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """One document's text and where its sections, sentences and known terms stand, each in reading order.

    `text` is the flow's text, character for character, but for line ends at which a sentence goes on: they are
    blanks, for a sentence says the same on a narrow page.
    `kind` is the document's kind (domain/documents.py), None if unknown; `anatomy` the body parts and
    levels it names, `drugs` the drugs, `dates` the dates.
    """

    flow: Flow
    text: str
    date: dt.date | None
    sections: Sequence[Section]
    sentences: Sequence[tuple[int, int]]
    mentions: Sequence[Mention[tuple[Term, ...]]]
    context: Context
    places: Places
    voices: Voices
    kind: str | None = None
    anatomy: Sequence[BodyMention] = ()
    dates: Sequence[DateMention] = ()
    drugs: Sequence[Mention[Drug]] = ()
    _by_kind: Mapping[str, Sequence[tuple[Mention[tuple[Term, ...]], Term]]] = field(default_factory=dict, repr=False)
    _sentence_starts: Sequence[int] = field(default=(), repr=False)
    _section_starts: Sequence[int] = field(default=(), repr=False)
    _mention_starts: Sequence[int] = field(default=(), repr=False)
    _anatomy_starts: Sequence[int] = field(default=(), repr=False)
    _date_starts: Sequence[int] = field(default=(), repr=False)
    _drug_starts: Sequence[int] = field(default=(), repr=False)
    told: dict[tuple[str, int, int], Any] = field(default_factory=dict, repr=False)
    """What several families ask of the same words, by question and place: answered once."""

    def of_kind(self, kind: str) -> Iterable[tuple[Mention[tuple[Term, ...]], Term]]:
        """The mentions that can mean something of *kind*, each with that meaning."""
        return self._by_kind.get(kind, ())

    def sentence_at(self, position: int) -> tuple[int, int]:
        """Start and end of the sentence that holds *position*."""
        return self.sentences[bisect_right(self._sentence_starts, position) - 1]

    def section_at(self, position: int) -> str | None:
        """Canonical name of the section that holds *position* (data/lexicons/sections.yaml), None before the first."""
        i = bisect_right(self._section_starts, position) - 1
        return self.sections[i].name if i >= 0 else None

    def mentions_between(self, start: int, end: int) -> Sequence[Mention[tuple[Term, ...]]]:
        """The terms that begin from *start* to before *end*."""
        starts = self._mention_starts
        return self.mentions[bisect_left(starts, start) : bisect_left(starts, end)]

    def anatomy_between(self, start: int, end: int) -> Sequence[BodyMention]:
        """The body parts and levels that begin from *start* to before *end*."""
        starts = self._anatomy_starts
        return self.anatomy[bisect_left(starts, start) : bisect_left(starts, end)]

    def dates_between(self, start: int, end: int) -> Sequence[DateMention]:
        """The dates that begin from *start* to before *end*."""
        starts = self._date_starts
        return self.dates[bisect_left(starts, start) : bisect_left(starts, end)]

    def drugs_between(self, start: int, end: int) -> Sequence[Mention[Drug]]:
        """The drugs that begin from *start* to before *end*."""
        starts = self._drug_starts
        return self.drugs[bisect_left(starts, start) : bisect_left(starts, end)]

    def status(self, start: int, end: int) -> FactStatus:
        """The status of the words from *start* to *end* in their sentence and section."""
        return self.context.status(start, end, self.sentence_at(start), self.section_at(start))


def read_note(flow: Flow, date: dt.date | None, kind: str | None = None) -> Note:
    """Find sections, sentences, terms, body parts, drugs and dates of *flow*, once for all families."""
    sections = find_sections(flow.text, section_headings())
    sentences = find_sentences(flow.text)
    text = _unwrapped(flow.text, sentences)
    mentions = concept_finder().find(text)
    anatomy = [_with_both_sides(text, mention) for mention in find_anatomy(text)]
    dates = tuple(find_dates(text))
    drugs = find_drugs(text)
    return Note(
        flow=flow,
        text=text,
        date=date,
        sections=sections,
        sentences=sentences,
        mentions=mentions,
        context=Context(text),
        places=Places(text, anatomy, [section.start for section in sections]),
        voices=Voices(text, sections),
        kind=kind,
        anatomy=anatomy,
        dates=dates,
        drugs=drugs,
        _by_kind=_by_kind(mentions),
        _sentence_starts=[0, *(start for start, _ in sentences[1:])],
        _section_starts=[section.start for section in sections],
        _mention_starts=[mention.start for mention in mentions],
        _anatomy_starts=[mention.start for mention in anatomy],
        _date_starts=[date.start for date in dates],
        _drug_starts=[drug.start for drug in drugs],
    )


def _with_both_sides(text: str, mention: BodyMention) -> BodyMention:
    """*mention* with the other side that stands before it: "left- and right-sided knee pain"."""
    other = _OTHER_SIDE.search(text, max(mention.start - 20, 0), mention.start) if mention.laterality else None
    if other is None or other.group("side").lower() == mention.laterality:
        return mention
    return replace(mention, start=other.start(), laterality="bilateral")


def _by_kind(
    mentions: Iterable[Mention[tuple[Term, ...]]],
) -> Mapping[str, Sequence[tuple[Mention[tuple[Term, ...]], Term]]]:
    found: dict[str, list[tuple[Mention[tuple[Term, ...]], Term]]] = {}
    for mention in mentions:
        for term in mention.meaning:
            found.setdefault(term.kind, []).append((mention, term))
    return found


def _unwrapped(text: str, sentences: Sequence[tuple[int, int]]) -> str:
    """*text* with a blank for each line end at which a sentence goes on; every character keeps its place."""
    if "\n" not in text:
        return text
    parts: list[str] = []
    position = 0
    for start, end in sentences:
        parts += (text[position:start], _GOES_ON.sub(" ", text[start:end]))
        position = end
    return "".join([*parts, text[position:]])
