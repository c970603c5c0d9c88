"""A case folder to a draft determination: the whole line, one call a stage."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openimr.casework.reviewers import Need, choose, read_registry
from openimr.domain.cases import CaseFile, DisputedItem, Party
from openimr.domain.contradictions import Contradiction
from openimr.domain.determinations import Determination, Header, Item, Patient, ReviewerCredentials
from openimr.domain.documents import ASIDE_KINDS, CLINICAL_KINDS, Document, Page, Reading, SourceFile
from openimr.domain.facts import Fact
from openimr.domain.reviewers import Choice
from openimr.domain.spans import Problem
from openimr.domain.treatments import Treatment
from openimr.errors import NothingUsableError, UsageError
from openimr.pipeline.contradictions import find as find_contradictions
from openimr.pipeline.criteria import Record
from openimr.pipeline.proposals import summarize
from openimr.pipeline.records import index, mark_copied, read_patient
from openimr.pipeline.treatments import normalise
from openimr.services.judge_items import judge_items, treatment_of
from openimr.services.prove_absence import Prover
from openimr.services.read_case import read_case
from openimr.services.read_facts import facts_of
from openimr.services.read_worksheets import dated
from openimr.services.registry_files import registry_text
from openimr.services.rules import AS_PACKAGED, Rules
from openimr.text.doubt import Doubts
from openimr.text.flow import Flow, mend


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft determination, the pages it rests on by document id, and how the reviewer was chosen."""

    determination: Determination
    record: tuple[tuple[str, SourceFile], ...]
    choice: Choice | None = None


def determine(folder: Path | str, *, as_of: dt.date | None = None, confirmed_only: bool = False) -> Determination:
    """The draft determination of the case in *folder*; see `draft_case`."""
    return draft_case(Path(folder), as_of=as_of, rules=Rules(confirmed_only)).determination


def draft_case(
    folder: Path,
    *,
    as_of: dt.date | None = None,
    registry: Path | None = None,
    read: Callable[[Path], Reading] = read_case,
    rules: Rules = AS_PACKAGED,
    asked: Sequence[str] = (),
) -> Draft:
    """Read, index, extract, judge and propose.

    Args:
        folder: The case file.
        as_of: The day of the determination; by default the latest date that the file itself shows.
        registry: Reviewers to choose from; without one the draft says that none is assigned.
        read: Reads the folder; by default `read_case` with its own limits.
        rules: By which the requests are judged; by default the packaged ones as they stand.
        asked: What is in dispute, in the words of each, where that is known already; by default what the forms say.

    Raises:
        UsageError: *folder* or *registry* is not there.
        NothingUsableError: nothing in the folder is in dispute or readable.
    """
    case = open_case(folder, needs_items=not asked, read=read)
    if asked:
        case = replace(case, forms=replace(case.forms, items=_named(case.forms.items, asked)))
    day = as_of or latest_date(case)
    rules = replace(rules, worksheets=dated(rules.worksheets, day, len(case.forms.items)))
    records = _records(case)
    facts = _facts(records, case)
    patient = read_patient(records, case.forms.date_of_birth, day)
    record = Record(facts)
    prover = Prover(case, {document.id: flow for document, flow in records}, facts)
    items = judge_items(case, record, day, prover.settle, rules)
    choice, registry_problems = _choose(registry, case, [item.treatment for item in items], day)
    determination = Determination(
        status="draft",
        header=_header(case),
        reviewer=choice.credentials if choice else ReviewerCredentials(),
        patient=Patient(patient.age, patient.sex),
        summary=summarize(
            case.forms,
            Patient(patient.age, patient.sex),
            patient.age_sources + patient.sex_sources,
            [document for document, _ in records],
            facts,
        ),
        facts=facts,
        items=items,
        documents=case.documents,
        problems=(*case.problems, *registry_problems),
        search=prover.search,
        contradictions=_contradictions(case, records, facts, items),
    )
    return Draft(determination, _record(case), choice)


def match_reviewers(
    folder: Path, registry: Path, *, as_of: dt.date | None = None
) -> tuple[Choice, tuple[Problem, ...]]:
    """Assess every reviewer of *registry* for the case in *folder*, without drafting it."""
    case = open_case(folder)
    treatments = [treatment_of(asked) for asked in case.forms.items]
    choice, problems = _choose(registry, case, treatments, as_of or latest_date(case))
    if choice is None:
        raise UsageError("A registry is needed.")
    return choice, problems


def outline_case(folder: Path, *, read: Callable[[Path], Reading] = read_case) -> Draft:
    """What the record says before anything is judged: header, documents, facts and pages, but no items.

    Raises:
        UsageError: *folder* is not there.
        NothingUsableError: nothing in it could be read.
    """
    case = open_case(folder, needs_items=False, read=read)
    facts = _facts(_records(case), case)
    outline = Determination(
        status="draft", header=_header(case), facts=facts, documents=case.documents, problems=case.problems
    )
    return Draft(outline, _record(case))


def open_case(folder: Path, *, needs_items: bool = True, read: Callable[[Path], Reading] = read_case) -> CaseFile:
    """The case in *folder*, read and indexed; raises `NothingUsableError` where nothing is in dispute."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder.")
    reading = read(folder)
    if not reading.files:
        raise NothingUsableError("No document in the folder could be read.", reading.problems)
    case = index(reading)
    if needs_items and not case.forms.items:
        raise NothingUsableError("No disputed item was found: the folder holds no usable application.", case.problems)
    return case


def _named(found: Sequence[DisputedItem], asked: Sequence[str]) -> tuple[DisputedItem, ...]:
    """The items of those words, with what the forms say of them, if they say anything."""
    by_words = {item.request: item for item in reversed(found)}
    return tuple(by_words.get(words) or DisputedItem(words) for words in asked)


def latest_date(case: CaseFile) -> dt.date:
    """The latest date that the file shows: when it was received, signed, decided, or last added to."""
    forms = case.forms
    stated = (forms.application_received, forms.application_signed, forms.ur_denial_date, forms.rfa_date)
    record = (doc.date for doc in case.documents if doc.kind not in ASIDE_KINDS and doc.set_aside is None)
    dates = [day for day in (*stated, *record) if day is not None]
    if not dates:
        raise UsageError("The file shows no date at all: say the day with --as-of.")
    return max(dates)


def _records(case: CaseFile) -> list[tuple[Document, Flow]]:
    """The documents that are evidence, oldest first, as mended text; forms, UR letters and set-aside pages are not."""
    files = {file.name: file for file in case.files}
    evidence = [doc for doc in case.documents if doc.kind in CLINICAL_KINDS and doc.set_aside is None]
    records = [(doc, mend(doc.id, _pages(doc, files[doc.file]))) for doc in evidence]
    return sorted(records, key=_day_and_words)


def _day_and_words(record: tuple[Document, Flow]) -> tuple[dt.date, str, str]:
    """Records are read from the oldest on, whatever their files are called."""
    document, flow = record
    return document.date or dt.date.min, document.kind, flow.text


def _pages(document: Document, file: SourceFile) -> list[Page]:
    by_number = {page.number: page for page in file.pages}
    return [by_number[number] for number in document.page_numbers if number in by_number]


def _facts(records: Sequence[tuple[Document, Flow]], case: CaseFile) -> tuple[Fact, ...]:
    """The facts of every record, numbered through, and what the RFA asks for."""
    facts = facts_of(records)
    facts.extend(_requests(case, len(facts) + 1))
    return mark_copied(records, facts)


def _requests(case: CaseFile, number: int) -> Iterable[Fact]:
    files = {file.name: file for file in case.files}
    doubts = {document.id: Doubts(_pages(document, files[document.file])) for document in case.documents}
    for asked in case.forms.items:
        if asked.rfa_words:
            treatment = normalise(asked.rfa_words)
            value = {"concept": treatment.topic or "unknown", "name": treatment.name or asked.rfa_words}
            sources = asked.rfa_sources
            doubtful = any(span.document in doubts and doubts[span.document].touch((span,)) for span in sources)
            date = case.forms.rfa_date
            yield Fact(f"f{number}", "request", asked.rfa_words, "planned", value, date, None, sources, doubtful)
            number += 1


def _contradictions(
    case: CaseFile, records: Sequence[tuple[Document, Flow]], facts: Sequence[Fact], items: Sequence[Item]
) -> tuple[Contradiction, ...]:
    """Where the records disagree, with the criteria that rest on either side."""
    cited: dict[str, list[str]] = {}
    for finding in (each for item in items if item.proposal for each in item.proposal.criteria):
        for name in finding.facts:
            cited.setdefault(name, []).append(finding.id)
    requesting = next((party.name for party in case.forms.parties if party.role == "requesting_physician"), None)
    return find_contradictions(
        facts,
        case.documents,
        cited,
        requesting_physician=requesting,
        records=records,
        injuries=case.forms.dates_of_injury,
    )


def _header(case: CaseFile) -> Header:
    forms = case.forms
    return Header(
        case_number=forms.case_number,
        dates_of_injury=forms.dates_of_injury,
        ur_denial_date=forms.ur_denial_date,
        application_received=forms.application_received,
        priority=forms.priority,
    )


def _choose(
    registry: Path | None, case: CaseFile, treatments: Sequence[Treatment], day: dt.date
) -> tuple[Choice | None, tuple[Problem, ...]]:
    if registry is None:
        return None, ()
    reviewers, problems = read_registry(*registry_text(registry), registry.name)
    forms = case.forms
    diagnoses = tuple(each for each in (forms.primary_diagnosis, *forms.rfa_diagnoses) if each)
    need = Need(
        parties=(*forms.parties, *treating_physicians(case.documents)),
        treatments=treatments,
        day=day,
        requests=tuple(item.request for item in forms.items),
        conditions=diagnoses[:1],
    )
    return choose(reviewers, need), problems


def treating_physicians(documents: Iterable[Document]) -> tuple[Party, ...]:
    """Who wrote the medical records: whoever treats the employee has an interest in the case."""
    authors = (
        Party("treating_physician", document.author, document.specialty)
        for document in documents
        if document.author and document.kind in CLINICAL_KINDS and document.set_aside is None
    )
    return tuple(dict.fromkeys(authors))


def _record(case: CaseFile) -> tuple[tuple[str, SourceFile], ...]:
    files = {file.name: file for file in case.files}
    return tuple((document.id, _own_pages(document, files[document.file])) for document in case.documents)


def _own_pages(document: Document, file: SourceFile) -> SourceFile:
    """The file with the document's pages only."""
    pages = tuple(sorted(_pages(document, file), key=lambda page: page.number))
    return file if len(pages) == len(file.pages) else replace(file, pages=pages)


def write_draft(draft: Draft, out: Path) -> None:
    """Write the draft's files into the folder *out*: determination.json, record.json, the letters, the evidence."""
    from openimr.services.drafts import DETERMINATION_FILE, RECORD_FILE
    from openimr.services.render_letter import render
    from openimr.wire import determination_parts, record_parts

    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; a folder is needed.")
    out.mkdir(parents=True, exist_ok=True)
    for name, parts in (
        (DETERMINATION_FILE, determination_parts(draft.determination)),
        (RECORD_FILE, record_parts(draft.record)),
    ):
        with (out / name).open("wb") as file:
            file.writelines(parts)
    for form in ("pdf", "docx", "html", "txt"):
        render(draft.determination, out / f"letter.{form}")
