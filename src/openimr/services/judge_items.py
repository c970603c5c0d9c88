"""The disputed items of one case, each judged and proposed on: main items first, then what goes along with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from openimr.domain.cases import CaseFile, DisputedItem
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Item
from openimr.domain.guidelines import Edition, Question
from openimr.domain.treatments import Treatment
from openimr.pipeline.criteria import Record, applicable, evaluate, would_change
from openimr.pipeline.proposals import propose
from openimr.pipeline.treatments import normalise
from openimr.rulebook.associated_services import goes_along, governing_topic, main_items
from openimr.rulebook.citations import read_guideline_line, write_guideline_line
from openimr.rulebook.guidelines import guidelines_for

if TYPE_CHECKING:
    from openimr.domain.citations import Citation


@dataclass(frozen=True, slots=True)
class _Main:
    """What is known of the item that a request goes along with: none, open, or its outcome."""

    is_there: bool = False
    is_favourable: bool | None = None

    @property
    def is_open(self) -> bool:
        return self.is_there and self.is_favourable is None


def treatment_of(asked: DisputedItem) -> Treatment:
    """The request in normal form, with what the RFA adds."""
    return normalise(asked.request, context=asked.rfa_words)


def judge_items(case: CaseFile, record: Record, day: dt.date) -> tuple[Item, ...]:
    """Every disputed item with its proposal, in the order of the application.

    A service that goes along with an operation of the same request is judged after it and told its outcome.
    """
    asked = case.forms.items
    treatments = [treatment_of(each) for each in asked]
    mains = main_items(treatments)
    judged = {number: _item(asked[number], treatments[number], case, record, day, _Main()) for number in mains}
    for number, treatment in enumerate(treatments):
        if number not in judged:
            main = _main_of(treatment, judged, mains) if goes_along(treatment) else _Main()
            judged[number] = _item(asked[number], treatment, case, record, day, main)
    return tuple(judged[number] for number in range(len(treatments)))


def _main_of(treatment: Treatment, judged: Mapping[int, Item], mains: Sequence[int]) -> _Main:
    """The outcome of the item that *treatment* goes along with: of the same body part where one is, else of any."""
    items = [judged[number] for number in mains]
    same = [item for item in items if item.treatment.body_part == treatment.body_part is not None]
    decisions = {item.proposal.decision for item in same or items if item.proposal}
    if not items:
        return _Main()
    if "overturned" in decisions:
        return _Main(is_there=True, is_favourable=True)
    return _Main(is_there=True, is_favourable=None if "abstain" in decisions else False)


def _item(asked: DisputedItem, treatment: Treatment, case: CaseFile, record: Record, day: dt.date, main: _Main) -> Item:
    forms = case.forms
    governing_day = forms.ur_denial_date or day
    question = Question(
        treatment, record.facts, day, forms.dates_of_injury, forms.rfa_date, main_is_favourable=main.is_favourable
    )

    def meant(editions: Sequence[Edition]) -> Sequence[Edition]:
        return applicable(editions, question, record=record)

    selection = guidelines_for(
        governing_topic(treatment, is_with_main=main.is_there),
        day=governing_day,
        rfa_date=forms.rfa_date,
        service_date=treatment.service_date,
        meant=meant,
    )
    evaluations = [evaluate(edition, question, record=record) for edition in selection.candidates]
    proposed = propose(
        asked.request,
        treatment=treatment,
        day=governing_day,
        ladder=selection.ladder,
        evaluations=[(evaluation, would_change(evaluation)) for evaluation in evaluations],
        facts={fact.id: fact for fact in record.facts},
        request_sources=asked.sources,
        is_main_open=main.is_open,
    )
    return Item(
        request=asked.request,
        treatment=treatment,
        claims_administrator_guideline=_ur_line(asked),
        reviewer_guideline=_reviewer_line(proposed.citations),
        rationale=proposed.rationale,
        proposal=proposed.proposal,
        sources=asked.sources,
    )


def _ur_line(asked: DisputedItem) -> GuidelineLine:
    """The UR decision's own citation in the letter's form; what the grammar cannot place stays as written."""
    words = asked.ur.guideline if asked.ur else None
    read = read_guideline_line(words) if words else GuidelineLine("")
    if words and (not read.citations or read.unplaced):
        return replace(read, text=words)
    return read_guideline_line(write_guideline_line(read.citations, "claims_administrator"))


def _reviewer_line(citations: Sequence[Citation]) -> GuidelineLine:
    if not citations:
        return GuidelineLine("")
    return read_guideline_line(write_guideline_line(citations, "reviewer"))
