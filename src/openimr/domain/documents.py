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
    """

    number: int
    text: str
    boxes: tuple[Box, ...] = ()


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

    `pages` is the first and last page in `file`, counted from 1, both included. `kind` is one of
    `DOCUMENT_KINDS`. `date` is the date of service or of the letter, None where none is stated.
    `set_aside` says why the document is not evidence in this case (another patient's record);
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
