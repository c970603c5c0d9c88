"""What a judge may see of a letter, and that it can hold nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import typing
from typing import Any

from openimr.corpus.backtest.prior import PriorCase, PriorItem, prior_case
from openimr.corpus.backtest.verdicts import Left
from openimr.domain.citations import GuidelineLine
from openimr.domain.determinations import Determination, Header, Item, Passage
from openimr.domain.treatments import Treatment

ALLOWED = {str, int, dt.date, type(None), PriorCase, PriorItem, Left}
TREATMENT = Treatment(None, None, None)


def types_held(kind: Any) -> set[Any]:
    """Every type that a value of *kind* can hold, through its fields and the types of its containers."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        return {kind}.union(*(types_held(hint) for hint in hints.values()))
    parts = [part for part in typing.get_args(kind) if part is not ...]
    return set().union(*map(types_held, parts)) if parts else {kind}


def a_letter(**changes: Any) -> Determination:
    item = Item(
        "Valium 10mg #45",
        TREATMENT,
        original_request="Valium 10mg #90",
        decision="overturned",
        claims_administrator_guideline=GuidelineLine("Decision based on MTUS."),
        reviewer_guideline=GuidelineLine("Decision based on the reviewer's own."),
        rationale=Passage("The request is medically necessary."),
    )
    header = Header(
        case_number="CM00-0000001",
        ur_denial_date=dt.date(2015, 3, 1),
        application_received=dt.date(2015, 3, 9),
        decision_date=dt.date(2015, 5, 1),
    )
    values: dict[str, Any] = {"header": header, "summary": Passage("He has spasm."), "items": (item,)}
    return Determination(status="published", **{**values, **changes})


def test_a_prior_case_cannot_hold_a_decision_a_rationale_or_a_reviewers_guideline() -> None:
    assert types_held(PriorCase) == ALLOWED
    names = {field.name for kind in (PriorCase, PriorItem) for field in dataclasses.fields(kind)}
    assert not {
        name for name in names if any(word in name for word in ("rationale", "reviewer", "decision", "outcome"))
    }


def test_words_of_the_reviewers_part_reach_no_field() -> None:
    shown = repr(prior_case(a_letter()))
    assert "reviewer's own" not in shown
    assert "necessary" not in shown
    assert "overturned" not in shown


def test_request_original_request_and_ur_guideline_are_kept() -> None:
    (item,) = prior_case(a_letter()).items
    assert item == PriorItem("Valium 10mg #45", "Valium 10mg #90", "Decision based on MTUS.")


def test_time_is_counted_to_the_application_and_guidelines_are_those_of_the_denial() -> None:
    case = prior_case(a_letter())
    assert case.day == dt.date(2015, 3, 9)
    assert case.governing_day == dt.date(2015, 3, 1)


def test_a_letter_with_a_decision_date_alone_is_judged_by_it() -> None:
    case = prior_case(a_letter(header=Header(decision_date=dt.date(2015, 5, 1))))
    assert (case.day, case.governing_day) == (dt.date(2015, 5, 1), dt.date(2015, 5, 1))


def test_a_letter_without_dates_has_no_day() -> None:
    case = prior_case(a_letter(header=Header()))
    assert (case.day, case.governing_day) == (None, None)


def test_outcomes_told_in_the_summary_are_left_out_and_counted() -> None:
    case = prior_case(a_letter(summary=Passage("He has spasm. The requested drug is not medically necessary.")))
    assert case.summary.strip() == "He has spasm."
    assert case.verdicts_left_out == Left(0, 1)


def test_without_a_head_the_latest_day_of_the_summary_counts() -> None:
    told = Passage("Seen on 03/02/2015. On 4-20-15 an MRI was asked for. Injured in 2010. Next visit December 9, 3026.")
    case = prior_case(a_letter(header=Header(), summary=told))
    assert (case.day, case.governing_day) == (dt.date(2015, 4, 20), dt.date(2015, 4, 20))
