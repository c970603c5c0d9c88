"""What was handed in: files, their pages, and what each document turned out to be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.domain.spans import Problem


@dataclass(frozen=True, slots=True)
class Box:
    """Where the word `text[start:end]` of a page stands on the paper, in points from its top left corner."""

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read. `text` has "\\n" line ends; every span of this page counts in it.

    `boxes` has the place of each word, in the order of the text; empty where the file has no layout.
    `margins` are ranges of `text` (half-open, in order) that are no part of the record: fax headers, page numbers.
    """

    number: int
    text: str
    boxes: tuple[Box, ...] = ()
    margins: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One readable file of a case: its bytes' hash and its pages in order (numbered from 1).

    `name` is the path relative to the case folder, with "/" between folders. DOCX and TXT
    without form feeds have one page.
    """

    name: str
    sha256: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All files of a folder that could be read, and a problem for each that could not."""

    files: tuple[SourceFile, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the record: what it is, who wrote it, when, and where it stands.

    `pages` is the lowest and highest page in `file`, counted from 1, both included; `page_list` has the pages in
    reading order where they do not simply run from first to last, else it is empty. `kind` is one of
    `DOCUMENT_KINDS`. `date` is the date of service or of the letter, None where none is stated.
    `set_aside` says why the document is not evidence in this case (another patient's record, a copy);
    None: it is.
    """

    id: str
    kind: str
    title: str
    author: str | None
    date: dt.date | None
    file: str
    pages: tuple[int, int]
    sha256: str
    specialty: str | None = None
    set_aside: str | None = None
    page_list: tuple[int, ...] = ()

    @property
    def page_numbers(self) -> tuple[int, ...]:
        """Every page of the document in reading order."""
        return self.page_list or tuple(range(self.pages[0], self.pages[1] + 1))


DOCUMENT_KINDS: Sequence[str] = (
    "application",
    "rfa",
    "ur_decision",
    "progress_report",
    "first_report",
    "consultation",
    "operative_report",
    "imaging",
    "electrodiagnostics",
    "laboratory",
    "drug_screen",
    "therapy_notes",
    "medication_list",
    "agreement",
    "emergency",
    "hospital",
    "work_status",
    "appeal_letter",
    "billing",
    "proof_of_service",
    "cover_sheet",
    "correspondence",
    "blank",
    "determination",
    "medical_record",
)
"""Closed list; `medical_record` is a clinical document of no narrower kind."""

CLINICAL_KINDS: frozenset[str] = frozenset(
    {
        "progress_report",
        "first_report",
        "consultation",
        "operative_report",
        "imaging",
        "electrodiagnostics",
        "laboratory",
        "drug_screen",
        "therapy_notes",
        "medication_list",
        "agreement",
        "emergency",
        "hospital",
        "work_status",
        "appeal_letter",
        "medical_record",
    }
)
"""Kinds whose statements about the patient are evidence. Forms and UR letters are not."""

ASIDE_KINDS: frozenset[str] = frozenset({"billing", "proof_of_service", "cover_sheet", "correspondence", "blank"})
"""Kinds that hold nothing about the treatment or the dispute: listed, never evidence."""
