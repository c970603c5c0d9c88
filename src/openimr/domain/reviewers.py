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
    """A tie to a person or organization, as the reviewer attested it.

    `relation` says what it is ("spouse", "shareholder", "staff_privileges"), `share` its part of yearly income in
    percent, `until` the day on which it ended. `products` are what the party makes or has developed. `steps` counts the
    owners between the attested party and this one, 0: the attested one; `is_minority`: one of them owns less than half.
    """

    party: str
    type: AffiliationType
    detail: str | None = None
    relation: str | None = None
    share: float | None = None
    until: dt.date | None = None
    npi: str | None = None
    phone: str | None = None
    address: str | None = None
    products: tuple[str, ...] = ()
    steps: int = 0
    is_minority: bool = False


@dataclass(frozen=True, slots=True)
class Ownership:
    """Who owns a part of an organization; `share` in percent, None: not stated."""

    owner: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization that a registry knows: other names, owners, and what it makes or has developed."""

    name: str
    aliases: tuple[str, ...] = ()
    owners: tuple[Ownership, ...] = ()
    products: tuple[str, ...] = ()
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which a reviewer does not work, both included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One entry of the registry. `name` never leaves it; only `ReviewerCredentials` are printed.

    `practice_years` and `weekly_hours` count active clinical practice; None means not attested.
    `attested` is the day of the reviewer's own statement of them, None: the registry does not date it. `capacity` is
    how many cases the reviewer takes at once, None: as many as come. `aliases` are other names of the same person, such
    as a maiden name. `profession` is a key of `professions` in data/reviewers/specialties.yaml.
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
    aliases: tuple[str, ...] = ()
    profession: str = "physician"
    npi: str | None = None
    phone: str | None = None
    address: str | None = None
    absences: tuple[Absence, ...] = ()

    @property
    def specialties(self) -> tuple[str, ...]:
        """Board specialties in the registry's order."""
        return tuple(board.specialty for board in self.boards)

    def credentials(self) -> ReviewerCredentials:
        """What a letter may say of this reviewer."""
        return ReviewerCredentials(tuple(licence.state for licence in self.licences), self.specialties)


Match = Literal["same", "similar", "none"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One ground for which a reviewer may not have this case; `rule` cites its source.

    A "doubt" holds until a person has cleared it; a "bar" holds.
    """

    code: str
    reason: str
    rule: str
    level: Literal["bar", "doubt"] = "bar"


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """How near a reviewer's specialties are to one disputed item, or to the condition (`item` 0), and through which."""

    item: int
    match: Match
    specialty: str | None
    says: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """How one reviewer stands to one case: every refusal, and how near the specialty is.

    `match` is "same" (a specialty that treats this condition and item first of all), "similar", or "none": the weakest
    of `items`. `notes` tell what does not bar but whoever appoints should know.
    """

    reviewer: ReviewerId
    match: Match
    refusals: tuple[Refusal, ...]
    reason: str
    items: tuple[ItemMatch, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_eligible(self) -> bool:
        """Whether nothing speaks against this reviewer."""
        return not self.refusals

    @property
    def is_doubtful(self) -> bool:
        """Whether only doubts do, which a person may clear."""
        return bool(self.refusals) and all(refusal.level == "doubt" for refusal in self.refusals)


@dataclass(frozen=True, slots=True)
class Choice:
    """The reviewer chosen, None if nobody may, and every assessment in the registry's order.

    `why` tells why this one of those who may.
    """

    chosen: ReviewerId | None
    credentials: ReviewerCredentials
    assessments: tuple[Assessment, ...]
    why: str = ""
