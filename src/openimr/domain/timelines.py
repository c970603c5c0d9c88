"""A timeline: the treatment history of a case by date, every row leading to the page that it was read from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from openimr.domain.facts import FactKind, FactStatus

SCHEMA = "openimr.timeline/1"

Phase = Literal["before", "between", "after", "undated"]
"""Where a date stands to the date(s) of injury; between: after the first of several and before the last."""

Section = Literal["visit", "pain", "medication", "procedure", "therapy", "imaging", "test", "work"]
MarkState = Literal["report", "stated", "planned", "historical", "stopped"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row's words stand: document, file, page and the half-open range of characters on that page."""

    document: str
    file: str | None
    page: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Injury:
    """A date of injury that the record states. `is_used`: the forms state it, so the timeline is split by it."""

    date: dt.date
    is_used: bool
    sources: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the dispute: request for authorization, utilization review decision, application."""

    kind: str
    date: dt.date
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Encounter:
    """One document of the record at its date: a visit, a procedure, a study, or a form. `rows` are its statements."""

    document: str
    kind: str
    title: str
    author: str | None
    specialty: str | None
    date: dt.date | None
    phase: Phase
    file: str
    pages: tuple[int, ...]
    sha256: str
    is_evidence: bool
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A document that is not evidence in this case, and why."""

    document: str
    kind: str
    title: str
    date: dt.date | None
    file: str
    pages: tuple[int, ...]
    sha256: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One statement at its date. Statements of the same thing on one day are one row; `count` says how many.

    `statement` is the first in its own words, `detail` what all of them say of it, `value` their values, the first to
    say a thing first. `remarks` tell what is odd about the date. `doubtful`: every statement rests on doubtful words;
    `copied_from`: the document that all of them were copied forward from. `until` and `days` are set where the days
    from `date` to `until` were folded into one row.
    """

    id: str
    date: dt.date | None
    phase: Phase
    kind: FactKind
    concept: str
    statement: str
    detail: str
    status: FactStatus
    body_parts: tuple[str, ...]
    laterality: str | None
    levels: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[Place, ...]
    count: int = 1
    doubtful: bool = False
    copied_from: str | None = None
    remarks: tuple[str, ...] = ()
    value: Mapping[str, Any] = field(default_factory=dict)
    until: dt.date | None = None
    days: int = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a track. report: the document of the thing itself is on file; stated: a note tells of it.

    `row` is a row's id; in the section visit it is the document's.
    """

    date: dt.date
    row: str
    state: MarkState
    label: str | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of a track, first and last day included.

    `state` for a medication: mentioned (mentions follow each other closely), gap (nothing between two mentions), since
    (the record says that it began earlier); for work: the work status.
    """

    first: dt.date
    last: dt.date
    state: str
    row: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One line of the picture: the visits, pain, a drug, a therapy, a procedure, a kind of study, work."""

    section: Section
    name: str
    note: str | None = None
    marks: tuple[Mark, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    undated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The treatment history of one case.

    `rows` and `encounters` are in order of date, those without one last. `until`: what is dated later was left out,
    `left_out` says how many statements and documents that were.
    """

    schema: str = SCHEMA
    case_number: str | None
    until: dt.date | None
    injuries: tuple[Injury, ...]
    milestones: tuple[Milestone, ...]
    encounters: tuple[Encounter, ...]
    rows: tuple[Row, ...]
    tracks: tuple[Track, ...]
    set_aside: tuple[SetAside, ...]
    left_out: int = 0
