"""Where a finding stands, in the words of the letter."""

from __future__ import annotations

from collections.abc import Iterator

from openimr.domain.determinations import Determination, Sentence
from openimr.domain.spans import Span


def item_place(number: int, part: str = "", sentence: int | None = None) -> str:
    """ "item 2", "item 2, rationale, sentence 3"."""
    place = f"item {number}"
    place += f", {part}" if part else ""
    return place + (f", sentence {sentence}" if sentence is not None else "")


def rationale_sentences(determination: Determination) -> Iterator[tuple[str, int, Sentence]]:
    """Place, item number and sentence of every rationale, in order."""
    for number, item in enumerate(determination.items, start=1):
        for count, sentence in enumerate(item.rationale.sentences, start=1):
            yield item_place(number, "rationale", count), number, sentence


def summary_sentences(determination: Determination) -> Iterator[tuple[str, Sentence]]:
    """Place and sentence of the case summary, in order."""
    for count, sentence in enumerate(determination.summary.sentences, start=1):
        yield f"summary, sentence {count}", sentence


def all_sentences(determination: Determination) -> Iterator[tuple[str, Sentence]]:
    """Place and sentence of the case summary and of every rationale, in order."""
    yield from summary_sentences(determination)
    for place, _, sentence in rationale_sentences(determination):
        yield place, sentence


def all_spans(determination: Determination) -> Iterator[tuple[str, Span]]:
    """Every span with the place that rests on it."""
    for place, sentence in summary_sentences(determination):
        for span in sentence.sources:
            yield place, span
    for fact in determination.facts:
        for span in fact.sources:
            yield f"fact {fact.id}", span
    for number, item in enumerate(determination.items, start=1):
        for span in item.sources:
            yield item_place(number, "request"), span
    for place, _, sentence in rationale_sentences(determination):
        for span in sentence.sources:
            yield place, span
