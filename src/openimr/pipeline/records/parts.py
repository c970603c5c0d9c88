"""The record cut into parts: pages that belong to one document of one patient, copies apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openimr.domain.documents import ANOTHER_PATIENT, ASIDE_KINDS, Page, SourceFile
from openimr.pipeline.records.copies import find_copies
from openimr.pipeline.records.identities import Identity, identity_in, is_another, is_same_name
from openimr.pipeline.records.kinds import Recognition, recognise
from openimr.pipeline.records.sheets import Sheet, read_sheets
from openimr.pipeline.records.splitting import split
from openimr.pipeline.records.strangers import Patient, why_another
from openimr.text.flow import Flow, mend

_FORMS = ("application", "rfa", "ur_decision")


@dataclass(frozen=True, slots=True)
class Whole:
    """A document's pages as one text, and what kind of document that is."""

    flow: Flow
    kind: Recognition
    identity: Identity


@dataclass(frozen=True, slots=True)
class Part:
    """The pages of one document in reading order.

    `another` says what tells that they are another patient's ("name", "birth date", "claim number", "sex", "age"), None
    where nothing does. `copy_of` is the page (file and number) that the first of them repeats.
    """

    file: SourceFile
    pages: tuple[Page, ...]
    another: str | None = None
    copy_of: tuple[str, int] | None = None
    known: Whole | None = None
    """What is known of exactly these pages together."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The pages' numbers in the file, in reading order."""
        return tuple(page.number for page in self.pages)

    @property
    def page_list(self) -> tuple[int, ...]:
        """The page numbers, where they do not simply run on."""
        numbers = self.numbers
        return () if numbers == tuple(range(numbers[0], numbers[-1] + 1)) else numbers

    @property
    def set_aside(self) -> str | None:
        """Why the pages are no evidence."""
        if self.another is not None:
            return ANOTHER_PATIENT
        if self.copy_of is None:
            return None
        name, number = self.copy_of
        place = f"page {number}" if name == self.file.name else f"page {number} of {name}"
        return f"a copy of {place}"


@dataclass(frozen=True, slots=True)
class _Leaf:
    """One sheet and its file."""

    file: int
    sheet: Sheet


def find_parts(files: Sequence[SourceFile]) -> tuple[tuple[SourceFile, ...], tuple[Part, ...]]:
    """The files with each page's margins marked, and their parts in the order of files and first pages."""
    sheets = [read_sheets(file.pages) for file in files]
    marked = tuple(_marked(file, each) for file, each in zip(files, sheets, strict=True))
    leaves = [_Leaf(number, sheet) for number, each in enumerate(sheets) for sheet in each]
    copies = find_copies([None if leaf.sheet.kind.kind in ASIDE_KINDS else leaf.sheet.text for leaf in leaves])
    copied = {(leaves[copy].file, leaves[copy].sheet.page.number): leaves[kept] for copy, kept in copies.items()}
    documents = [
        (number, document)
        for number, each in enumerate(sheets)
        for document in split([sheet for sheet in each if (number, sheet.page.number) not in copied])
    ]
    wholes = [_whole(document) for _, document in documents]
    identity = _patient(wholes)
    patient = Patient(identity, [sheet for _, document in documents for sheet in document])
    parts = [
        part
        for (number, document), whole in zip(documents, wholes, strict=True)
        for part in _by_patient(marked[number], document, whole, patient)
    ]
    parts += _copies(marked, copied, documents, sheets)
    order = {file.name: number for number, file in enumerate(marked)}
    return marked, tuple(sorted(parts, key=lambda part: (order[part.file.name], min(part.numbers))))


def _marked(file: SourceFile, sheets: Sequence[Sheet]) -> SourceFile:
    by_number = {sheet.page.number: sheet.page for sheet in sheets}
    return replace(file, pages=tuple(by_number[page.number] for page in file.pages))


def _patient(documents: Sequence[Whole]) -> Identity:
    """Who the case is about: as the application says, else another form, else the first record that says.

    Of several forms of a kind the one believed is that which fewest other documents contradict.
    """
    known = [(each.kind.kind, each.identity) for each in documents if each.identity.names or each.identity.born]
    for kind in _FORMS:
        named = [identity for each, identity in known if each == kind]
        if named:
            best = min(named, key=lambda identity: sum(is_another(other, identity) for _, other in known))
            return _filled(best, [identity for _, identity in known])
    return _filled(known[0][1], [identity for _, identity in known]) if known else Identity()


def _filled(patient: Identity, others: Sequence[Identity]) -> Identity:
    """The patient with the birth date and claim number that most other documents of that name give."""
    same = [other for other in others if patient.names and is_same_name(other, patient)]
    born = Counter(other.born for other in same if other.born).most_common(1)
    claim = Counter(other.claim for other in same if other.claim).most_common(1)
    return replace(
        patient,
        born=patient.born or (born[0][0] if born else None),
        claim=patient.claim or (claim[0][0] if claim else None),
    )


def _whole(document: Sequence[Sheet]) -> Whole:
    flow = mend("", [sheet.page for sheet in document])
    if len(document) == 1:
        return Whole(flow, document[0].kind, document[0].identity)
    return Whole(flow, recognise(flow.text), identity_in(flow))


def _by_patient(file: SourceFile, document: Sequence[Sheet], whole: Whole, patient: Patient) -> Iterator[Part]:
    """Runs of the document's pages by patient; a page that tells nothing of whom goes with the page before it."""
    run: list[Page] = []
    another: str | None = None
    for sheet in document:
        why = why_another(sheet, document, patient)
        now = why if why or sheet.names_patient(patient.identity) else another
        if run and (now is None) != (another is None):
            yield Part(file, tuple(run), another)
            run = []
        another = now
        run.append(sheet.page)
    yield Part(file, tuple(run), another, known=whole if len(run) == len(document) else None)


def _copies(
    files: Sequence[SourceFile],
    copied: Mapping[tuple[int, int], _Leaf],
    documents: Sequence[tuple[int, Sequence[Sheet]]],
    sheets: Sequence[Sequence[Sheet]],
) -> Iterator[Part]:
    """The pages of one file that repeat those of one document, as one part for each time that they are there."""
    repeats: dict[tuple[int, int], list[tuple[int, Sheet]]] = {}
    for number, each in enumerate(sheets):
        for sheet in each:
            kept = copied.get((number, sheet.page.number))
            if kept is not None:
                repeats.setdefault((kept.file, kept.sheet.page.number), []).append((number, sheet))
    for source, document in documents:
        times: dict[tuple[int, int], list[tuple[Sheet, Sheet]]] = {}
        for kept_sheet in document:
            seen: Counter[int] = Counter()
            for number, sheet in repeats.get((source, kept_sheet.page.number), ()):
                times.setdefault((number, seen[number]), []).append((sheet, kept_sheet))
                seen[number] += 1
        for (number, _), pairs in sorted(times.items(), key=lambda entry: entry[0]):
            place = (files[source].name, pairs[0][1].page.number)
            yield Part(files[number], tuple(sheet.page for sheet, _ in pairs), None, place)
