"""Drugs spoken of by their class alone."""

from __future__ import annotations

import pytest

from openimr.domain.facts import Fact
from openimr.pipeline.facts.extract import extract_text


def _drugs(text: str) -> list[Fact]:
    return [fact for fact in extract_text(text) if fact.kind == "medication"]


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        ("Failed NSAIDs.", ["nsaid"]),
        ("She has tried and failed NSAIDs and physical therapy.", ["nsaid"]),
        ("He has tried anti-inflammatories without relief.", ["nsaid"]),
        ("She failed NSAIDs, muscle relaxants and opioids.", ["nsaid", "muscle_relaxant", "opioid"]),
        ("Pain is refractory to non-steroidal anti-inflammatory drugs.", ["nsaid"]),
    ],
)
def test_a_failed_class_is_a_past_drug_without_benefit(text: str, classes: list[str]) -> None:
    drugs = _drugs(text)
    assert [drug.value["drug_class"] for drug in drugs] == classes
    assert {(drug.status, drug.value["response"], drug.value["action"]) for drug in drugs} == {
        ("historical", "no_benefit", "stopped")
    }


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Currently takes muscle relaxants.", "present"),
        ("Treatment to date includes physical therapy, NSAIDs, and chiropractic care.", "present"),
        ("He is not taking any opioids.", "absent"),
        ("She denies taking opioids.", "absent"),
        ("If failed NSAIDs, consider an injection.", "hypothetical"),
    ],
)
def test_a_class_has_the_status_of_its_words(text: str, status: str) -> None:
    assert [drug.status for drug in _drugs(text)] == [status]


@pytest.mark.parametrize(
    "text",
    [
        "Opioid agreement is on file.",
        "NSAIDs are recommended as first line.",
        "Unable to take NSAIDs.",
        "No history of opioid abuse.",
    ],
)
def test_words_about_a_class_are_no_drug_taken(text: str) -> None:
    assert _drugs(text) == []
