"""The case file: its documents told apart and recognised, its forms read and put together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from openimr.domain.cases import CaseFile, CaseForms, Party
from openimr.domain.documents import Document, LayOut, Reading, SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.records.addressed import find_addressed
from openimr.pipeline.records.applications import read_application
from openimr.pipeline.records.assembly import put_together
from openimr.pipeline.records.decisions import read_decision
from openimr.pipeline.records.forms import FormReading
from openimr.pipeline.records.kinds import Recognition, recognise
from openimr.pipeline.records.layouts import with_boxes
from openimr.pipeline.records.notes import read_authorship
from openimr.pipeline.records.parts import Part, find_parts
from openimr.pipeline.records.relevance import why_unrelated
from openimr.pipeline.records.requests import read_request
from openimr.text.flow import Flow, mend

_READERS = {"application": read_application, "rfa": read_request, "ur_decision": read_decision}


def index(reading: Reading) -> CaseFile:
    """The documents of the case in the order of their files and first pages, and what its forms state together."""
    files, parts = find_parts(reading.files)
    flows = [_flow(f"d{number}", part) for number, part in enumerate(parts, start=1)]
    kinds = [part.known.kind if part.known else recognise(flow.text) for part, flow in zip(parts, flows, strict=True)]
    read = [
        (_document(part, flow, kind, form), form)
        for part, flow, kind, form in zip(
            parts, flows, kinds, _forms(parts, flows, kinds, reading.lay_out), strict=True
        )
    ]
    forms = [(document, form) for document, form in read if form is not None and document.set_aside is None]
    together, problems = put_together(forms)
    documents = [_related(document, flow, together) for (document, _), flow in zip(read, flows, strict=True)]
    named = (*_named(parts, documents), *_addressed(files))
    return CaseFile(files, tuple(documents), together, (*reading.problems, *named, *problems))


def _flow(name: str, part: Part) -> Flow:
    return replace(part.known.flow, document=name) if part.known else mend(name, part.pages)


def _forms(
    parts: Sequence[Part], flows: Sequence[Flow], kinds: Sequence[Recognition], lay_out: LayOut | None
) -> list[FormReading | None]:
    """What each part states if it is a form."""
    at = [number for number, kind in enumerate(kinds) if kind.kind in _READERS]
    laid_out = with_boxes([(parts[number].file.name, flows[number]) for number in at], lay_out)
    read = {number: _READERS[kinds[number].kind](flow) for number, flow in zip(at, laid_out, strict=True)}
    return [read.get(number) for number in range(len(parts))]


def _document(part: Part, flow: Flow, kind: Recognition, form: FormReading | None) -> Document:
    wrote = read_authorship(flow, kind.kind)
    document = Document(
        id=flow.document,
        kind=kind.kind,
        title=re.sub(r"^RE:\s*", "", " ".join(flow.text[kind.title_start : kind.title_end].split()), flags=re.I),
        author=wrote.author,
        date=wrote.date,
        file=part.file.name,
        pages=(min(part.numbers), max(part.numbers)),
        sha256=part.file.sha256,
        specialty=wrote.specialty,
        set_aside=part.set_aside,
        page_list=part.page_list,
    )
    return _as_form(document, form) if form else document


def _as_form(document: Document, form: FormReading) -> Document:
    """A form is dated and signed by its own fields; who applies is told by role, not by name."""
    if document.kind == "application":
        return replace(document, author="employee", specialty=None, date=_own_date(form, "application_signed", None))
    if document.kind == "rfa":
        author = _party(form, "requesting_physician")
        document = replace(document, date=_own_date(form, "rfa_date", document.date))
        return replace(document, author=author.name, specialty=author.specialty) if author else document
    author = _party(form, "ur_organization")
    date = _own_date(form, "ur_denial_date", document.date)
    return replace(document, author=author.name if author else document.author, specialty=None, date=date)


def _own_date(form: FormReading, name: str, otherwise: dt.date | None) -> dt.date | None:
    """The form's own date, mended if need be; a field that cannot be read is not filled with another date."""
    found = form.dates.get(name) or form.mended.get(name)
    return found if found or name in form.sources else otherwise


def _party(form: FormReading, role: str) -> Party | None:
    return next((party for party in form.parties if party.role == role), None)


def _related(document: Document, flow: Flow, forms: CaseForms) -> Document:
    """The document, set aside where it is not about this case."""
    if document.set_aside is not None:
        return document
    return replace(document, set_aside=why_unrelated(document, flow.text, forms))


def _named(parts: Sequence[Part], documents: Sequence[Document]) -> Iterator[Problem]:
    """A problem for each document that was set aside."""
    for part, document in zip(parts, documents, strict=True):
        if document.set_aside is None:
            continue
        page = document.page_numbers[0]
        if part.another is not None:
            message = f"This page is another patient's by its {part.another}; it was set aside and is not evidence."
            yield Problem("another_patient", message, document.file, page)
        elif part.copy_of is not None:
            message = f"This page is {part.set_aside}; it was set aside and is not counted twice."
            yield Problem("duplicate_document", message, document.file, page)
        else:
            message = f"This record is not about the case ({document.set_aside}); it was set aside and is not evidence."
            yield Problem("unrelated_record", message, document.file, page)


def _addressed(files: Sequence[SourceFile]) -> Iterator[Problem]:
    """A problem for each page that has words to its reader instead of about the patient."""
    message = "Words on this page tell its reader what to do or decide; they were left out and have no effect."
    for file in files:
        for page in file.pages:
            if page.margins and find_addressed(page.text):
                yield Problem("instructs_reader", message, file.name, page.number)
