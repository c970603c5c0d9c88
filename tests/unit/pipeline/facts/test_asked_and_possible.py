"""What was only asked for, what is only looked for, and which side a complaint is on."""

from __future__ import annotations

import pytest

from openimr.domain.facts import Fact
from openimr.pipeline.facts.extract import extract_text


def _fact(text: str, kind: str, concept: str) -> Fact:
    facts = [fact for fact in extract_text(text) if (fact.kind, fact.value["concept"]) == (kind, concept)]
    assert len(facts) == 1, facts
    return facts[0]


@pytest.mark.parametrize(
    "text",
    [
        "Acupuncture #8 was the original request, #6 authorized.",
        "#6 authorized acupuncture.",
        "Six sessions of acupuncture were authorized.",
        "8 acupuncture sessions were ordered.",
        "A request for acupuncture was modified to 6 visits.",
        "The request for acupuncture was denied.",
        "Continue current care until approval for acupuncture.",
        "Acupuncture was not authorized.",
    ],
)
def test_what_was_asked_for_was_not_had(text: str) -> None:
    assert _fact(text, "therapy", "acupuncture").status == "planned"


@pytest.mark.parametrize(
    "text",
    [
        "She completed 6 authorized acupuncture visits.",
        "Acupuncture was authorized and she completed 8 visits.",
        "He attended 6 of 8 authorized sessions of acupuncture.",
    ],
)
def test_what_was_authorized_and_done_was_had(text: str) -> None:
    assert _fact(text, "therapy", "acupuncture").status == "present"


@pytest.mark.parametrize(
    "text",
    [
        "Injection to rule out facet syndrome and reduce spasm.",
        "EMG to rule out radiculopathy and to relieve spasm.",
        "MRI to rule out spinal stenosis and treat the muscle spasm.",
    ],
)
def test_what_a_treatment_is_to_reduce_is_there(text: str) -> None:
    statuses = {fact.value["concept"]: fact.status for fact in extract_text(text) if fact.kind != "procedure"}
    assert any(status == "possible" for status in statuses.values())
    assert statuses.get("spasm", statuses.get("muscle_spasm")) == "present"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Lumbar sciatica, bilateral knee pain.", "lumbar spine"),
        ("Sciatica, right knee pain.", None),
        ("Sciatica, left shoulder pain.", None),
    ],
)
def test_the_next_complaint_keeps_its_own_part(text: str, place: str | None) -> None:
    value = _fact(text, "diagnosis", "sciatica").value
    assert (value.get("body_part"), value.get("laterality")) == (place, None)


@pytest.mark.parametrize(
    "text", ["Left- and right-sided knee pain.", "Left and right sided knee pain.", "Right and left knee pain."]
)
def test_left_and_right_are_both_sides(text: str) -> None:
    assert _fact(text, "symptom", "pain").value["laterality"] == "bilateral"
