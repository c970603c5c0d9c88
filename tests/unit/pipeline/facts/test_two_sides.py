"""Results told side by side, part by part, or with an exception."""

from __future__ import annotations

import pytest

from openimr.pipeline.facts.extract import extract_text


def _told(text: str) -> set[tuple[str, str, str | None, str | None]]:
    values = [fact.value for fact in extract_text(text) if fact.kind == "finding"]
    return {
        (value["concept"], value["result"], value.get("laterality"), value.get("grade"))
        for value in values
        if "result" in value
    }


@pytest.mark.parametrize(
    ("text", "concept", "left", "right"),
    [
        ("Left Achilles reflex absent, right 2+.", "reflexes", "absent", "normal"),
        ("Absent left Achilles reflex, right 2+.", "reflexes", "absent", "normal"),
        ("Left Achilles 1+, right 2+.", "reflexes", "decreased", "normal"),
        ("Ankle jerk: right 2+, left absent.", "reflexes", "absent", "normal"),
        ("Biceps reflex 2+ on the right, 1+ on the left.", "reflexes", "decreased", "normal"),
        ("EHL 4/5 left, 5/5 right.", "strength", "decreased", "normal"),
        ("Quadriceps 4/5 left, 5/5 right.", "strength", "decreased", "normal"),
        ("Strength 5/5 on the right and 4/5 on the left.", "strength", "decreased", "normal"),
        ("Left quadriceps 4/5, right 5/5.", "strength", "decreased", "normal"),
        ("Sensation decreased right, intact left.", "sensation", "normal", "decreased"),
        ("Sensation is intact on the right but diminished on the left.", "sensation", "decreased", "normal"),
        ("Decreased sensation left foot; intact right.", "sensation", "decreased", "normal"),
        ("Spurling + right, neg left.", "spurling", "negative", "positive"),
        ("SLR neg R, + L.", "straight_leg_raise", "positive", "negative"),
        ("SLR + L, - R.", "straight_leg_raise", "positive", "negative"),
        (
            "Positive straight leg raise on the left, negative on the right.",
            "straight_leg_raise",
            "positive",
            "negative",
        ),
        ("Spurling's is negative on the right; positive on the left.", "spurling", "positive", "negative"),
    ],
)
def test_each_side_has_its_own_result(text: str, concept: str, left: str, right: str) -> None:
    told = {side: result for name, result, side, _ in _told(text) if name == concept}
    assert told == {"left": left, "right": right}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DTR patella 2+ bilat, Achilles absent left.", {("knee", "normal", "bilateral"), ("ankle", "absent", "left")}),
        (
            "Reflexes are 2+ at the knees and 1+ at the ankles.",
            {("knee", "normal", None), ("ankle", "decreased", None)},
        ),
        (
            "Patellar 2+ bilaterally, Achilles 1+ on the right.",
            {("knee", "normal", "bilateral"), ("ankle", "decreased", "right")},
        ),
        ("Reflexes 2+ throughout except absent left Achilles.", {(None, "normal", None), ("ankle", "absent", "left")}),
    ],
)
def test_each_part_has_its_own_reflex(text: str, expected: set[tuple[str | None, str, str | None]]) -> None:
    values = [fact.value for fact in extract_text(text) if fact.kind == "finding"]
    assert {(value.get("body_part"), value["result"], value.get("laterality")) for value in values} == expected


@pytest.mark.parametrize(
    "text",
    [
        "Motor strength is 4/5 left EHL, otherwise 5/5.",
        "Strength is 5/5 except left EHL 4/5.",
        "Strength is 5/5 throughout with the exception of left EHL 4/5.",
    ],
)
def test_what_is_excepted_is_not_normal(text: str) -> None:
    assert ("strength", "decreased", "left", "4/5") in _told(text)
    assert not any(result == "normal" and side == "left" for _, result, side, _ in _told(text))


def test_a_grade_of_swelling_is_no_reflex() -> None:
    assert not any(concept == "reflexes" for concept, *_ in _told("Achilles 2+ pitting edema. Patella 2+ effusion."))
