"""The forms of a case put together: which form is believed for what, and where they disagree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace

from openimr.domain.cases import CaseForms, DisputedItem, Party
from openimr.domain.documents import Document
from openimr.domain.spans import Problem, Span
from openimr.pipeline.records.forms import FormReading, Words
from openimr.pipeline.records.matching import match_rows

_Forms = Sequence[tuple[Document, FormReading]]

_BELIEVED: Mapping[str, tuple[str, ...]] = {
    "application_received": ("application",),
    "application_signed": ("application",),
    "ur_denial_date": ("ur_decision", "application"),
    "rfa_date": ("rfa", "ur_decision"),
    "rfa_received": ("ur_decision", "rfa"),
    "date_of_birth": ("application", "rfa", "ur_decision"),
}
"""Which form is asked first for each date: every form for its own, the application for the employee."""

_COMPARED = {"ur_denial_date": "the date of the utilization review decision", "date_of_birth": "the birth date"}


def put_together(forms: _Forms) -> tuple[CaseForms, tuple[Problem, ...]]:
    """What the forms state together, and a problem for each missing form or disagreement."""
    by_kind = {kind: _one(forms, kind) for kind in ("application", "rfa", "ur_decision")}
    items = _items(by_kind)
    present = {kind: form for kind, form in by_kind.items() if form is not None}
    dates = {name: _date(present, name) for name in _BELIEVED}
    first = by_kind["application"] or FormReading()
    request = by_kind["rfa"]
    together = CaseForms(
        case_number=first.words.get("case_number"),
        application_received=dates["application_received"],
        application_signed=dates["application_signed"],
        ur_denial_date=dates["ur_denial_date"],
        rfa_date=dates["rfa_date"],
        rfa_received=dates["rfa_received"],
        date_of_birth=dates["date_of_birth"],
        dates_of_injury=next((form.dates_of_injury for form in present.values() if form.dates_of_injury), ()),
        priority=first.priority,
        primary_diagnosis=first.words.get("primary_diagnosis"),
        liability_disputed=first.liability_disputed,
        claim_number=_word(present, "claim_number"),
        rfa_diagnoses=tuple(words.text for words in request.diagnoses) if request else (),
        parties=_parties(tuple(present.values())),
        items=items,
        sources=_sources(present),
    )
    return together, (*_missing(present, items), *_disagreements(forms), *_mended(forms))


def _one(forms: _Forms, kind: str) -> FormReading | None:
    """The newest form of a kind; rows and findings of older ones of the same kind are added."""
    found = [form for document, form in sorted(forms, key=_day, reverse=True) if document.kind == kind]
    if not found:
        return None
    if kind == "application":
        return found[0]
    items = tuple(item for form in found for item in form.items)
    diagnoses = tuple({words.text: words for form in reversed(found) for words in form.diagnoses}.values())
    return replace(
        found[0],
        items=items,
        diagnoses=diagnoses,
        findings=tuple(finding for form in found for finding in form.findings),
    )


def _day(entry: tuple[Document, FormReading]) -> dt.date:
    return entry[0].date or dt.date.min


def _date(forms: Mapping[str, FormReading], name: str) -> dt.date | None:
    asked = [forms[kind] for kind in _BELIEVED[name] if kind in forms]
    stated = (
        dates[name] for dates in (*(form.dates for form in asked), *(form.mended for form in asked)) if name in dates
    )
    return next(stated, None)


def _word(forms: Mapping[str, FormReading], name: str) -> str | None:
    return next((form.words[name] for form in forms.values() if name in form.words), None)


def _parties(forms: Sequence[FormReading]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for form in forms:
        for party in form.parties:
            found.setdefault(party.role, party)
    return tuple(found.values())


def _sources(forms: Mapping[str, FormReading]) -> Mapping[str, tuple[Span, ...]]:
    """Each field's words: the believed form's first, then other forms' that state a different date."""
    found: dict[str, tuple[Span, ...]] = {}
    known = {field.name for field in fields(CaseForms)}
    names = sorted({name for form in forms.values() for name in form.sources} & known)
    for name in names:
        order = [kind for kind in _BELIEVED.get(name, tuple(forms)) if kind in forms and name in forms[kind].sources]
        if not order:
            continue
        believed = forms[order[0]]
        others = [forms[kind] for kind in order[1:] if forms[kind].dates.get(name) != believed.dates.get(name)]
        found[name] = tuple(span for form in (believed, *others) for span in form.sources[name])
    return found


def _items(forms: Mapping[str, FormReading | None]) -> tuple[DisputedItem, ...]:
    """The application's list; without one what utilization review denied or modified."""
    application, request, decision = forms["application"], forms["rfa"], forms["ur_decision"]
    findings = decision.findings if decision else ()
    listed = application.items if application else ()
    if not listed:
        disputed = [finding for finding in findings if finding.outcome != "approved"]
        listed = tuple(Words(finding.item, finding.sources[:1]) for finding in disputed)
    rows = request.items if request else ()
    words = [item.text for item in listed]
    row_of = match_rows(words, [row.text for row in rows])
    finding_of = match_rows(words, [finding.item for finding in findings])
    return tuple(
        DisputedItem(
            request=item.text,
            sources=item.sources,
            rfa_words=rows[row].text if row is not None else None,
            rfa_sources=rows[row].sources if row is not None else (),
            ur=findings[found] if found is not None else None,
        )
        for item, row, found in zip(listed, row_of, finding_of, strict=True)
    )


def _missing(forms: Mapping[str, FormReading], items: Sequence[DisputedItem]) -> tuple[Problem, ...]:
    found: list[Problem] = []
    if "application" not in forms:
        found.append(Problem("no_application", "No application for independent medical review was found."))
    if "ur_decision" not in forms:
        found.append(Problem("no_ur_decision", "No utilization review decision was found."))
    if "application" in forms and not forms["application"].items and items:
        message = (
            "The application's list could not be read: the treatments are those of the utilization review decision."
        )
        found.append(Problem("items_from_decision", message))
    if not items:
        found.append(Problem("no_disputed_items", "No form names a treatment in dispute."))
    return tuple(found)


def _disagreements(forms: _Forms) -> tuple[Problem, ...]:
    """One problem for each form that states another date than the form asked first."""
    found: list[Problem] = []
    by_kind = {kind: form for kind in ("application", "rfa", "ur_decision") if (form := _one(forms, kind))}
    for name, words in _COMPARED.items():
        believed = _date(by_kind, name)
        for document, form in forms:
            stated = form.dates.get(name)
            is_older_letter = name == "ur_denial_date" and document.kind == "ur_decision"
            if stated is not None and stated != believed and not is_older_letter:
                found.append(_disagreement(document, words))
    injuries = [(document, form.dates_of_injury) for document, form in forms if form.dates_of_injury]
    found.extend(
        _disagreement(document, "the date of injury")
        for document, dates in injuries[1:]
        if not set(dates) & set(injuries[0][1])
    )
    return tuple(found)


def _mended(forms: _Forms) -> Iterator[Problem]:
    """One problem for each form with a date that was read in spite of OCR's slips."""
    message = "A date on this scanned form was misread by OCR; the only reading that is possible was taken."
    for document, form in forms:
        if form.mended:
            yield Problem("date_mended", message, document.file, document.pages[0])


def _disagreement(document: Document, words: str) -> Problem:
    return Problem("forms_disagree", f"This form differs from another about {words}.", document.file, document.pages[0])
