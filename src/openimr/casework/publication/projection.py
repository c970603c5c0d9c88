"""A determination as it is published: its own words only, and nothing that leads back to the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Header, Item, Passage
from openimr.domain.documents import Document
from openimr.domain.publications import Profile


def texts_of(determination: Determination) -> tuple[tuple[str, str], ...]:
    """Each text of the determination that is published, behind the words that tell its place."""
    return tuple(_texts(determination))


def _texts(determination: Determination) -> Iterator[tuple[str, str]]:
    yield "case summary", determination.summary.text
    for number, item in enumerate(determination.items, start=1):
        yield f"item {number}, request", item.request
        yield f"item {number}, original request", item.original_request or ""
        yield f"item {number}, claims administrator guideline", item.claims_administrator_guideline.text
        yield f"item {number}, reviewer guideline", item.reviewer_guideline.text
        yield f"item {number}, rationale", item.rationale.text


def published(determination: Determination, texts: Sequence[str], profile: Profile) -> Determination:
    """The determination with *texts* in the order of `texts_of`, and without its record.

    Facts, proposals, sources, searches and problems stay behind; of the documents only kinds and dates go along.
    """
    each = iter(texts)
    summary = next(each)
    items = tuple(_item(item, each, profile) for item in determination.items)
    age = determination.patient.age
    if profile.ages == "cap" and age is not None and age > 89:
        age = None
    return Determination(
        status="published",
        header=_header(determination.header, profile),
        reviewer=determination.reviewer,
        patient=replace(determination.patient, age=age),
        summary=Passage(summary),
        items=items,
        documents=tuple(_document(number, one, profile) for number, one in enumerate(determination.documents, start=1)),
    )


def _header(header: Header, profile: Profile) -> Header:
    if profile.dates == "year":
        header = Header(case_number=header.case_number, priority=header.priority)
    return header if profile.case_number == "keep" else replace(header, case_number=None)


def _item(item: Item, texts: Iterator[str], profile: Profile) -> Item:
    request, original, theirs, ours, rationale = (next(texts) for _ in range(5))
    treatment = item.treatment if profile.dates == "keep" else replace(item.treatment, service_date=None)
    return Item(
        request=request,
        treatment=treatment,
        original_request=original or None,
        decision=item.decision,
        claims_administrator_guideline=_line(item.claims_administrator_guideline, theirs),
        reviewer_guideline=_line(item.reviewer_guideline, ours),
        rationale=Passage(rationale),
    )


def _line(line: GuidelineLine, text: str) -> GuidelineLine:
    return line if text == line.text else GuidelineLine(text)


def _document(number: int, document: Document, profile: Profile) -> Document:
    day = document.date if profile.dates == "keep" else None
    return Document(f"d{number}", document.kind, "", None, day, "", (1, 1), "")
