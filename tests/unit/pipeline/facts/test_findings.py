"""What an examination says, however short it is written."""

from __future__ import annotations

from typing import Any

import pytest

from openimr.domain.documents import Page
from openimr.pipeline.facts import findings
from openimr.pipeline.facts.note import Found, read_note
from openimr.text.flow import mend


def _found(text: str, kind: str | None = None) -> list[Found]:
    return list(findings.find(read_note(mend("note", (Page(1, text),)), None, kind)))


def _value(text: str, concept: str) -> dict[str, Any]:
    values = [found.value for found in _found(text) if found.value["concept"] == concept]
    assert len(values) == 1, values
    return {key: value for key, value in values[0].items() if key != "concept"}


@pytest.mark.parametrize(
    ("text", "result", "side"),
    [
        ("SLR + bilat.", "positive", "bilateral"),
        ("SLR + R", "positive", "right"),
        ("SLR + RLE.", "positive", "right"),
        ("SLR neg.", "negative", None),
        ("(-) SLR bilaterally", "negative", "bilateral"),
        ("positive seated SLR on the right at 45 deg", "positive", "right"),
        ("straight leg raise is positive on both sides", "positive", "bilateral"),
        ("straight leg raise test positive to the right lower extremity", "positive", "right"),
        ("Straight leg raise testing could not be performed.", "untestable", None),
    ],
)
def test_straight_leg_raise_has_its_result_and_side(text: str, result: str, side: str | None) -> None:
    value = _value(text, "straight_leg_raise")
    assert value["body_part"] == "lumbar spine"
    assert (value["result"], value.get("laterality")) == (result, side)


def test_each_side_of_a_test_has_its_own_result() -> None:
    values = [found.value for found in _found("SLR positive on the left at 40 degrees, negative on the right.")]
    assert {(value["result"], value["laterality"]) for value in values} == {("positive", "left"), ("negative", "right")}


def test_an_exercise_is_no_examination() -> None:
    assert _found("O: Bike 10 min, quad sets, SLR x 30, step-ups.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sens decr R 5th > 4th fingers.", {"result": "decreased", "body_part": "finger", "laterality": "right"}),
        (
            "hypoesthesia in the L5 dermatome",
            {"result": "decreased", "body_part": "lumbar spine", "levels": ["L5"], "pattern": "dermatomal"},
        ),
        ("sensation intact to light touch in all dermatomes", {"result": "normal"}),
        ("No sensory deficits in the lower extremities.", {"result": "normal", "body_part": "lower extremity"}),
    ],
)
def test_sensation_is_read_with_root_and_pattern(text: str, expected: dict[str, Any]) -> None:
    assert _value(text, "sensation") == expected


def test_a_shared_result_belongs_to_each_of_a_list() -> None:
    found = _found("Strength/sensation/DTRs normal BLE.")
    assert [item.value["concept"] for item in found] == ["strength", "sensation", "reflexes"]
    assert {(item.value["result"], item.value["laterality"]) for item in found} == {("normal", "bilateral")}


def test_what_pain_hides_is_untestable_and_not_absent() -> None:
    assert _value("Motor testing limited by pain.", "strength")["result"] == "untestable"
    assert _value("Reflexes unable to be ascertained 2/2 pain.", "reflexes")["result"] == "untestable"


def test_the_lowest_grade_decides_strength() -> None:
    value = _value("Motor 5/5 throughout except 4/5 left EHL.", "strength")
    assert (value["result"], value["grade"], value["laterality"]) == ("decreased", "4/5", "left")


def test_a_lead_holds_until_the_next_lead() -> None:
    found = _found("Objective\nL-spine: ROM limited. TTP paraspinals.\nC-spine: ROM nl. Spasm noted.")
    places = [(item.value["concept"], item.value["body_part"]) for item in found]
    assert places == [
        ("range_of_motion", "lumbar spine"),
        ("tenderness", "lumbar spine"),
        ("range_of_motion", "cervical spine"),
        ("spasm", "cervical spine"),
    ]


def test_denied_tenderness_is_absent_for_every_part_named() -> None:
    (found,) = _found("No TTP R hip, R ankle or R foot.")
    assert found.status == "absent"
    assert found.value["body_parts"] == ["hip", "ankle", "foot"]


def test_motion_in_degrees_is_judged_by_full_motion_of_the_part() -> None:
    value = _value("Right shoulder: flexion 90, abduction 90, adduction 25 degrees.", "range_of_motion")
    assert value["degrees"] == {"flexion": 90, "abduction": 90, "adduction": 25}
    assert (value["result"], value["laterality"]) == ("limited", "right")


def test_a_complaint_of_weakness_is_no_finding() -> None:
    assert _found("Subjective\nC/o weakness and spasm of the low back.") == []


def test_an_imaging_report_holds_no_examination() -> None:
    assert _found("EXAM: MRI lumbar spine. No edema. Tenderness on history.", kind="imaging") == []
