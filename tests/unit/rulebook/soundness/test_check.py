"""A fault put into a sound guideline is found, and told by its code and place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from openimr.domain.guidelines import Criterion, Edition, FactTest, Group, Guideline, MeasureTest, RequestTest
from openimr.pipeline.criteria.measures import MEASURES
from openimr.rulebook.guidelines import guideline
from openimr.rulebook.soundness import check_guideline

SOUND = guideline("mtus.chronic_pain.benzodiazepines")
FIRST, SECOND = SOUND.editions
USE = MeasureTest("duration_of_use", "at_most", 4, "week")
BOTH: Group[Any] = Group("all", (USE, MeasureTest("duration_of_use", "at_least", 2, "month")))
NOT_BOTH: Group[Any] = Group("not", (BOTH,))


def codes(of: Guideline) -> set[str]:
    return {fault.code for fault in check_guideline(of, measures=MEASURES)}


def with_edition(**changes: Any) -> Guideline:
    edition: Edition = replace(FIRST, **changes)
    return replace(SOUND, editions=(edition, SECOND))


def with_criterion(**changes: Any) -> Guideline:
    changed: Criterion = replace(FIRST.criteria[0], **changes)
    return with_edition(criteria=(changed, *FIRST.criteria[1:]))


def test_a_sound_guideline_has_no_fault() -> None:
    assert codes(SOUND) == set()


@pytest.mark.parametrize(
    ("test", "code"),
    [
        (FactTest("finding", ("no_such_sign",)), "unknown_concept"),
        (FactTest("rumour"), "unknown_fact"),
        (FactTest("finding", where=(("colour", ("red",)),)), "unknown_fact"),
        (FactTest("finding", statuses=("perhaps",)), "unknown_fact"),
        (FactTest("finding", count=0), "never_silent"),
        (MeasureTest("length_of_hair"), "unknown_measure"),
        (MeasureTest("duration_of_use", "at_most", 4), "missing_unit"),
        (MeasureTest("duration_of_use", "at_most", 4, "fortnight"), "unknown_unit"),
        (MeasureTest("duration_of_use", "below", 0, "week"), "never_met"),
        (RequestTest(key="colour", values=("red",)), "unknown_request_field"),
        (Group("at_least", (FactTest("finding"),), 2), "never_met"),
        (Group("all", (USE, MeasureTest("duration_of_use", "at_least", 2, "month"))), "never_met"),
        (Group("all", (FactTest("finding"), Group("not", (FactTest("finding"),)))), "never_met"),
        (
            Group("all", (RequestTest(key="form", values=("patch",)), RequestTest(key="form", values=("gel",)))),
            "never_met",
        ),
        (FactTest("procedure", bounds=(("relief_percent", "at_least", 150),)), "out_of_range"),
        (FactTest("pain_score", bounds=(("high", "above", 10),)), "out_of_range"),
        (MeasureTest("pain_relief", "at_least", 101), "out_of_range"),
        (MeasureTest("cumulative_visits", "at_most", -1), "out_of_range"),
        (RequestTest(key="times_per_week", comparison="above", limit=100), "out_of_range"),
    ],
)
def test_a_test_that_asks_for_what_is_not_there_is_told(test: Any, code: str) -> None:
    assert code in codes(with_criterion(met=test, limit=None, unit=None, role="required"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ask": "Within the limit."}, "no_question"),
        ({"rows": ()}, "no_rows"),
        ({"source": ""}, "no_source"),
        ({"status": "unconfirmed", "source": "Memory."}, "unconfirmed_without_note"),
        ({"source": "Not confirmed against the text."}, "status_and_source_differ"),
        ({"unit": None}, "missing_unit"),
        ({"limit": 5}, "limit_differs"),
        ({"needs": None}, "no_need"),
        ({"silence": None}, "silence_not_closed"),
        ({"met": None}, "never_met"),
        ({"not_met": FIRST.criteria[0].met}, "same_for_both_sides"),
    ],
)
def test_a_criterion_that_cannot_do_its_part_is_told(changes: dict[str, Any], code: str) -> None:
    assert code in codes(with_criterion(**changes))


@pytest.mark.parametrize(
    "test",
    [
        Group("any", (USE, MeasureTest("duration_of_use", "at_least", 2, "month"))),
        Group("all", (USE, MeasureTest("duration_of_use", "at_least", 28, "day"))),
        Group("all", (FactTest("finding"), Group("not", (FactTest("symptom"),)))),
        NOT_BOTH,
        Group(
            "all",
            tuple(RequestTest(key="body_parts", values=(part,)) for part in ("lumbar spine", "knee")),
        ),
    ],
)
def test_tests_that_can_hold_together_are_no_fault(test: Any) -> None:
    assert "never_met" not in codes(with_criterion(met=test, limit=None, unit=None, role="required"))


def test_a_condition_that_shuts_out_what_meets_the_criterion_is_told() -> None:
    long_use = MeasureTest("duration_of_use", "above", 6, "week")
    assert "never_met" in codes(with_criterion(when=long_use))


def test_criteria_that_cannot_be_met_together_make_the_edition_never_favourable() -> None:
    second = replace(FIRST.criteria[1], met=MeasureTest("duration_of_use", "above", 6, "week"))
    criteria = (FIRST.criteria[0], second, *FIRST.criteria[2:])
    both: Any = Group("all", tuple(criterion.id for criterion in criteria))
    assert codes(with_edition(criteria=criteria, logic=both)) == {"never_favourable"}
    either: Any = Group("all", (Group("any", both.parts[:2]), *both.parts[2:]))
    assert codes(with_edition(criteria=criteria, logic=either)) == set()


def test_a_file_of_ones_own_need_not_stand_at_its_path_nor_name_rows() -> None:
    own = with_criterion(rows=())
    assert {fault.code for fault in check_guideline(own, measures=MEASURES, is_packaged=False)} == set()


def test_a_programme_that_no_case_belongs_to_is_told() -> None:
    assert "unknown_programme" in codes(replace(SOUND, programme="ca.wv"))


def test_a_phrase_for_silence_that_needs_a_fact_is_told() -> None:
    phrases = replace(FIRST.criteria[0].phrases, unknown=("The record says {quotes}.",))
    assert codes(with_criterion(phrases=phrases)) == {"silence_cannot_be_said"}


@pytest.mark.parametrize(
    ("last_day", "code"),
    [
        (dt.date(2016, 7, 28), "editions_overlap"),
        (None, "editions_overlap"),
        (dt.date(2016, 7, 26), "gap_between_editions"),
        (dt.date(2009, 7, 17), "ends_before_it_starts"),
    ],
)
def test_dates_that_do_not_meet_are_told(last_day: dt.date | None, code: str) -> None:
    assert code in codes(with_edition(effective_to=last_day))


def test_a_citation_without_section_page_or_regulation_is_told() -> None:
    source = replace(FIRST.source, section=None, pages=(), regulation=None)
    assert codes(with_edition(source=source)) == {"citation_without_place"}


def test_logic_that_leaves_a_criterion_out_is_told() -> None:
    assert codes(with_edition(logic=FIRST.criteria[1].id)) == {"left_out_of_logic"}


def test_logic_that_wants_a_criterion_both_ways_can_never_be_favourable() -> None:
    first = FIRST.criteria[0].id
    logic: Any = Group("all", (FIRST.logic, Group("not", (first,))))
    assert "used_in_two_senses" in codes(with_edition(logic=logic))


def test_logic_that_asks_for_more_than_it_lists_is_told() -> None:
    names = tuple(criterion.id for criterion in FIRST.criteria)
    assert codes(with_edition(logic=Group("at_least", names, 9))) == {"never_favourable"}


def test_an_id_that_is_not_its_path_is_told() -> None:
    assert "id_is_not_the_path" in codes(replace(SOUND, id="mtus.elsewhere.benzodiazepines"))
    assert "unknown_topic" in codes(replace(SOUND, topic="leeches"))
