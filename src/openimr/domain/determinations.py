"""A determination, published, drafted or signed: the object of the outside contract."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from openimr.domain.absences import Certificate, Search
from openimr.domain.citations import GuidelineLine
from openimr.domain.contradictions import Contradiction
from openimr.domain.documents import Document
from openimr.domain.facts import Fact
from openimr.domain.spans import Problem, Span
from openimr.domain.treatments import Treatment
from openimr.domain.worksheets import Worksheet

SCHEMA = "openimr.determination/1"

Decision = Literal["upheld", "overturned", "partially_overturned"]
ProposedDecision = Literal["upheld", "overturned", "abstain"]
CriterionResult = Literal["met", "not_met", "unknown"]
Silence = Literal["silent", "contradicted", "untestable", "mentioned"]


@dataclass(frozen=True, slots=True)
class Header:
    """The header table. None: the document does not state it."""

    case_number: str | None = None
    date_assigned: dt.date | None = None
    dates_of_injury: tuple[dt.date, ...] = ()
    decision_date: dt.date | None = None
    ur_denial_date: dt.date | None = None
    application_received: dt.date | None = None
    priority: Literal["standard", "expedited"] | None = None


@dataclass(frozen=True, slots=True)
class ReviewerCredentials:
    """What a letter says of its reviewer: never the name."""

    licensure: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Patient:
    """Age in years and sex, as the document states them."""

    age: int | None = None
    sex: Literal["male", "female"] | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a letter, the words it rests on, and the criteria it states the result of."""

    text: str
    sources: tuple[Span, ...] = ()
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text and its sentences, in order."""

    text: str = ""
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rank of the medical evidence search sequence (8 CCR 9792.21.1) and what it gave."""

    rank: str
    outcome: Literal["applies", "silent", "rebutted"]
    why: str


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """How one criterion came out on the record, with the ids of the facts it rests on.

    `silence` tells why an unknown is unknown: silent (nothing on record), contradicted (records
    disagree), untestable (the record says it could not be tested), mentioned (words of the record may answer it, but
    could not be judged: a person has to look). `closed_as` is how the guideline's own rule counts an unknown at the
    end; None where the result is known or must not be counted. `absence` stands behind every "silent".
    """

    id: str
    question: str
    result: CriterionResult
    facts: tuple[str, ...]
    why: str
    role: Literal["required", "limit", "excluded", "advisory"] = "required"
    silence: Silence | None = None
    closed_as: Literal["pass", "fail"] | None = None
    is_decisive: bool = False
    status: Literal["confirmed", "secondary", "unconfirmed"] = "confirmed"
    absence: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What a criterion would need to come out the other way: of the record, or of the request itself."""

    criterion: str
    needs: str
    of: Literal["record", "request"] = "record"


@dataclass(frozen=True, slots=True)
class Footing:
    """Criteria on which a favourable proposal hangs, and the ids of the facts that bear them.

    Without these facts the proposal turns. No facts: the words of the request, or the dates of the case, bear them.
    """

    criteria: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What would settle an open item to one side: any one of `ways`, each need of it answered as it says."""

    decision: Literal["upheld", "overturned"]
    ways: tuple[tuple[Need, ...], ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rulebook proposes for one item, and why. Kept beside the reviewer's decision.

    `would_change` are the smallest sets of needs that would turn it; `has_more_ways`: they are only the first of very
    many. `beyond_documents` is what stands against a request that no document could turn. `hangs_on` is for favourable
    proposals, `would_settle` for abstentions. `rests_on_unconfirmed` are the decisive criteria that are not confirmed
    against their source.
    """

    decision: ProposedDecision
    guideline: str | None
    edition: str | None
    ladder: tuple[LadderStep, ...]
    criteria: tuple[CriterionFinding, ...]
    would_change: tuple[tuple[Need, ...], ...] = ()
    why: str = ""
    hangs_on: tuple[Footing, ...] = ()
    would_settle: tuple[Settlement, ...] = ()
    beyond_documents: tuple[Need, ...] = ()
    has_more_ways: bool = False
    rests_on_unconfirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One disputed item."""

    request: str
    treatment: Treatment
    original_request: str | None = None
    decision: Decision | None = None
    claims_administrator_guideline: GuidelineLine = field(default_factory=lambda: GuidelineLine(""))
    reviewer_guideline: GuidelineLine = field(default_factory=lambda: GuidelineLine(""))
    rationale: Passage = field(default_factory=Passage)
    proposal: Proposal | None = None
    sources: tuple[Span, ...] = ()
    worksheet: Worksheet | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What makes a signed determination a corrected one: its version, the day of the one it replaces, its own, why."""

    version: int
    replaces: dt.date
    day: dt.date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """The whole of it; see the outside contract, docs/reference/determination-json.md."""

    schema: str = SCHEMA
    status: Literal["published", "draft", "signed"]
    header: Header = field(default_factory=Header)
    reviewer: ReviewerCredentials = field(default_factory=ReviewerCredentials)
    patient: Patient = field(default_factory=Patient)
    summary: Passage = field(default_factory=Passage)
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    search: Search | None = None
    contradictions: tuple[Contradiction, ...] = ()
    correction: Correction | None = None
