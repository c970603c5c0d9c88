"""The case file: its documents recognised, its forms read and put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from openimr.domain.cases import CaseFile, Party
from openimr.domain.documents import Document, Page, Reading, SourceFile
from openimr.domain.spans import Problem
from openimr.pipeline.records.applications import read_application
from openimr.pipeline.records.assembly import put_together
from openimr.pipeline.records.decisions import read_decision
from openimr.pipeline.records.forms import FormReading
from openimr.pipeline.records.identities import Identity, is_another, read_identity
from openimr.pipeline.records.kinds import recognise
from openimr.pipeline.records.notes import read_authorship
from openimr.pipeline.records.requests import read_request
from openimr.text.flow import mend

_READERS = {"application": read_application, "rfa": read_request, "ur_decision": read_decision}
_ANOTHER = "another patient's record"


@dataclass(frozen=True, slots=True)
class _Part:
    """Pages of one file that belong to one patient."""

    file: SourceFile
    pages: tuple[Page, ...]
    is_another: bool


def index(reading: Reading) -> CaseFile:
    """The documents of the case in file order, and what its forms state together."""
    patient = _patient(reading.files)
    parts = [part for file in reading.files for part in _parts(file, patient)]
    documents: list[Document] = []
    forms: list[tuple[Document, FormReading]] = []
    for number, part in enumerate(parts, start=1):
        document, form = _document(f"d{number}", part)
        documents.append(document)
        if form is not None and not part.is_another:
            forms.append((document, form))
    together, problems = put_together(forms)
    misfiled = [_misfiled(part) for part in parts if part.is_another]
    bundled = [_bundled(part) for part in parts if _holds_several(part.pages)]
    return CaseFile(reading.files, tuple(documents), together, (*reading.problems, *misfiled, *bundled, *problems))


def _patient(files: Sequence[SourceFile]) -> Identity:
    """Who the case is about: as the application says, else another form, else the first record that says."""
    by_kind: dict[str, Identity] = {}
    for file in files:
        identity = read_identity(file.pages)
        if identity.names or identity.born:
            by_kind.setdefault(recognise(mend("", file.pages).text).kind, identity)
    for kind in _READERS:
        if kind in by_kind:
            return by_kind[kind]
    return next(iter(by_kind.values()), Identity())


def _parts(file: SourceFile, patient: Identity) -> Iterator[_Part]:
    """Runs of the file's pages by patient; a page that names nobody goes with the page before it."""
    run: list[Page] = []
    is_other = False
    for page in file.pages:
        identity = read_identity((page,))
        names_somebody = bool(identity.names or identity.born)
        other = is_another(identity, patient) if names_somebody else is_other
        if run and other != is_other:
            yield _Part(file, tuple(run), is_other)
            run = []
        is_other = other
        run.append(page)
    if run:
        yield _Part(file, tuple(run), is_other)


def _holds_several(pages: Sequence[Page]) -> bool:
    """Whether a later page begins a form of another kind: several documents were put into one file."""
    kinds = [recognise(page.text).kind for page in pages] if len(pages) > 1 else []
    return any(kind in _READERS and kind != kinds[0] for kind in kinds[1:])


def _bundled(part: _Part) -> Problem:
    message = "This file holds several documents, which are not told apart yet: hand in one file a document."
    return Problem("several_documents", message, part.file.name)


def _document(name: str, part: _Part) -> tuple[Document, FormReading | None]:
    flow = mend(name, part.pages)
    kind = recognise(flow.text)
    reader = _READERS.get(kind.kind)
    form = reader(flow) if reader else None
    wrote = read_authorship(flow)
    document = Document(
        id=name,
        kind=kind.kind,
        title=re.sub(r"^RE:\s*", "", " ".join(flow.text[kind.title_start : kind.title_end].split()), flags=re.I),
        author=wrote.author,
        date=wrote.date,
        file=part.file.name,
        pages=(part.pages[0].number, part.pages[-1].number),
        sha256=part.file.sha256,
        specialty=wrote.specialty,
        set_aside=_ANOTHER if part.is_another else None,
    )
    return (_as_form(document, form) if form else document), form


def _as_form(document: Document, form: FormReading) -> Document:
    """A form is dated and signed by its own fields; who applies is told by role, not by name."""
    if document.kind == "application":
        return replace(document, author="employee", specialty=None, date=form.dates.get("application_signed"))
    if document.kind == "rfa":
        author = _party(form, "requesting_physician")
        document = replace(document, date=form.dates.get("rfa_date") or document.date)
        return replace(document, author=author.name, specialty=author.specialty) if author else document
    author = _party(form, "ur_organization")
    date = form.dates.get("ur_denial_date") or document.date
    return replace(document, author=author.name if author else document.author, specialty=None, date=date)


def _party(form: FormReading, role: str) -> Party | None:
    return next((party for party in form.parties if party.role == role), None)


def _misfiled(part: _Part) -> Problem:
    message = "This page names another patient; it was set aside and is not evidence."
    return Problem("another_patient", message, part.file.name, part.pages[0].number)
