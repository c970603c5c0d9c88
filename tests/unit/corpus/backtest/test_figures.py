from __future__ import annotations

from typing import Any

import pytest

from openimr.corpus.backtest.compared import Compared, Reading, reason_of
from openimr.corpus.backtest.figures import measure, measure_all
from openimr.corpus.backtest.html import write_html
from openimr.corpus.backtest.intervals import Tally, draws_of, resampled
from openimr.corpus.backtest.report import to_dict
from openimr.corpus.backtest.verdicts import Left
from openimr.domain.determinations import CriterionFinding, Decision, Item, LadderStep, Proposal, ProposedDecision
from openimr.domain.treatments import Treatment


def an_item(
    actual: Decision | None, proposed: ProposedDecision, *, letter: str = "1", topic: str = "tens", **changes: Any
) -> Compared:
    values: dict[str, Any] = {
        "letter": letter,
        "case_number": letter,
        "request": "TENS unit",
        "topic": topic,
        "proposal": Proposal(proposed, "mtus.tens", "2009-07-18", (), (), (), "Because."),
        "reason": "silent",
        "theirs": Reading(actual, "Their guideline", "Their rationale <b>in full</b>."),
        "quotes": {},
    }
    return Compared(**{**values, **changes})


ITEMS = (
    an_item("upheld", "upheld", letter="1"),
    an_item("upheld", "upheld", letter="1"),
    an_item("upheld", "overturned", letter="2", reason="shown"),
    an_item("overturned", "overturned", letter="2", topic="cervical_mri", reason="shown"),
    an_item("overturned", "upheld", letter="3"),
    an_item("partially_overturned", "upheld", letter="3"),
    an_item("upheld", "abstain", letter="4", reason="no_guideline"),
    an_item(None, "upheld", letter="4"),
)


def test_agreement_is_told_over_items_upheld_or_overturned_as_a_whole() -> None:
    figures = measure(ITEMS)
    assert (figures.items, figures.covered, figures.counted) == (8, 7, 5)
    assert figures.coverage == 7 / 8
    assert figures.accuracy == 3 / 5
    assert figures.always_upheld == 3 / 5
    assert figures.balanced_accuracy == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert figures.balanced_accuracy_of_all == pytest.approx((2 / 4 + 1 / 2) / 2)


def test_an_item_overturned_in_part_has_its_own_row_of_the_confusion_table() -> None:
    assert measure(ITEMS).confusion["partially_overturned", "upheld"] == 1


def test_groups_are_told_apart_and_empty_ones_left_out() -> None:
    results = measure_all(ITEMS)
    assert list(results.by_topic) == ["cervical_mri", "tens"]
    assert list(results.by_reason) == ["silent", "shown", "no_guideline"]
    assert results.by_half == {}


def test_balanced_accuracy_cannot_be_told_of_one_kind_alone() -> None:
    figures = measure(ITEMS[:2])
    assert figures.balanced_accuracy is None
    assert figures.balanced_accuracy_interval is None
    assert figures.accuracy == 1.0


def test_no_item_gives_no_rate() -> None:
    figures = measure(())
    assert (figures.coverage, figures.accuracy, figures.balanced_accuracy) == (None, None, None)


def test_intervals_are_the_same_in_every_run_and_in_any_order_of_letters() -> None:
    tallies = {str(n): Tally(upheld=2, upheld_alike=n % 3, overturned=1, overturned_alike=n % 2) for n in range(40)}
    backwards = dict(reversed(list(tallies.items())))
    assert resampled(tallies) == resampled(backwards)


def test_letters_are_drawn_whole_so_items_of_one_letter_do_not_narrow_the_interval() -> None:
    alone = {str(n): Tally(upheld=1, upheld_alike=n % 2) for n in range(40)}
    fivefold = {name: Tally(upheld=5, upheld_alike=5 * tally.upheld_alike) for name, tally in alone.items()}
    assert resampled(alone).accuracy == resampled(fivefold).accuracy


def test_one_letter_gives_no_interval() -> None:
    assert resampled({"1": Tally(upheld=5, upheld_alike=3)}).accuracy is None


def test_very_many_letters_are_drawn_less_often() -> None:
    assert draws_of(108) == 2000
    assert draws_of(1_000_000) == 200


def test_json_has_the_shape_of_the_contract() -> None:
    content = to_dict(ITEMS, measure_all(ITEMS), Left(3, 1))
    assert {"case_number", "request", "topic", "actual", "proposed", "guideline", "criteria"} <= set(
        content["items"][0]
    )
    summary = content["summary"]
    assert {"items", "covered", "accuracy", "balanced_accuracy", "always_upheld_accuracy", "by_topic"} <= set(summary)
    assert (summary["items"], summary["covered"], summary["accuracy"]) == (8, 7, 0.6)
    assert summary["sentences_left_out"] == {"utilization_review": 3, "other": 1}


def test_the_reviewers_reasons_stand_only_where_the_two_differ() -> None:
    items = to_dict(ITEMS, measure_all(ITEMS), Left())["items"]
    assert ["reviewer" in item for item in items] == [False, False, True, False, True, False, False, False]


def test_the_page_is_whole_and_escapes_what_letters_say() -> None:
    page = write_html(ITEMS, measure_all(ITEMS), Left())
    assert "Their rationale &lt;b&gt;in full&lt;/b&gt;." in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert page == write_html(ITEMS, measure_all(ITEMS), Left())


def a_finding(**changes: Any) -> CriterionFinding:
    values: dict[str, Any] = {"id": "g/c", "question": "?", "result": "unknown", "facts": (), "why": "."}
    return CriterionFinding(**{**values, "is_decisive": True, "silence": None, **changes})


@pytest.mark.parametrize(
    ("findings", "reason"),
    [
        ([a_finding(result="not_met", role="limit")], "limit_exceeded"),
        ([a_finding(result="not_met", role="excluded")], "excluded"),
        ([a_finding(silence="silent"), a_finding(result="not_met")], "not_met"),
        ([a_finding(silence="contradicted"), a_finding(silence="silent")], "records_disagree"),
        ([a_finding(silence="untestable")], "untestable"),
        ([a_finding(silence="silent")], "silent"),
        ([a_finding(silence="silent"), a_finding(result="not_met", role="limit", is_decisive=False)], "silent"),
    ],
)
def test_an_upheld_proposal_rests_on_its_most_telling_decisive_finding(
    findings: list[CriterionFinding], reason: str
) -> None:
    proposal = Proposal("upheld", "g", "e", (), tuple(findings))
    assert reason_of(Item("x", Treatment("tens", None, None), proposal=proposal)) == reason


def test_an_overturned_proposal_is_shown_or_only_not_refuted() -> None:
    shown = Proposal("overturned", "g", "e", (), (a_finding(result="met"),))
    open_one = Proposal("overturned", "g", "e", (), (a_finding(result="met"), a_finding(silence="silent")))
    asked = Treatment("tens", None, None)
    assert reason_of(Item("x", asked, proposal=shown)) == "shown"
    assert reason_of(Item("x", asked, proposal=open_one)) == "not_refuted"


def test_an_abstention_says_what_is_missing() -> None:
    silent = Proposal("abstain", None, None, (LadderStep("mtus", "silent", "."),), ())
    governed = Proposal("abstain", None, None, (LadderStep("mtus", "applies", "."),), ())
    assert reason_of(Item("x", Treatment(None, None, None), proposal=silent)) == "no_topic"
    assert reason_of(Item("x", Treatment("tens", None, None), proposal=silent)) == "no_guideline"
    assert reason_of(Item("x", Treatment("tens", None, None), proposal=governed)) == "main_open"
