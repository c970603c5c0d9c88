"""How facts are said in a letter."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from openimr.domain.facts import Fact, FactKind, FactStatus
from openimr.pipeline.proposals.wording import join_words, place_in_prose, say_fact


def a_fact(kind: FactKind, concept: str, status: FactStatus = "present", **value: Any) -> Fact:
    return Fact("f1", kind, "words", status, {"concept": concept, **value})


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (
            a_fact("finding", "straight_leg_raise", result="positive", laterality="left"),
            "straight leg raise positive on the left",
        ),
        (
            a_fact("finding", "straight_leg_raise", result="positive", body_part="lumbar spine", laterality="left"),
            "straight leg raise positive on the left",
        ),
        (
            a_fact("finding", "spurling", result="positive", body_part="cervical spine", laterality="right"),
            "Spurling's test positive on the right",
        ),
        (
            a_fact("finding", "sensation", result="decreased", body_part="foot", laterality="right"),
            "decreased sensation in the right foot",
        ),
        (
            a_fact(
                "finding",
                "strength",
                result="decreased",
                pattern="diffuse",
                body_part="lower extremity",
                laterality="bilateral",
            ),
            "diffuse weakness of both lower extremities",
        ),
        (a_fact("finding", "reflexes", result="untestable"), "reflexes that could not be obtained"),
        (a_fact("finding", "atrophy", "absent"), "no muscle atrophy"),
        (
            a_fact(
                "symptom",
                "radiating_pain",
                body_part="lumbar spine",
                radiates_to="lower extremity",
                radiates_laterality="left",
            ),
            "pain in the low back radiating to the left leg",
        ),
        (
            a_fact("symptom", "pain", body_parts=["cervical spine", "shoulder"], laterality="right"),
            "pain in the neck and the right shoulder",
        ),
        (a_fact("symptom", "fever", "absent"), "no fever"),
        (a_fact("medication", "diazepam", name="Valium", strength="10 mg", quantity=45), "Valium 10 mg #45"),
        (a_fact("diagnosis", "sprain_strain", name="R knee sprain"), "right knee sprain"),
        (a_fact("diagnosis", "complex_regional_pain_syndrome", name="CRPS"), "CRPS"),
        (
            a_fact("diagnosis", "radiculopathy", "possible", name="Lumbar radiculopathy"),
            "possible lumbar radiculopathy",
        ),
        (a_fact("pain_score", "pain_score", low=4, high=6, condition="with_activity"), "4 to 6/10 with activity"),
        (a_fact("pain_score", "pain_score", low=2, high=2, with_medication=True), "2/10 with medication"),
        (
            a_fact("imaging", "disc_protrusion", severity="mild", levels=["L4-L5", "L5-S1"]),
            "mild disc protrusion at L4-L5 and L5-S1",
        ),
        (a_fact("therapy", "physical_therapy", visits=12), "physical therapy (12 visits)"),
        (a_fact("event", "never_seen_before"), "never seen before"),
    ],
)
def test_fact_is_said_in_plain_english(fact: Fact, said: str) -> None:
    assert say_fact(fact) == said


@pytest.mark.parametrize("kind", get_args(FactKind))
def test_every_kind_can_be_said_with_its_concept_alone(kind: FactKind) -> None:
    thin = a_fact(kind, "some_concept", low=1, high=1)
    assert say_fact(thin)
    assert "{" not in say_fact(thin)


def test_place_is_left_out_under_a_heading_that_names_it() -> None:
    tender = a_fact("finding", "tenderness", body_part="knee", laterality="left")
    assert say_fact(tender) == "tenderness of the left knee"
    assert say_fact(tender, with_place=False) == "tenderness"


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b, and c"),
        (["a, b", "c", "d"], "a, b; c; and d"),
    ],
)
def test_lists_read_as_sentences(words: list[str], joined: str) -> None:
    assert join_words(words) == joined


def test_unstated_place_is_no_words() -> None:
    assert place_in_prose({"concept": "pain"}) == ""
