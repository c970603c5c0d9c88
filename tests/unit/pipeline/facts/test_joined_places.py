"""Words that join two places, dates that look like degrees, and benefit that nobody documented."""

from __future__ import annotations

from typing import Any

import pytest

from openimr.pipeline.facts.extract import extract_text


def values(text: str, kind: str, concept: str) -> list[dict[str, Any]]:
    return [dict(f.value) for f in extract_text(text) if f.kind == kind and f.value["concept"] == concept]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Exam shows limited motion and decreased C5 and C6 dermatome sensation.", ["C5", "C6"]),
        ("Exam shows spasm, decreased L5, S1 sensation.", ["L5", "S1"]),
        ("Exam shows tenderness and diminished L4 or L5 dermatomal sensation.", ["L4", "L5"]),
    ],
)
def test_levels_joined_by_and_share_one_finding(text: str, levels: list[str]) -> None:
    [sensation] = values(text, "finding", "sensation")
    assert (sensation["result"], sensation["levels"]) == ("decreased", levels)


def test_sides_joined_by_and_share_one_finding() -> None:
    [grip] = values("Exam shows tenderness and decreased left and right grip strength.", "finding", "grip_strength")
    assert (grip["result"], grip["laterality"]) == ("decreased", "bilateral")


def test_findings_joined_by_and_stay_two() -> None:
    found = extract_text("Exam shows decreased sensation and normal strength.")
    assert [(f.value["concept"], f.value["result"]) for f in found] == [
        ("sensation", "decreased"),
        ("strength", "normal"),
    ]


def test_date_after_range_of_motion_is_no_degrees() -> None:
    [motion] = values(
        "She has back pain with limited range of motion, on 11-15-16, she has spasm.", "finding", "range_of_motion"
    )
    assert "degrees" not in motion


def test_arc_after_range_of_motion_is_degrees() -> None:
    [motion] = values("ROM of the knee limited, 0-90.", "finding", "range_of_motion")
    assert motion["degrees"] == {"arc": [0, 90]}


@pytest.mark.parametrize(
    "text",
    [
        "6 chiropractic treatments (without documentation of functional objective improvement).",
        "Six chiropractic visits with no evidence of objective functional improvement.",
        "Six chiropractic visits; the record fails to document improvement.",
    ],
)
def test_benefit_that_is_not_documented_is_no_benefit_and_no_failure(text: str) -> None:
    assert all("response" not in value for value in values(text, "therapy", "chiropractic"))


def test_benefit_that_was_not_had_is_told() -> None:
    [value] = values("She had six chiropractic visits without improvement.", "therapy", "chiropractic")
    assert value["response"] == "no_benefit"


@pytest.mark.parametrize(
    "text",
    [
        "Physical therapy, injections and medication have failed.",
        "Physical therapy, home exercise and NSAIDs have not helped.",
    ],
)
def test_list_of_which_the_whole_failed_failed_in_each_part(text: str) -> None:
    [value] = values(text, "therapy", "physical_therapy")
    assert value["response"] == "no_benefit"
