"""A case under way: who did what to it and when, and where it and its items stand because of that.

Events are the truth; everything else here is derived from them (`casework/workflow` folds them into a `Case`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NewType

from openimr.domain.reviewers import ReviewerId

CaseId = NewType("CaseId", str)

CaseState = Literal[
    "new",
    "received",
    "eligibility_info_requested",
    "duplicate",
    "ineligible",
    "deferred",
    "consolidated",
    "eligible",
    "assigned",
    "records_requested",
    "records_complete",
    "in_review",
    "info_requested",
    "determined",
    "appealed",
    "remanded",
    "withdrawn",
    "terminated",
]
"""Where a case stands; "new" is before its application. Implementation and publication run beside it."""

ItemState = Literal["disputed", "not_eligible", "decided", "implemented", "authorized", "withdrawn"]

PublicationState = Literal["none", "prepared", "passed", "published"]

Role = Literal[
    "applicant",
    "clerk",
    "claims_administrator",
    "requesting_physician",
    "reviewer",
    "medical_director",
    "administrative_director",
    "appeals_board",
    "system",
]

Value = Any
"""What an event's data may hold: text, whole numbers, booleans, None, and lists and mappings of these (JSON)."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a role, and an opaque id of the person or organization. Never a name."""

    role: Role
    id: str


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants done to a case. `at` is aware, in any zone; `item` counts from 1."""

    name: str
    actor: Actor
    at: dt.datetime
    item: int | None = None
    data: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a case. `number` counts the events of the case from 1 without gaps; `at` is aware, in UTC."""

    case: CaseId
    number: int
    kind: str
    at: dt.datetime
    actor: Actor
    item: int | None = None
    data: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseItem:
    """One disputed item under way: its words as requested, where it stands, and the decision once made."""

    request: str
    state: ItemState = "disputed"
    decision: Literal["upheld", "overturned"] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands after its events. `version` is the number of the last one.

    `reviewer` is who has it now; `past_reviewers` had it before and may not have it again after a remand.
    `state_before_appeal` is where the case returns to when the appeals board affirms. `signed` is the version
    of the determination in force, 0 before the first signature.
    """

    id: CaseId
    programme: str = "ca_wc"
    state: CaseState = "new"
    version: int = 0
    number: str | None = None
    priority: Literal["standard", "expedited"] = "standard"
    items: tuple[CaseItem, ...] = ()
    reviewer: ReviewerId | None = None
    past_reviewers: tuple[ReviewerId, ...] = ()
    publication: PublicationState = "none"
    signed: int = 0
    has_extension: bool = False
    is_implemented: bool = False
    last_at: dt.datetime | None = None

    @property
    def open_items(self) -> tuple[int, ...]:
        """Numbers of the items that still wait for a decision."""
        return tuple(number for number, item in enumerate(self.items, start=1) if item.state == "disputed")
