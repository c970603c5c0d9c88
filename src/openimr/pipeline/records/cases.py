"""The case file: its documents recognised, its forms read and put together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from openimr.domain.cases import CaseFile, CaseForms, DisputedItem, Party
from openimr.domain.documents import Document, Reading, SourceFile
from openimr.domain.spans import Problem, Span
from openimr.pipeline.records.applications import read_application
from openimr.pipeline.records.decisions import read_decision
from openimr.pipeline.records.forms import FormReading, Words
from openimr.pipeline.records.kinds import recognise
from openimr.pipeline.records.matching import match_rows
from openimr.pipeline.records.notes import read_authorship
from openimr.pipeline.records.requests import read_request
from openimr.text.flow import Flow, mend

_READERS = {"application": read_application, "rfa": read_request, "ur_decision": read_decision}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One document with its flow, and what it states if it is a form."""

    document: Document
    flow: Flow
    form: FormReading | None


def index(reading: Reading) -> CaseFile:
    """The documents of the case in file order, and what its forms state together."""
    sheets = [_sheet(f"d{number}", file) for number, file in enumerate(reading.files, start=1)]
    forms, problems = _put_together(sheets)
    return CaseFile(reading.files, tuple(sheet.document for sheet in sheets), forms, (*reading.problems, *problems))


def _sheet(name: str, file: SourceFile) -> _Sheet:
    flow = mend(name, file.pages)
    kind = recognise(flow.text)
    reader = _READERS.get(kind.kind)
    form = reader(flow) if reader else None
    wrote = read_authorship(flow)
    document = Document(
        id=name,
        kind=kind.kind,
        title=" ".join(flow.text[kind.title_start : kind.title_end].split()),
        author=wrote.author,
        date=wrote.date,
        file=file.name,
        pages=(file.pages[0].number, file.pages[-1].number),
        sha256=file.sha256,
        specialty=wrote.specialty,
    )
    return _Sheet(_as_form(document, form) if form else document, flow, form)


def _as_form(document: Document, form: FormReading) -> Document:
    """A form is dated and signed by its own fields."""
    if document.kind == "application":
        return replace(document, author="employee", specialty=None, date=form.dates.get("application_signed"))
    if document.kind == "rfa":
        author = _party(form, "requesting_physician")
        date = form.dates.get("rfa_date") or document.date
        return replace(
            document,
            author=author.name if author else document.author,
            date=date,
            specialty=author.specialty if author else document.specialty,
        )
    author = _party(form, "ur_organization")
    return replace(
        document,
        author=author.name if author else None,
        specialty=None,
        date=form.dates.get("ur_denial_date") or document.date,
    )


def _party(form: FormReading, role: str) -> Party | None:
    return next((party for party in form.parties if party.role == role), None)


def _put_together(sheets: Sequence[_Sheet]) -> tuple[CaseForms, list[Problem]]:
    by_kind = {kind: _newest(sheets, kind) for kind in _READERS}
    application, request, decision = (by_kind[kind] for kind in ("application", "rfa", "ur_decision"))
    problems = (
        [] if application else [Problem("no_application", "No application for independent medical review was found.")]
    )
    ordered = [form for form in (application, request, decision) if form]
    items = _items(application, request, decision)
    if not items:
        problems.append(Problem("no_disputed_items", "No form names a disputed treatment."))
    sources: dict[str, tuple[Span, ...]] = {}
    for form in ordered:
        for name, spans in form.sources.items():
            sources.setdefault(name, spans)
    if decision and "ur_denial_date" in decision.dates:
        sources["ur_denial_date"] = decision.sources["ur_denial_date"]
    if request and "rfa_date" in request.dates:
        sources["rfa_date"] = request.sources["rfa_date"]
    empty = FormReading()
    first = application or empty
    forms = CaseForms(
        case_number=first.words.get("case_number"),
        application_received=first.dates.get("application_received"),
        application_signed=first.dates.get("application_signed"),
        ur_denial_date=_date([decision, application], "ur_denial_date"),
        rfa_date=_date([request, decision], "rfa_date"),
        rfa_received=_date([decision, request], "rfa_received"),
        dates_of_injury=next((form.dates_of_injury for form in ordered if form.dates_of_injury), ()),
        date_of_birth=_date(ordered, "date_of_birth"),
        priority=first.priority,
        primary_diagnosis=first.words.get("primary_diagnosis"),
        liability_disputed=first.liability_disputed,
        claim_number=next((form.words["claim_number"] for form in ordered if "claim_number" in form.words), None),
        rfa_diagnoses=tuple(words.text for words in request.diagnoses) if request else (),
        parties=_parties(ordered),
        items=items,
        sources=dict(sorted(sources.items())),
    )
    return forms, problems


def _newest(sheets: Sequence[_Sheet], kind: str) -> FormReading | None:
    found = [sheet for sheet in sheets if sheet.document.kind == kind and sheet.form]
    found.sort(key=lambda sheet: sheet.document.date or dt.date.min)
    return found[-1].form if found else None


def _date(forms: Sequence[FormReading | None], name: str) -> dt.date | None:
    return next((form.dates[name] for form in forms if form and name in form.dates), None)


def _parties(forms: Sequence[FormReading]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}
    for form in forms:
        for party in form.parties:
            found.setdefault(party.role, party)
    return tuple(found.values())


def _items(
    application: FormReading | None, request: FormReading | None, decision: FormReading | None
) -> tuple[DisputedItem, ...]:
    findings = decision.findings if decision else ()
    listed = list(application.items) if application else []
    if not listed:
        listed = [Words(finding.item, finding.sources[:1]) for finding in findings if finding.outcome != "approved"]
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
