"""What one form states, before the forms of a case are put together."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from openimr.domain.cases import Party, PartyRole, UrFinding
from openimr.domain.spans import Span
from openimr.pipeline.records.labels import Value
from openimr.pipeline.records.slips import mend_date
from openimr.text.dates import find_dates
from openimr.text.flow import Flow

_ROLES: Mapping[str, PartyRole] = {
    "employee": "employee",
    "employer": "employer",
    "claims_administrator": "claims_administrator",
    "claims_adjuster": "claims_adjuster",
    "requesting_physician": "requesting_physician",
    "practice": "practice",
    "ur_organization": "ur_organization",
    "ur_reviewer": "ur_reviewer",
    "employee_attorney": "employee_attorney",
}

_ADDRESSES: Mapping[PartyRole, str] = {
    "employee": "employee",
    "requesting_physician": "physician",
    "practice": "physician",
    "claims_administrator": "administrator",
    "claims_adjuster": "administrator",
    "employee_attorney": "attorney",
}
"""Whose address stands under which field of the form."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a form in one line, and where they stand."""

    text: str
    sources: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FormReading:
    """The values of one form. `dates`, `words` and `sources` go by the field names of `CaseForms`.

    `mended` are dates that OCR misread and that can be read in one way only: they count where no other form states it.
    """

    dates: Mapping[str, dt.date] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    dates_of_injury: tuple[dt.date, ...] = ()
    priority: Literal["standard", "expedited"] | None = None
    liability_disputed: bool | None = None
    diagnoses: tuple[Words, ...] = ()
    items: tuple[Words, ...] = ()
    findings: tuple[UrFinding, ...] = ()
    parties: tuple[Party, ...] = ()
    mended: Mapping[str, dt.date] = field(default_factory=dict)


def read_dates(values: Mapping[str, Value], fields: Sequence[str]) -> dict[str, dt.date]:
    """The date of each of *fields* that has one given to the day."""
    return {name: day for name in fields if name in values and (day := _first_day(values[name])) is not None}


def mended_dates(values: Mapping[str, Value], fields: Sequence[str], scans: Container[int]) -> dict[str, dt.date]:
    """The date of each of *fields* on a scanned page that can be read in one way only after mending OCR's slips."""
    found: dict[str, dt.date] = {}
    for name in fields:
        value = values.get(name)
        if value is None or _first_day(value) is not None or not any(span.page in scans for span in value.sources):
            continue
        mended = mend_date(value.text)
        if mended is not None:
            found[name] = mended[0]
    return found


def scanned(flow: Flow) -> frozenset[int]:
    """The numbers of the pages that were read by OCR."""
    return frozenset(page.number for page in flow.pages if page.is_scan)


def _first_day(value: Value) -> dt.date | None:
    return next((mention.date for mention in find_dates(value.text) if mention.precision == "day"), None)


def read_injury_dates(values: Mapping[str, Value]) -> tuple[dt.date, ...]:
    """All dates of injury in the order written; a cumulative trauma gives its first and last day."""
    value = values.get("dates_of_injury")
    if value is None:
        return ()
    days = [mention.date for mention in find_dates(value.text) if mention.precision == "day"]
    return tuple(dict.fromkeys(days))


def read_parties(values: Mapping[str, Value]) -> tuple[Party, ...]:
    """The parties that labels name, with their addresses; the specialty goes with the requesting physician."""
    specialty = values.get("specialty")
    found: list[Party] = []
    for name, role in _ROLES.items():
        value = values.get(name)
        if value is None or not re.search(r"[A-Za-z]{2}", value.text):
            continue
        is_physician = role == "requesting_physician"
        found.append(
            Party(
                role,
                value.text,
                specialty.text if specialty and is_physician else None,
                value.sources,
                address=_address(values, role),
            )
        )
    return tuple(found)


def _address(values: Mapping[str, Value], role: PartyRole) -> str | None:
    """Street, city, state and ZIP code in one line, whether the form has one field for them or four."""
    block = _ADDRESSES.get(role)
    parts = [values.get(f"{block}_{part}") for part in ("address", "city", "state", "zip")]
    street, city, state, code = (part.text if part else "" for part in parts)
    return ", ".join(filter(None, (street, city, f"{state} {code}".strip()))) or None
