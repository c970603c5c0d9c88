"""One item as the rulebook would have it, beside what the reviewer decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from openimr.domain.determinations import CriterionFinding, Decision, Item, Proposal, ProposedDecision

Reason = Literal[
    "limit_exceeded",
    "excluded",
    "not_met",
    "records_disagree",
    "untestable",
    "silent",
    "shown",
    "not_refuted",
    "no_topic",
    "no_guideline",
    "main_open",
    "to_weigh",
    "undated",
]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""What a proposal rests on, the most telling first.

Of an upheld denial: a limit that is exceeded, an exclusion that applies, a requirement that the record speaks against,
records that disagree, what could not be examined, a record that is silent. Of an overturned one: all that it rests on
is shown; or a part of it passes because nothing speaks against it. The last five are why nothing is proposed.
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """The reviewer's part of an item: shown beside a proposal, never to whoever makes it."""

    decision: Decision | None
    guideline: str | None
    rationale: str | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One disputed item, judged from what stood before, and the reviewer's part.

    `letter` tells the letters of a run apart. `quotes` are the words of each fact that a finding names, by fact id.
    """

    letter: str
    case_number: str | None
    request: str
    topic: str | None
    proposal: Proposal
    reason: Reason
    theirs: Reading
    quotes: Mapping[str, str]
    half: str | None = None
    ur_guideline: str | None = None

    @property
    def actual(self) -> Decision | None:
        """What the reviewer decided, None where the letter does not say."""
        return self.theirs.decision

    @property
    def proposed(self) -> ProposedDecision:
        """What the rulebook proposes."""
        return self.proposal.decision

    @property
    def is_covered(self) -> bool:
        """Whether anything is proposed."""
        return self.proposed != "abstain"

    @property
    def is_counted(self) -> bool:
        """Whether agreement can be told: something is proposed, and the reviewer upheld or overturned the whole."""
        return self.is_covered and self.actual in ("upheld", "overturned")

    @property
    def agrees(self) -> bool:
        """Whether the proposal is the reviewer's decision."""
        return self.proposed == self.actual


def reason_of(item: Item) -> Reason:
    """What the proposal on *item* rests on: the most telling of its decisive findings."""
    proposal = item.proposal
    if proposal is None or proposal.decision == "abstain":
        return _why_none(item, proposal)
    decisive = [finding for finding in proposal.criteria if finding.is_decisive]
    if proposal.decision == "overturned":
        shown = bool(decisive) and all(finding.result == "met" for finding in decisive)
        return "shown" if shown else "not_refuted"
    kinds = {_kind(finding) for finding in decisive if finding.result != "met"}
    return next((reason for reason in REASONS if reason in kinds), "silent")


def _why_none(item: Item, proposal: Proposal | None) -> Reason:
    if item.treatment.topic is None:
        return "no_topic"
    if proposal is not None and proposal.criteria:
        return "to_weigh"
    is_governed = proposal is not None and any(step.outcome == "applies" for step in proposal.ladder)
    return "main_open" if is_governed else "no_guideline"


_BY_ROLE: Mapping[str, Reason] = {"limit": "limit_exceeded", "excluded": "excluded"}
_BY_SILENCE: Mapping[str | None, Reason] = {"contradicted": "records_disagree", "untestable": "untestable"}


def _kind(finding: CriterionFinding) -> Reason:
    if finding.result == "not_met":
        return _BY_ROLE.get(finding.role, "not_met")
    return _BY_SILENCE.get(finding.silence, "silent")
