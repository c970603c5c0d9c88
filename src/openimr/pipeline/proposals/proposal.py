"""One disputed item's proposal: which guideline applied, how its criteria came out, what that gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openimr.domain.citations import Citation
from openimr.domain.determinations import LadderStep, Need, Passage, Proposal, ProposedDecision, Sentence
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Edition, Evaluation, Source
from openimr.domain.spans import Span
from openimr.domain.treatments import Treatment
from openimr.pipeline.proposals.rationale import write_rationale
from openimr.rulebook.files import read_yaml


@dataclass(frozen=True, slots=True)
class ProposedItem:
    """What goes into the draft for one item: the proposal, its rationale and the guideline it rests on."""

    proposal: Proposal
    rationale: Passage
    citations: tuple[Citation, ...]


def propose(
    request: str,
    *,
    treatment: Treatment,
    day: dt.date,
    ladder: Sequence[LadderStep],
    evaluations: Sequence[tuple[Evaluation, tuple[tuple[Need, ...], ...]]],
    facts: Mapping[str, Fact],
    request_sources: tuple[Span, ...] = (),
    is_main_open: bool = False,
    is_remainder: bool = False,
) -> ProposedItem:
    """Propose on one item.

    Args:
        request: The item as the application words it.
        treatment: The item in normal form; without a topic nothing can be proposed.
        day: The day whose guidelines were asked for.
        ladder: What each rank of the evidence search sequence gave.
        evaluations: Best-ranked first, each with what would change it; the first governs. Empty: an abstention.
        facts: Every fact of the case by id.
        request_sources: Where the request stands, for sentences that rest on its wording.
        is_main_open: The item goes along with another one on which nothing could be proposed.
        is_remainder: Utilization review granted a part of the request and only what is left is in dispute: whether it
            is needed on top, no criterion asks, so nothing favourable is proposed.

    Returns:
        The proposal; "abstain" where no guideline is in force, with the reason, or where a person has to read what
        could not be judged, with all that was found.
    """
    if is_main_open:
        return _abstain("main_open", day, ladder, request_sources)
    if not evaluations:
        return _abstain("no_topic" if treatment.topic is None else "no_guideline", day, ladder, request_sources)
    evaluation, would_change = evaluations[0]
    remark = ""
    if is_remainder and evaluation.is_favourable and not evaluation.is_open:
        remark = str(read_yaml("lexicons/rationale.yaml")["abstain"]["remainder"])
        evaluation = replace(evaluation, is_open=True)
    decision = _decision(evaluation)
    edition = evaluation.edition
    rationale = write_rationale(request, treatment, evaluation, facts, request_sources, remark)
    proposal = Proposal(
        decision=decision,
        guideline=edition.guideline,
        edition=edition.key,
        ladder=tuple(ladder),
        criteria=evaluation.findings,
        would_change=would_change,
        why=remark or _short_reason(evaluation),
        rests_on_unconfirmed=_unconfirmed(evaluation) if decision != "abstain" else (),
    )
    return ProposedItem(proposal, rationale, (cite(edition),))


def _decision(evaluation: Evaluation) -> ProposedDecision:
    if evaluation.is_open:
        return "abstain"
    return "overturned" if evaluation.is_favourable else "upheld"


def cite(edition: Edition) -> Citation:
    """The edition as the letter's guideline line cites it."""
    source: Source = edition.source
    flags = () if source.is_cited else ("no_citation",)
    return Citation(source.authority, source.guideline, source.edition, source.section, source.pages, "", flags)


def _abstain(code: str, day: dt.date, ladder: Sequence[LadderStep], sources: tuple[Span, ...]) -> ProposedItem:
    says = read_yaml("lexicons/rationale.yaml")["abstain"][code].format(day=day.strftime("%m/%d/%Y"))
    proposal = Proposal("abstain", None, None, tuple(ladder), (), (), says)
    return ProposedItem(proposal, Passage(says, (Sentence(says, sources),)), ())


def _unconfirmed(evaluation: Evaluation) -> tuple[str, ...]:
    decisive = set(evaluation.decisive)
    return tuple(each.id for each in evaluation.findings if each.id in decisive and each.status == "unconfirmed")


def _short_reason(evaluation: Evaluation) -> str:
    decisive = set(evaluation.decisive)
    return " ".join(finding.why for finding in evaluation.findings if finding.id in decisive)
