"""What the measures make of a record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openimr.domain.facts import Fact
from openimr.domain.guidelines import Question
from openimr.domain.treatments import Treatment
from openimr.errors import RulebookError
from openimr.pipeline.criteria import Record
from openimr.pipeline.criteria.asking import compare
from openimr.pipeline.criteria.measures import Reading, measure_named

DAY = dt.date(2014, 6, 15)


def a_fact(kind: Any, concept: str, date: dt.date | None = DAY, status: Any = "present", **value: Any) -> Fact:
    name = f"{kind} {concept} {date} {sorted(map(str, value.items()))}"
    return Fact(name, kind, concept, status, {"concept": concept, **value}, date)


def measure(measured: str, facts: list[Fact], options: dict[str, Any] | None = None, **request: Any) -> Reading:
    treatment = Treatment(None, "therapy", **{"name": None, **request})
    question = Question(treatment, facts, DAY, (dt.date(2014, 5, 1),))
    return measure_named(measured)(Record(facts), question, options or {})


def test_duration_counts_from_the_stated_start_plus_every_refill() -> None:
    facts = [a_fact("medication", "diazepam", since="2014-05-18", action="started", times_per_day=3)]
    reading = measure("duration_of_use", facts, {"unit": "day"}, name="diazepam", quantity=60, refills=2)
    assert (reading.low, reading.high) == (28 + 60, 28 + 60)


def test_duration_from_a_month_is_a_range() -> None:
    facts = [a_fact("medication", "diazepam", since="2014-05", action="started", times_per_day=1)]
    reading = measure("duration_of_use", facts, {"unit": "day"}, name="diazepam", quantity=10)
    assert (reading.low, reading.high) == (15 + 10, 45 + 10)


def test_duration_is_open_above_where_the_first_mention_continues_earlier_use() -> None:
    facts = [a_fact("medication", "diazepam", DAY, action="continued")]
    reading = measure("duration_of_use", facts, {"unit": "day"}, name="diazepam", days_supply=10)
    assert (reading.low, reading.high) == (10, None)


def test_brand_and_combination_share_an_ingredient_but_not_acetaminophen() -> None:
    facts = [a_fact("medication", "hydrocodone/acetaminophen", dt.date(2014, 1, 1), action="continued")]
    assert measure("is_continuation", facts, name="hydrocodone/ibuprofen").truth is True
    assert measure("is_continuation", facts, name="codeine/acetaminophen").truth is False


def test_visits_on_record_count_only_for_the_body_part_asked_for() -> None:
    facts = [
        a_fact("therapy", "physical_therapy", status="historical", visits=8, body_part="lumbar spine"),
        a_fact("therapy", "physical_therapy", status="historical", visits=12, body_part="knee"),
        a_fact("therapy", "physical_therapy", status="planned", visits=6, body_part="lumbar spine"),
    ]
    options = {"concept": "physical_therapy"}
    reading = measure("cumulative_visits", facts, options, visits=6, body_part="lumbar spine")
    assert (reading.low, reading.high) == (14, 14)


def test_running_totals_are_not_added_twice() -> None:
    facts = [
        a_fact("therapy", "acupuncture", dt.date(2014, 4, 1), visits=4),
        a_fact("therapy", "acupuncture", dt.date(2014, 5, 1), visits=6),
    ]
    reading = measure("cumulative_visits", facts, {"concept": "acupuncture"}, visits=2)
    assert (reading.low, reading.high) == (8, 12)


def test_relief_is_worked_out_from_scores_with_and_without() -> None:
    facts = [
        a_fact("pain_score", "pain_score", low=8, high=8, with_medication=False),
        a_fact("pain_score", "pain_score", low=5, high=5, with_medication=True),
    ]
    assert measure("pain_relief", facts).low == pytest.approx(37.5)


def test_opioids_add_up_in_morphine_equivalents() -> None:
    facts = [
        a_fact("medication", "morphine", strength="30 mg", times_per_day=2),
        a_fact("medication", "oxycodone/acetaminophen", strength="10/325 mg", times_per_day=4, units_per_dose=1),
        a_fact("medication", "gabapentin", strength="300 mg", times_per_day=3),
    ]
    reading = measure("daily_morphine_equivalents", facts, name="morphine", strength="30 mg", times_per_day=2)
    assert reading.low == pytest.approx(60 + 60)


def test_an_opioid_patch_leaves_the_dose_open() -> None:
    facts = [a_fact("medication", "fentanyl", strength="25 mcg/hr", times_per_day=0.33)]
    reading = measure("daily_morphine_equivalents", facts, name="fentanyl")
    assert reading.high is None


@pytest.mark.parametrize(
    ("requested", "imaged", "truth"),
    [(("L5-S1",), ["L5-S1"], True), (("L5-S1",), ["L4-L5"], False), (("S1",), ["L5-S1"], True), ((), ["L4-L5"], True)],
)
def test_pathology_must_be_at_the_level_asked_for(requested: tuple[str, ...], imaged: list[str], truth: bool) -> None:
    facts = [a_fact("imaging", "disc_protrusion", levels=imaged)]
    options = {"concept": ("disc_protrusion",), "region": "lumbar spine"}
    assert measure("nerve_root_corroboration", facts, options, levels=requested).truth is truth


def test_a_single_normal_sign_is_no_normal_examination() -> None:
    facts = [a_fact("finding", "sensation", result="normal", body_part="lower extremity")]
    assert measure("radicular_findings", facts, {"region": "lumbar spine"}).truth is None


def test_a_normal_arm_says_nothing_of_the_legs() -> None:
    facts = [a_fact("finding", "neurologic_exam", result="normal", body_part="upper extremity")]
    assert measure("radicular_findings", facts, {"region": "lumbar spine"}).truth is None


def test_a_deficit_denied_counts_as_normal() -> None:
    facts = [a_fact("finding", "neurologic_exam", status="absent", result="decreased", body_part="lower extremity")]
    assert measure("radicular_findings", facts, {"region": "lumbar spine"}).truth is False


def test_a_service_that_goes_along_follows_the_main_item() -> None:
    question = Question(Treatment(None, None, None), (), DAY, main_is_favourable=False)
    assert measure_named("main_item_supported")(Record(()), question, {}).truth is False
    assert measure_named("main_item_in_dispute")(Record(()), question, {}).truth is True


def test_a_service_alone_goes_along_with_nothing_in_dispute() -> None:
    question = Question(Treatment(None, None, None), (), DAY)
    assert measure_named("main_item_supported")(Record(()), question, {}).truth is None
    assert measure_named("main_item_in_dispute")(Record(()), question, {}).truth is False


@pytest.mark.parametrize(
    ("comparison", "low", "high", "passes"),
    [
        ("at_most", 4, 4, True), ("at_most", 4.1, None, False), ("at_most", 3, None, None), ("at_most", None, 4, True),
        ("below", 4, 4, False), ("below", 3, 3.9, True), ("at_least", 30, 30, True), ("at_least", 29, 31, None),
        ("above", 50, 50, False), ("above", 51, None, True), ("at_most", None, None, None),
    ],
)  # fmt: skip
def test_a_number_known_by_its_bounds_is_compared_by_them(
    comparison: str, low: float | None, high: float | None, passes: bool | None
) -> None:
    assert compare(comparison, low, high, 30 if "least" in comparison else 50 if comparison == "above" else 4) is passes


def test_an_unknown_measure_names_itself() -> None:
    with pytest.raises(RulebookError, match="phase_of_the_moon"):
        measure_named("phase_of_the_moon")
