"""What programs, stimulators and home care ask of the patient is read from the note, with its status."""

from __future__ import annotations

import pytest

from openimr.pipeline.facts.extract import extract_text


@pytest.mark.parametrize(
    ("words", "kind", "concept", "status"),
    [
        ("The patient is homebound after surgery.", "event", "homebound", "present"),
        ("She is not homebound.", "event", "homebound", "absent"),
        ("He is highly motivated to improve.", "event", "motivated_to_change", "present"),
        ("The patient lacks motivation to change.", "event", "motivated_to_change", "absent"),
        ("Psychological clearance was obtained.", "event", "psychological_clearance", "present"),
        ("Sleep hygiene measures were tried without benefit.", "therapy", "sleep_hygiene", "present"),
        ("He has tried diet and exercise.", "therapy", "diet_and_exercise", "present"),
    ],
)
def test_readiness_for_a_program_is_read_with_its_status(words: str, kind: str, concept: str, status: str) -> None:
    found = [(fact.kind, fact.value["concept"], fact.status) for fact in extract_text(words)]
    assert (kind, concept, status) in found
