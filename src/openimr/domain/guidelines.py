"""Guidelines as dated data: what is asked of a request, and how the answers add up to a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from openimr.domain.citations import Authority
from openimr.domain.determinations import CriterionFinding, CriterionResult
from openimr.domain.facts import Fact
from openimr.domain.treatments import Treatment

Role = Literal["required", "limit", "excluded", "advisory"]
RowStatus = Literal["confirmed", "secondary", "unconfirmed"]
Rank = Literal["mtus", "acoem_odg", "other"]
Trigger = Literal["decision", "rfa", "service"]
GroupOp = Literal["all", "any", "not", "at_least", "unless"]
Comparison = Literal["at_most", "at_least", "above", "below"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """A connective over its parts: all, any, not (one part), at_least `n` of them.

    unless: the first part, or one of the others, which lift it; nothing if the first is not asked.
    """

    op: GroupOp
    parts: tuple[T | Group[T], ...]
    n: int = 0


Tree: TypeAlias = T | Group[T]


@dataclass(frozen=True, slots=True)
class FactTest:
    """Asks for facts on record; met by enough matching facts, otherwise silent (never not met).

    `where` pairs a key of `Fact.value` with the accepted values, `has` and `lacks` name keys that
    must or must not be filled, `bounds` compares numbers. `region`, `side` and `level` name a body region or
    "requested" ("territory" also takes the limb that the requested spine level serves); a fact that
    leaves region, side or level unsaid is compatible. `drug` is "requested" (same ingredient) or
    "class" (same class as requested).
    `within_days` counts back from the day judged, `after_injury` forward from the latest injury.
    `latest` looks only at the newest dated statement of the concepts; `count` is how many it takes.
    """

    kind: str
    concepts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ("present",)
    where: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    bounds: tuple[tuple[str, Comparison, float], ...] = ()
    region: str | tuple[str, ...] | None = None
    side: str | None = None
    level: str | None = None
    drug: str | None = None
    drug_classes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    within_days: int | None = None
    after_injury: bool = False
    latest: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class MeasureTest:
    """Asks a measure of the registry: its own answer, or its number against a limit in `unit`."""

    measure: str
    comparison: Comparison | None = None
    limit: float | None = None
    unit: str | None = None
    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class RequestTest:
    """Asks the request itself: every one of `states` is said; or `key` has one of `values`, or is within a bound."""

    states: tuple[str, ...] = ()
    key: str | None = None
    values: tuple[Any, ...] = ()
    comparison: Comparison | None = None
    limit: float | None = None


Test: TypeAlias = FactTest | MeasureTest | RequestTest


@dataclass(frozen=True, slots=True)
class Phrases:
    """How each result is said in a rationale: alternatives, of which the first whose slots are filled is taken."""

    met: tuple[str, ...]
    not_met: tuple[str, ...]
    unknown: tuple[str, ...]
    contradicted: tuple[str, ...] = ()
    untestable: tuple[str, ...] = ()
    weighed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question a guideline asks. A result of met always speaks for the request, whatever the role.

    `met` and `not_met` are the evidence for either side; `untestable` tells that it could not be
    examined, `weigh` what bears on the question without settling it: a person has to say whether it suffices. `when`
    limits the criterion to requests where it is met. `silence` says how an unknown counts at the end, None for an
    advisory. `needs` tells the physician what would meet it; None: nothing that can still be supplied.
    """

    id: str
    role: Role
    ask: str
    met: Tree[Test] | None
    not_met: Tree[Test] | None
    phrases: Phrases
    untestable: Tree[Test] | None = None
    weigh: Tree[Test] | None = None
    when: Tree[Test] | None = None
    silence: Literal["pass", "fail"] | None = None
    needs: str | None = None
    is_final: bool = False
    """A result of not met that no further document can change, such as use that has already lasted too long."""
    status: RowStatus = "confirmed"
    rows: tuple[str, ...] = ()
    source: str = ""
    limit: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule stands, and how the guideline line prints it."""

    authority: Authority
    guideline: str
    edition: str | None
    section: str | None
    pages: tuple[int, ...] = ()
    regulation: str | None = None
    electronic: bool = False
    is_cited: bool = True
    """False for a rule of practice: the guideline line then says that no medical evidence was cited."""


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One dated version of a guideline topic. `effective_from` and `effective_to` are both included.

    `logic` is a tree over criterion ids; advisory criteria are not in it. `key` is the date it is
    filed under ("2009-07-18"). Compared by identity: the rulebook loads each once.
    """

    guideline: str
    key: str
    topic: str
    rank: Rank
    title: str
    effective_from: dt.date
    effective_to: dt.date | None
    source: Source
    recommendation: str
    asks: str
    criteria: tuple[Criterion, ...]
    logic: Tree[str]
    starts_by: Trigger = "decision"
    ends_by: Trigger = "decision"
    applies: Tree[Test] | None = None
    """Which patients it is for; None: every request of the topic."""


@dataclass(frozen=True, slots=True, eq=False)
class Guideline:
    """One topic of one guideline, in all its editions, oldest first. Lower `order` is preferred within a rank."""

    id: str
    topic: str
    programme: str
    rank: Rank
    order: int
    title: str
    description: str
    editions: tuple[Edition, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One request, and all that is on record about one patient on the day it is judged.

    `main_is_favourable` is for a service that goes along with another item of the same request: how that
    item came out, None if there is none or it is open. `granted` is the part of the same request that utilization
    review has granted, in visits or units, where only the remainder is in dispute.
    """

    treatment: Treatment
    facts: Sequence[Fact]
    as_of: dt.date
    injury_dates: tuple[dt.date, ...] = ()
    request_date: dt.date | None = None
    main_is_favourable: bool | None = None
    granted: float | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """One node of the judged tree: a criterion (no parts) or a connective over its parts.

    `result` leaves unknowns open; `passes` is how it counts once the guideline's own rule has
    closed them.
    """

    name: str
    result: CriterionResult
    passes: bool
    parts: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """A request judged against one edition.

    `findings` are in file order, without the criteria whose condition is not met (`not_applicable`).
    `result` leaves unknowns open; `is_favourable` is the closed decision. `decisive` are the
    criteria that the decision rests on, in file order; `forcing` the smallest sets of results that
    force it.
    """

    edition: Edition
    findings: tuple[CriterionFinding, ...]
    result: CriterionResult
    is_favourable: bool
    decisive: tuple[str, ...]
    forcing: tuple[tuple[str, ...], ...]
    tree: Branch
    not_applicable: tuple[str, ...] = ()
    is_open: bool = False
    """An unknown that may not be closed decides: words that a person has to read, or records that disagree."""
