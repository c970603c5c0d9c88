"""Facts as rows: one for everything that is said of one thing on one day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.timelines import Phase, Place, Row
from openimr.pipeline.timelines.wording import plain, say_value

_LATER_IS_NATURAL = frozenset({"planned", "hypothetical"})


def rows_of(facts: Iterable[Fact], documents: Mapping[str, Document], injuries: Sequence[dt.date]) -> tuple[Row, ...]:
    """One row for each thing and day, in order of date, those without one last."""
    together: dict[tuple[Any, ...], list[Fact]] = {}
    for fact in facts:
        together.setdefault(_key(fact), []).append(fact)
    order = {name: place for place, name in enumerate(documents)}
    groups = sorted(together.values(), key=lambda group: _order(group[0], order))
    return tuple(_row(number, group, documents, injuries) for number, group in enumerate(groups, start=1))


def phase_of(day: dt.date | None, injuries: Sequence[dt.date]) -> Phase:
    """Where *day* stands to the dates of injury; the day of injury itself is after it."""
    if day is None:
        return "undated"
    if not injuries or day >= max(injuries):
        return "after"
    return "before" if day < min(injuries) else "between"


def places_of(facts: Iterable[Fact], documents: Mapping[str, Document]) -> tuple[Place, ...]:
    """Where the facts were read, each place once."""
    spans = dict.fromkeys(span for fact in facts for span in fact.sources)
    return tuple(
        Place(
            span.document,
            documents[span.document].file if span.document in documents else None,
            span.page,
            span.start,
            span.end,
            span.quote,
        )
        for span in spans
    )


def _key(fact: Fact) -> tuple[Any, ...]:
    value = fact.value
    detail = value.get("result") if fact.kind in ("finding", "imaging", "test") else None
    modality = value.get("modality") if fact.kind == "imaging" else None
    drugs = value.get("with_medication") if fact.kind == "pain_score" else None
    site = (_parts(value), value.get("laterality"), _levels(value))
    return fact.date, fact.kind, value.get("concept"), fact.status, site, str(detail), modality, drugs


def _order(fact: Fact, documents: Mapping[str, int]) -> tuple[bool, dt.date, int, int, int]:
    source = fact.sources[0] if fact.sources else None
    place = (documents.get(source.document, len(documents)), source.page, source.start) if source else (0, 0, 0)
    return (fact.date is None, fact.date or dt.date.max, *place)


def _row(number: int, group: Sequence[Fact], documents: Mapping[str, Document], injuries: Sequence[dt.date]) -> Row:
    first = group[0]
    value = _merged(group)
    copies = {fact.copied_from.document if fact.copied_from else None for fact in group}
    return Row(
        id=f"r{number}",
        date=first.date,
        phase=phase_of(first.date, injuries),
        kind=first.kind,
        concept=str(first.value.get("concept", first.kind)),
        statement=plain(first.text),
        detail="; ".join(dict.fromkeys(piece for fact in group for piece in say_value(fact.kind, fact.value))),
        status=first.status,
        body_parts=_parts(first.value),
        laterality=first.value.get("laterality"),
        levels=_levels(first.value),
        facts=tuple(fact.id for fact in group),
        sources=places_of(group, documents),
        count=len(group),
        doubtful=all(fact.doubtful for fact in group),
        copied_from=copies.pop() if len(copies) == 1 else None,
        remarks=tuple(_remarks(first, documents)),
        value=value,
    )


def _merged(group: Sequence[Fact]) -> Mapping[str, Any]:
    """Every key that a statement fills, with what the first to fill it says; of pain scores the whole range."""
    merged: dict[str, Any] = {}
    for fact in group:
        for key, said in fact.value.items():
            merged.setdefault(key, said)
    if group[0].kind == "pain_score":
        merged |= _range(group)
    return merged


def _range(group: Sequence[Fact]) -> Mapping[str, Any]:
    """The lowest and the highest of a day's scores."""
    lows = [fact.value["low"] for fact in group if "low" in fact.value]
    highs = [fact.value["high"] for fact in group if "high" in fact.value]
    return {"low": min(lows), "high": max(highs)} if lows and highs else {}


def _remarks(fact: Fact, documents: Mapping[str, Document]) -> Iterator[str]:
    source = fact.sources[0] if fact.sources else None
    stated = documents[source.document].date if source and source.document in documents else None
    if fact.date and stated and fact.date > stated and fact.status not in _LATER_IS_NATURAL:
        yield "dated later than the document that states it"


def _parts(value: Mapping[str, Any]) -> tuple[str, ...]:
    several = value.get("body_parts")
    if several:
        return tuple(str(part) for part in several)
    one = value.get("body_part")
    return (str(one),) if one else ()


def _levels(value: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(level) for level in value.get("levels") or ())
