"""A case as its forms state it: who is who, the dates, and what is in dispute."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from openimr.domain.documents import Document, SourceFile
from openimr.domain.spans import Problem, Span

PartyRole = Literal[
    "employee",
    "employer",
    "claims_administrator",
    "claims_adjuster",
    "requesting_physician",
    "practice",
    "ur_organization",
    "ur_reviewer",
    "employee_attorney",
    "employee_family",
    "employer_attorney",
    "officer",
    "insurer",
    "provider_network",
    "treating_physician",
    "medical_group",
    "facility",
    "manufacturer",
    "administrative_director",
]


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organization with an interest in the case. Names never leave the case."""

    role: PartyRole
    name: str
    specialty: str | None = None
    sources: tuple[Span, ...] = ()
    npi: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class UrFinding:
    """What utilization review decided on one item.

    `outcome` as UR means it: denied (non-certified), modified, approved. `authorized` is the part
    it granted, in its own words. `guideline` and `reason` are its words; `item` the item's words.
    """

    item: str
    outcome: Literal["denied", "modified", "approved"]
    authorized: str | None = None
    guideline: str | None = None
    reason: str | None = None
    sources: tuple[Span, ...] = ()
    guideline_sources: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputedItem:
    """One line of the application's disputed treatment, with its RFA row and UR finding if found.

    `rfa_words` is the row of the RFA that asks for the same thing (service, quantity, frequency).
    """

    request: str
    sources: tuple[Span, ...] = ()
    rfa_words: str | None = None
    rfa_sources: tuple[Span, ...] = ()
    ur: UrFinding | None = None


@dataclass(frozen=True, slots=True)
class CaseForms:
    """All that the application, the RFA and the UR decision state."""

    case_number: str | None = None
    application_received: dt.date | None = None
    application_signed: dt.date | None = None
    ur_denial_date: dt.date | None = None
    rfa_date: dt.date | None = None
    rfa_received: dt.date | None = None
    dates_of_injury: tuple[dt.date, ...] = ()
    date_of_birth: dt.date | None = None
    priority: Literal["standard", "expedited"] | None = None
    primary_diagnosis: str | None = None
    liability_disputed: bool | None = None
    claim_number: str | None = None
    rfa_diagnoses: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    items: tuple[DisputedItem, ...] = ()
    sources: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    """Field name of this class to the words it was read from."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case folder, read and indexed. `documents` and `files` are in a stable order."""

    files: tuple[SourceFile, ...]
    documents: tuple[Document, ...]
    forms: CaseForms
    problems: tuple[Problem, ...] = ()
