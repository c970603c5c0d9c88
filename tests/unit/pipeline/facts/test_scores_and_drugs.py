"""Pain with and without a drug, told in one sentence, and what that says of the drug."""

from __future__ import annotations

from typing import Any

import pytest

from openimr.pipeline.facts.extract import extract_text


def _scores(text: str) -> set[tuple[Any, Any, Any]]:
    values = [fact.value for fact in extract_text(text) if fact.kind == "pain_score"]
    return {(value["low"], value["high"], value.get("with_medication")) for value in values}


@pytest.mark.parametrize(
    ("text", "on", "off"),
    [
        ("Pain is 4/10 with Norco, 9/10 without.", 4, 9),
        ("VAS 9/10 without meds, 5/10 with.", 5, 9),
        ("8/10 pain off medication; 4/10 on.", 4, 8),
        ("Pain reduced from 8 to 4 with Norco.", 4, 8),
        ("Pain level goes from 9 to 5 with Norco.", 5, 9),
        ("Norco brings her pain down from an 8 to a 4.", 4, 8),
        ("Medication reduces pain from 9/10 to 6/10.", 6, 9),
    ],
)
def test_a_sentence_tells_pain_with_and_without_medication(text: str, on: int, off: int) -> None:
    assert _scores(text) == {(on, on, True), (off, off, False)}


@pytest.mark.parametrize(
    "text", ["Pain radiating from 2 to 3 toes.", "Norco reduced from 4 to 3 a day.", "Pain reduced by 50% to 60%."]
)
def test_other_numbers_are_no_scores(text: str) -> None:
    assert _scores(text) == set()


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Pain reduced from 8 to 4 with Norco.", None),
        ("Her pain score has decreased with Norco.", None),
        ("Spasms are reduced with Norco.", None),
        ("Decrease Norco to 3 per day.", "decreased"),
        ("Norco was reduced from 4 to 3 a day.", "decreased"),
        ("We will taper Norco.", "decreased"),
    ],
)
def test_less_pain_is_not_less_of_the_drug(text: str, action: str | None) -> None:
    drugs = [fact for fact in extract_text(text) if fact.kind == "medication"]
    assert [drug.value.get("action") for drug in drugs] == [action]


@pytest.mark.parametrize(
    "text", ["Pain 8/10 without Norco.", "Without Norco her pain is 9/10.", "Pain is 9/10 when without Norco."]
)
def test_pain_without_the_drug_does_not_deny_the_drug(text: str) -> None:
    assert {fact.status for fact in extract_text(text) if fact.kind == "medication"} == {"present"}
