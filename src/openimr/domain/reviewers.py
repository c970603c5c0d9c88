"""Physician reviewers: what qualifies them, what ties them to a party, and why one was chosen."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, NewType

from openimr.domain.determinations import ReviewerCredentials

ReviewerId = NewType("ReviewerId", str)

AffiliationType = Literal["professional", "familial", "financial", "treated", "reviewed_before"]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence to practise; `expires` None means that the registry does not say."""

    state: str
    number: str | None = None
    expires: dt.date | None = None
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class BoardCertification:
    """A certification by a specialty board; `expires` None means that it does not expire."""

    specialty: str
    expires: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A tie to a person or organization. Any tie to a party of the case bars the reviewer from it."""

    party: str
    type: AffiliationType
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One entry of the registry. `name` never leaves it; only `ReviewerCredentials` are printed.

    `practice_years` and `weekly_hours` count active clinical practice; None means not attested.
    `attested` is the day of the reviewer's own statement of them, None: the registry does not date it. `capacity` is
    how many cases the reviewer takes at once, None: as many as come.
    """

    id: ReviewerId
    name: str
    licences: tuple[Licence, ...] = ()
    boards: tuple[BoardCertification, ...] = ()
    practice_years: float | None = None
    weekly_hours: float | None = None
    affiliations: tuple[Affiliation, ...] = ()
    attested: dt.date | None = None
    capacity: int | None = None
    is_qualified_medical_evaluator: bool = False
    has_discipline: bool = False

    @property
    def specialties(self) -> tuple[str, ...]:
        """Board specialties in the registry's order."""
        return tuple(board.specialty for board in self.boards)

    def credentials(self) -> ReviewerCredentials:
        """What a letter may say of this reviewer."""
        return ReviewerCredentials(tuple(licence.state for licence in self.licences), self.specialties)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One ground for which a reviewer may not have this case; `rule` cites its source."""

    code: str
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """How one reviewer stands to one case: every refusal, and how near the specialty is.

    `match` is "same" (a specialty that treats this condition and item first of all), "similar", or "none".
    """

    reviewer: ReviewerId
    match: Literal["same", "similar", "none"]
    refusals: tuple[Refusal, ...]
    reason: str

    @property
    def is_eligible(self) -> bool:
        """Whether nothing speaks against this reviewer."""
        return not self.refusals


@dataclass(frozen=True, slots=True)
class Choice:
    """The reviewer chosen, None if nobody may, and every assessment in the registry's order."""

    chosen: ReviewerId | None
    credentials: ReviewerCredentials
    assessments: tuple[Assessment, ...]
