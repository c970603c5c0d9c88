"""What an application says that tells it from others and relates it to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from openimr.domain.casework import CaseId


@dataclass(frozen=True, slots=True)
class AskedTreatment:
    """A disputed treatment in the form in which two requests are compared; None: the request does not say."""

    topic: str | None
    name: str | None
    body_part: str | None
    laterality: str | None


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it is compared: it holds names, so it is only ever stored sealed.

    `was_reviewed`: its case is under review or decided; False: it ended without a review. `can_be_joined`: it can still
    be decided together with another.
    """

    case: CaseId
    number: str
    employee: str | None
    date_of_birth: dt.date | None
    claim_number: str | None
    dates_of_injury: tuple[dt.date, ...]
    ur_denial_date: dt.date | None
    requesting_physician: str | None
    practice: str | None
    items: tuple[AskedTreatment, ...]
    was_reviewed: bool = True
    can_be_joined: bool = True


RelationKind = Literal["duplicate", "earlier_application", "consolidation", "twelve_month_bar"]
"""earlier_application: the same dispute came in before and was not reviewed: found ineligible, withdrawn, ended."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How an application relates to an earlier one, and why. `items` are numbers of the newer one's items."""

    kind: RelationKind
    other: CaseId
    other_number: str
    items: tuple[int, ...]
    why: str
    source: str


GroundResult = Literal["met", "not_met", "unknown"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """Words of the mail that speak for or against a ground: where a person finds them."""

    file: str
    page: int
    quote: str


@dataclass(frozen=True, slots=True)
class GroundFinding:
    """What the papers of an application say about one ground, for the clerk who finds.

    `why` is one or two sentences. `items` are the numbers of the items it is met for, empty where it is about all.
    """

    code: str
    says: str
    source: str
    result: GroundResult
    why: str
    seen: tuple[Sighting, ...] = ()
    items: tuple[int, ...] = ()
