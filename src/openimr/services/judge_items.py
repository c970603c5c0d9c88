"""The disputed items of one case, each judged and proposed on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openimr.domain.cases import CaseFile, DisputedItem
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Item, Proposal, ProposedDecision
from openimr.domain.facts import Fact
from openimr.domain.guidelines import Edition, Evaluation, Question
from openimr.domain.spans import Span
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import Counterfactual, Record, applicable, counterfactual, evaluate, reopened
from openimr.pipeline.proposals import propose
from openimr.pipeline.treatments import normalise
from openimr.rulebook.associated_services import governing_topic
from openimr.rulebook.citations import read_guideline_line, write_guideline_line
from openimr.services.main_items import Main, judge_in_order
from openimr.services.rules import AS_PACKAGED, Rules

if TYPE_CHECKING:
    from openimr.domain.citations import Citation


Settle = Callable[[Evaluation, Question], Evaluation]
"""What is done to a judgment before anything is proposed on it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it is judged: its words, what they ask for, where they stand, and UR's own citation."""

    request: str
    treatment: Treatment
    sources: tuple[Span, ...] = ()
    ur_guideline: str | None = None
    original: str | None = None
    """The request as it stood before utilization review granted a part of it, where only the remainder is asked."""


@dataclass(frozen=True, slots=True)
class Days:
    """The dates that a judgment turns on.

    `judged` is the day to which use and time are counted, `governing` the one whose guidelines apply: that of the UR
    denial, where it is known. `is_fixed`: its guidelines apply whatever the days of request and service, as when it is
    asked what another day's would have given.
    """

    judged: dt.date
    governing: dt.date
    injuries: tuple[dt.date, ...] = ()
    rfa: dt.date | None = None
    is_fixed: bool = False


def treatment_of(asked: DisputedItem) -> Treatment:
    """The request in normal form, with what the RFA adds."""
    return normalise(asked.request, context=asked.rfa_words)


def judge_items(
    case: CaseFile, record: Record, day: dt.date, settle: Settle | None = None, rules: Rules = AS_PACKAGED
) -> tuple[Item, ...]:
    """Every disputed item of a case file with its proposal, in the order of the application."""
    forms = case.forms
    days = Days(day, forms.ur_denial_date or day, forms.dates_of_injury, forms.rfa_date)
    return judge_requests([_asked(each) for each in forms.items], record, days, settle, rules)


def _asked(item: DisputedItem) -> Asked:
    return Asked(item.request, treatment_of(item), item.sources, item.ur.guideline if item.ur else None)


def judge_requests(
    asked: Sequence[Asked],
    record: Record,
    days: Days,
    settle: Settle | None = None,
    rules: Rules = AS_PACKAGED,
) -> tuple[Item, ...]:
    """Every request with its proposal, in the order given: the one way in which case files and letters are judged.

    *settle* has the last word on each judgment: where there is a record to search, it says what silence is proved.
    """
    facts = {fact.id: fact for fact in record.facts}

    def judge(number: int, main: Main) -> Item:
        return _item(number, asked[number], record, facts, days, main, settle, rules)

    return judge_in_order([each.treatment for each in asked], judge, _decision)


def _decision(item: Item) -> ProposedDecision:
    return item.proposal.decision if item.proposal else "abstain"


def question_of(treatment: Treatment, record: Record, days: Days, main: Main, granted: float | None = None) -> Question:
    """What is asked of the guidelines about one request, of which *granted* is no longer in dispute."""
    favourable = main.is_favourable
    return Question(
        treatment, record.facts, days.judged, days.injuries, days.rfa, main_is_favourable=favourable, granted=granted
    )


def granted_part(asked: Asked) -> float | None:
    """How many visits or units utilization review has granted of the same request, None if none or unknown."""
    if asked.original is None:
        return None
    whole, rest = normalise(asked.original), asked.treatment
    if whole.topic != rest.topic or whole.name != rest.name:
        return None
    for all_of_it, left in ((whole.visits, rest.visits), (whole.quantity, rest.quantity)):
        if all_of_it is not None and left is not None:
            return all_of_it - left if all_of_it > left else None
    return None


def _item(
    number: int,
    asked: Asked,
    record: Record,
    facts: Mapping[str, Fact],
    days: Days,
    main: Main,
    settle: Settle | None,
    rules: Rules,
) -> Item:
    treatment = asked.treatment
    granted = granted_part(asked)
    question = question_of(treatment, record, days, main, granted)

    def meant(editions: Sequence[Edition]) -> Sequence[Edition]:
        return applicable(editions, question, record=record)

    selection = rules.select(
        number,
        governing_topic(treatment, is_with_main=main.is_there),
        day=days.governing,
        rfa_date=None if days.is_fixed else days.rfa,
        service_date=None if days.is_fixed else treatment.service_date,
        meant=meant,
    )
    # A lower rank is refused while a higher one applies, and within a rank the preferred text governs.
    evaluations = [evaluate(edition, question, record=record) for edition in selection.candidates[:1]]
    if evaluations:
        judged = evaluations[0]
        evaluations[0] = settle(judged, question) if settle is not None else reopened(judged, judged.findings)
    change = counterfactual(evaluations[0], question, record=record) if evaluations else Counterfactual()
    proposed = propose(
        asked.request,
        treatment=treatment,
        day=days.governing,
        ladder=selection.ladder,
        evaluations=[(evaluation, change.would_change) for evaluation in evaluations],
        facts=facts,
        request_sources=asked.sources,
        is_main_open=main.is_open,
        is_remainder=granted is not None and treatment.visits is None,
    )
    return Item(
        request=asked.request,
        treatment=treatment,
        claims_administrator_guideline=_ur_line(asked.ur_guideline),
        reviewer_guideline=_reviewer_line(proposed.citations),
        rationale=proposed.rationale,
        proposal=_with(change, proposed.proposal),
        sources=asked.sources,
        worksheet=rules.worksheet(number),
    )


def _with(change: Counterfactual, proposal: Proposal) -> Proposal:
    """The proposal with all that would have to be otherwise; an abstention without a guideline has nothing of it."""
    if proposal.guideline is None:
        return proposal
    return replace(
        proposal,
        hangs_on=change.hangs_on,
        would_settle=change.would_settle,
        beyond_documents=change.beyond_documents,
        has_more_ways=change.has_more_ways,
    )


def _ur_line(words: str | None) -> GuidelineLine:
    """The UR decision's own citation in the letter's form; what the grammar cannot place stays as written."""
    read = read_guideline_line(words) if words else GuidelineLine("")
    if words and (not read.citations or read.unplaced):
        return replace(read, text=words)
    return read_guideline_line(write_guideline_line(read.citations, "claims_administrator"))


def _reviewer_line(citations: Sequence[Citation]) -> GuidelineLine:
    if not citations:
        return GuidelineLine("")
    return read_guideline_line(write_guideline_line(citations, "reviewer"))
