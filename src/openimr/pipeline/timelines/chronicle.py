"""A determination's facts and documents as one timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from openimr.domain.determinations import Determination
from openimr.domain.documents import ASIDE_KINDS, CLINICAL_KINDS, Document
from openimr.domain.facts import Fact
from openimr.domain.timelines import Encounter, Injury, Milestone, Row, SetAside, Timeline
from openimr.pipeline.timelines.rows import phase_of, places_of, rows_of
from openimr.pipeline.timelines.tracks import tracks_of
from openimr.pipeline.timelines.wording import plain

_STEPS = ("rfa", "ur_decision", "application")


def chronicle(determination: Determination, *, until: dt.date | None = None) -> Timeline:
    """The timeline of a case; what is dated after *until* is left out and counted."""
    documents = {each.id: each for each in determination.documents}
    kept = {name: each for name, each in documents.items() if until is None or not each.date or each.date <= until}
    facts = [fact for fact in determination.facts if _is_known(fact, kept, until)]
    injuries = _injuries(determination, facts, documents)
    days = tuple(injury.date for injury in injuries if injury.is_used)
    rows = rows_of(facts, documents, days)
    encounters = _encounters(kept.values(), rows, days)
    return Timeline(
        case_number=determination.header.case_number,
        until=until,
        injuries=injuries,
        milestones=_milestones(determination, kept.values(), until),
        encounters=encounters,
        rows=rows,
        tracks=tracks_of(rows, encounters, kept),
        set_aside=tuple(_set_aside(each) for each in kept.values() if _reason(each)),
        left_out=len(determination.facts) - len(facts) + len(documents) - len(kept),
    )


def _is_known(fact: Fact, kept: Mapping[str, Document], until: dt.date | None) -> bool:
    """Whether the fact was on record, and had happened, by *until*."""
    if until is None:
        return True
    return (fact.date is None or fact.date <= until) and all(span.document in kept for span in fact.sources)


def _injuries(
    determination: Determination, facts: Sequence[Fact], documents: Mapping[str, Document]
) -> tuple[Injury, ...]:
    """The dates of injury of the forms, and every other that a record states."""
    stated: dict[dt.date, list[Fact]] = {}
    for fact in facts:
        is_injury = fact.kind == "event" and fact.value.get("concept") == "injury" and fact.status == "present"
        if is_injury and fact.date and _has_own_date(fact, documents):
            stated.setdefault(fact.date, []).append(fact)
    used = determination.header.dates_of_injury or (tuple(stated) if len(stated) == 1 else ())
    return tuple(
        Injury(day, day in used, places_of(stated.get(day, ()), documents)) for day in sorted({*used, *stated})
    )


def _has_own_date(fact: Fact, documents: Mapping[str, Document]) -> bool:
    """Whether the words give the date: a fact without one of its own bears its document's."""
    source = fact.sources[0] if fact.sources else None
    document = documents.get(source.document) if source else None
    return document is None or document.date != fact.date


def _milestones(
    determination: Determination, documents: Iterable[Document], until: dt.date | None
) -> tuple[Milestone, ...]:
    header = determination.header
    found = [Milestone(each.kind, each.date, each.id) for each in documents if each.kind in _STEPS and each.date]
    if header.ur_denial_date and not any(each.kind == "ur_decision" for each in found):
        found.append(Milestone("ur_decision", header.ur_denial_date))
    if header.application_received:
        found.append(Milestone("received", header.application_received))
    return tuple(sorted((each for each in found if until is None or each.date <= until), key=_day_and_kind))


def _day_and_kind(step: Milestone) -> tuple[dt.date, str]:
    return step.date, step.kind


def _encounters(
    documents: Iterable[Document], rows: Sequence[Row], injuries: Sequence[dt.date]
) -> tuple[Encounter, ...]:
    stated: dict[str, dict[str, None]] = {}
    for row in rows:
        for place in row.sources:
            stated.setdefault(place.document, {})[row.id] = None
    found = [
        Encounter(
            document=each.id,
            kind=each.kind,
            title=plain(each.title),
            author=plain(each.author) or None,
            specialty=plain(each.specialty) or None,
            date=each.date,
            phase=phase_of(each.date, injuries),
            file=each.file,
            pages=each.page_numbers,
            sha256=each.sha256,
            is_evidence=each.kind in CLINICAL_KINDS,
            rows=tuple(stated.get(each.id, ())),
        )
        for each in documents
        if _reason(each) is None
    ]
    return tuple(sorted(found, key=lambda it: (it.date is None, it.date or dt.date.max)))


def _reason(document: Document) -> str | None:
    """Why a document is not in the history: set aside, or of a kind that says nothing about it."""
    if document.set_aside:
        return plain(document.set_aside)
    return "Nothing about the treatment." if document.kind in ASIDE_KINDS else None


def _set_aside(document: Document) -> SetAside:
    return SetAside(
        document.id,
        document.kind,
        plain(document.title),
        document.date,
        document.file,
        document.page_numbers,
        document.sha256,
        _reason(document) or "",
    )
