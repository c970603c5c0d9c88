"""Passages that a note carries forward word for word from an earlier one, and the statements that stand in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.spans import Span
from openimr.text.flow import Flow
from openimr.text.sentences import find_sentences

_WORD = re.compile(r"[^\W_]+")
_TELLING = 4
"""A sentence of fewer words ("NKDA.") repeats by chance: it neither makes nor breaks a passage."""
_SENTENCES = 3
_WORDS = 30
"""A passage is at least so many telling sentences and words in a row, but for one that was changed in between."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a note repeats an earlier one: the later words' spans, the first repeated sentence, and the earlier day."""

    spans: tuple[Span, ...]
    source: Span
    day: dt.date | None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, its plain words and their number, and where it first stood: record and number (-1: nowhere)."""

    start: int
    end: int
    words: str
    count: int
    record: int = -1
    number: int = -1

    @property
    def is_telling(self) -> bool:
        return self.count >= _TELLING


def mark_copied(records: Sequence[tuple[Document, Flow]], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts, those whose words stand in a repeated passage with the place and the day of the first writing.

    *records* are in the order of their days, the oldest first.
    """
    passages: dict[str, list[Passage]] = {}
    for passage in find_passages(records):
        passages.setdefault(passage.spans[0].document, []).append(passage)
    return tuple(_marked(fact, passages) for fact in facts)


def find_passages(records: Sequence[tuple[Document, Flow]]) -> Iterator[Passage]:
    """Every passage that a record repeats from one of an earlier day."""
    seen: dict[str, tuple[int, int]] = {}
    read: list[list[_Sentence]] = []
    for number, (document, flow) in enumerate(records):
        sentences = [_placed(each, seen, records, document.date) for each in _sentences(flow)]
        for run in _runs(sentences):
            first = sentences[run[0]]
            source, earlier = records[first.record]
            said = read[first.record][first.number]
            spans = [
                span for at in _repeated(sentences, run, read[first.record]) for span in _spans(flow, sentences[at])
            ]
            yield Passage(tuple(spans), earlier.spans(said.start, said.end)[0], source.date)
        for place, sentence in enumerate(sentences):
            if sentence.is_telling:
                seen.setdefault(sentence.words, (number, place))
        read.append(sentences)


def _spans(flow: Flow, sentence: _Sentence) -> tuple[Span, ...]:
    return flow.spans(sentence.start, sentence.end)


def _repeated(sentences: Sequence[_Sentence], run: Sequence[int], source: Sequence[_Sentence]) -> Iterator[int]:
    """The sentences of the run, and the short ones between them that stand between them in the source too."""
    for at, following in zip(run, (*run[1:], run[-1]), strict=True):
        yield at
        between = {each.words for each in source[sentences[at].number + 1 : sentences[following].number]}
        yield from (other for other in range(at + 1, following) if sentences[other].words in between)


def _sentences(flow: Flow) -> Iterator[_Sentence]:
    for start, end in find_sentences(flow.text):
        words = _WORD.findall(flow.text[start:end].lower())
        yield _Sentence(start, end, " ".join(words), len(words))


def _placed(
    sentence: _Sentence,
    seen: dict[str, tuple[int, int]],
    records: Sequence[tuple[Document, Flow]],
    day: dt.date | None,
) -> _Sentence:
    """The sentence with the place where a record of an earlier day has it."""
    place = seen.get(sentence.words) if sentence.is_telling else None
    if place is None or day is None:
        return sentence
    earlier = records[place[0]][0].date
    return replace(sentence, record=place[0], number=place[1]) if earlier is not None and earlier < day else sentence


def _runs(sentences: Sequence[_Sentence]) -> Iterator[Sequence[int]]:
    """Runs of sentences that one earlier record has in the same order; one telling sentence between may differ."""
    run: list[int] = []
    gap = 0
    for at, sentence in enumerate(sentences):
        if not sentence.is_telling:
            continue
        if sentence.record < 0:
            gap += 1
            continue
        last = sentences[run[-1]] if run else sentence
        if run and (gap > 1 or sentence.record != last.record or sentence.number <= last.number):
            yield from _long(sentences, run)
            run = []
        run.append(at)
        gap = 0
    yield from _long(sentences, run)


def _long(sentences: Sequence[_Sentence], run: Sequence[int]) -> Iterator[Sequence[int]]:
    if len(run) >= _SENTENCES and sum(sentences[at].count for at in run) >= _WORDS:
        yield run


def _marked(fact: Fact, passages: dict[str, list[Passage]]) -> Fact:
    if not fact.sources:
        return fact
    for passage in passages.get(fact.sources[0].document, ()):
        if all(any(_holds(span, source) for span in passage.spans) for source in fact.sources):
            return replace(fact, copied_from=passage.source, first_said=passage.day)
    return fact


def _holds(outer: Span, inner: Span) -> bool:
    return outer.page == inner.page and outer.start <= inner.start and inner.end <= outer.end
