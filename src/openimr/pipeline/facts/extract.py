"""The whole of extraction: one note, every family of facts, in reading order."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence

from openimr.domain.documents import Page
from openimr.domain.facts import Fact, FactStatus
from openimr.pipeline.facts import (
    diagnoses,
    drug_classes,
    events,
    findings,
    function,
    imaging,
    medications,
    muscle_grades,
    pain_scores,
    procedures,
    requests,
    results,
    symptoms,
    therapy,
    work_status,
)
from openimr.pipeline.facts.note import Found, Note, read_note
from openimr.pipeline.facts.when import statement_date
from openimr.text.flow import Flow, mend
from openimr.text.stems import stemmed

Family = Callable[[Note], Iterable[Found]]

FAMILIES: Sequence[Family] = (
    diagnoses.find,
    symptoms.find,
    findings.find,
    muscle_grades.find,
    pain_scores.find,
    imaging.find,
    results.find,
    function.find,
    medications.find,
    drug_classes.find,
    procedures.find,
    therapy.find,
    work_status.find,
    events.find,
    requests.find,
)
"""One function a family of facts; each reads the same note and knows nothing of the others."""


_CLERICAL = stemmed(
    r"^[^\n]*(?:\b[Ss]igned by\b|\b(?:Suite|Avenue|Ave\.|Blvd|P\.O\. Box|Employer:|NPI)(?=\W)|\b(?:Ph\(|Ph: ?\(|Ph \()|"
    r"\b[A-Z][\w.-]+ [A-Z][\w-]+,\s?(?:MD|M\.D\.|D\.O\.|DO|DC|DPT|LAc|PA-C|PhD)\b)[^\n]*",
    re.MULTILINE,
)
_TITLE = stemmed(
    r"^[ \t]*[A-Z][A-Z '’/&().-]*\b(?:REPORTS?|NOTES?|RECORDS?|EVALUATION|LIST|REQUEST FOR AUTHORIZATION"
    r"|APPLICATION|AGREEMENT|CONTRACT)\b[A-Z '’/&().\d-]*$",
    re.MULTILINE,
)
_IN_THE_PAST = re.compile(
    r"\b(?:in the past|previous(?:ly)?|prior|earlier|have been|has been|has had|have had|had|underwent"
    r"|last (?:year|month))\b",
    re.I,
)
_DENIAL_REACH = 120
_DENIAL = re.compile(
    r"\b(?:no|not|denies|denied|denying|without|w/o|never|negative for|neg for|absence of|lack of|neither|free of)\b",
    re.I,
)
_TITLED = frozenset(
    {
        "opioid_agreement",
        "physical_therapy",
        "occupational_therapy",
        "acupuncture",
        "chiropractic",
        "aquatic_therapy",
        "emergency_visit",
    }
)
"""A title says that this was done: a therapy note, an agreement, a visit to the emergency room."""


def extract(flow: Flow, *, date: dt.date | None = None, kind: str | None = None, first_id: int = 1) -> tuple[Fact, ...]:
    """The facts of one document, in reading order.

    *date* is the document's, *kind* one of `DOCUMENT_KINDS`. Ids count from *first_id*: "f1", "f2", ...
    """
    note = read_note(flow, date, kind)
    found = [statement for family in FAMILIES for statement in family(note)]
    clerical = [match.span() for match in _CLERICAL.finditer(note.text)]
    titles = [match.span() for match in _TITLE.finditer(note.text)]
    found = [statement for statement in found if not _is_clerical(note, statement, clerical, titles)]
    found.sort(key=lambda statement: (statement.start, statement.end, statement.kind))
    return tuple(_fact(note, statement, number) for number, statement in enumerate(_merged(found), start=first_id))


def _is_clerical(note: Note, found: Found, lines: Sequence[tuple[int, int]], titles: Sequence[tuple[int, int]]) -> bool:
    """Whether a statement stands in a letterhead, a signature or a title, where words name places and specialties."""
    if any(start <= found.start < end for start, end in lines):
        return True
    if "\n" in note.text[found.start : found.end] and note.section_at(found.start) != note.section_at(found.end):
        return True
    return found.value["concept"] not in _TITLED and any(start <= found.start < end for start, end in titles)


def extract_text(text: str, *, date: dt.date | None = None) -> tuple[Fact, ...]:
    """The facts of one note given as text: a document of one page without a name."""
    return extract(mend("text", (Page(1, text),)), date=date)


def _merged(found: Iterable[Found]) -> list[Found]:
    """Of statements of one concept that share words, the one that says more."""
    kept: list[Found] = []
    latest: dict[tuple[str, str], int] = {}
    for statement in found:
        key = (statement.kind, statement.value["concept"])
        index = latest.get(key)
        if index is None or kept[index].end <= statement.start or _differ(kept[index], statement):
            latest[key] = len(kept)
            kept.append(statement)
        elif len(statement.value) > len(kept[index].value):
            kept[index] = statement
    return kept


def _differ(first: Found, second: Found) -> bool:
    """Whether two statements of one concept contradict each other in any key, and so are two."""
    return any(first.value[key] != value for key, value in second.value.items() if key in first.value)


def _day_of(note: Note, found: Found, status: FactStatus) -> dt.date | None:
    """The day of the note; a procedure of the past was on an earlier day, which its words do not tell."""
    if found.kind != "procedure" or status not in ("present", "historical") or note.kind == "operative_report":
        return note.date
    low, high = note.sentence_at(found.start)
    is_past = status == "historical" or _IN_THE_PAST.search(note.text, low, high) is not None
    return None if is_past else note.date


def _denial_start(note: Note, start: int) -> int:
    """Where the words that deny what stands at *start* begin: a denial must not be quoted without its "no"."""
    low = max(note.sentence_at(start)[0], start - _DENIAL_REACH)
    denials = list(_DENIAL.finditer(note.text, low, start))
    return denials[-1].start() if denials else start


def _fact(note: Note, found: Found, number: int) -> Fact:
    start, end = found.start, found.end
    status = found.status or note.status(start, end)
    if status == "absent":
        start = _denial_start(note, start)
    return Fact(
        id=f"f{number}",
        kind=found.kind,
        text=note.flow.text[start:end],
        status=status,
        value=found.value,
        date=found.date or statement_date(note, found.kind, found.start, end) or _day_of(note, found, status),
        section=note.section_at(start),
        sources=note.flow.spans(start, end),
    )
