"""Diagnoses, events and work status as notes write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openimr.domain.documents import Page
from openimr.domain.facts import Fact, FactKind
from openimr.pipeline.facts import extract, extract_text
from openimr.text.flow import mend


def _of(kind: FactKind, text: str) -> list[Fact]:
    return [fact for fact in extract_text(text) if fact.kind == kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lumbar radiculopathy right S1", {"body_part": "lumbar spine", "laterality": "right", "levels": ["S1"]}),
        ("Lumbar radiculopathy (724.4)", {"concept": "radiculopathy", "code": "724.4"}),
        ("Lumbar internal disc disruption L4-5, L5-S1", {"levels": ["L4-L5", "L5-S1"]}),
        ("Sprain of unspecified site of right knee", {"body_part": "knee", "laterality": "right"}),
        ("HNP L5-S1", {"concept": "disc_displacement", "levels": ["L5-S1"]}),
        ("CTS bilat", {"concept": "carpal_tunnel_syndrome", "laterality": "bilateral"}),
        ("Major depressive disorder, single episode (F32.1)", {"concept": "depression", "code": "F32.1"}),
    ],
)
def test_diagnosis_is_read_with_place_and_code(text: str, expected: dict[str, Any]) -> None:
    (fact,) = _of("diagnosis", f"DIAGNOSES:\n{text}")
    assert expected.items() <= dict(fact.value).items()


def test_each_diagnosis_of_a_list_keeps_its_own_body_part() -> None:
    found = _of("diagnosis", "Diagnoses include sprain of right shoulder, neck strain and contusion of left wrist.")
    assert [fact.value["body_part"] for fact in found] == ["shoulder", "cervical spine", "wrist"]


def test_complaint_is_a_diagnosis_only_where_one_is_made() -> None:
    assert not _of("diagnosis", "SUBJECTIVE:\nC/o muscle spasm.")
    assert _of("diagnosis", "DIAGNOSES:\n1. Muscle spasm")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("R/o meniscal tear.", "possible"),
        ("No evidence of fracture.", "absent"),
        ("FAMILY HISTORY:\nFather with rheumatoid arthritis.", "family"),
    ],
)
def test_diagnosis_has_its_status(text: str, status: str) -> None:
    assert [fact.status for fact in _of("diagnosis", text)] == [status]


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("Pain agreement signed.", "opioid_agreement", "present"),
        ("No aberrant behavior.", "aberrant_behaviour", "absent"),
        ("Possible dependence and diversion discussed.", "opioid_risk_discussed", "present"),
        ("He is not a surgical candidate.", "surgery_considered", "absent"),
        ("Denies new injury.", "new_injury", "absent"),
        ("HEP alone is not sufficient.", "home_program_insufficient", "present"),
        ("Acupuncture as an adjunct to physical therapy.", "adjunct_to_rehabilitation", "present"),
        ("Pain medication is being reduced.", "medication_reduced", "present"),
        ("There are exceptional factors.", "exceptional_circumstance", "present"),
    ],
)
def test_event_is_told_with_its_status(text: str, concept: str, status: str) -> None:
    assert (concept, status) in {(fact.value["concept"], fact.status) for fact in _of("event", text)}


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("Unable to tolerate NSAIDs due to GI upset.", "nsaid"),
        ("He is not able to tolerate oral medications.", "medication"),
        ("Could not tolerate gabapentin.", "gabapentin"),
    ],
)
def test_intolerance_names_what_was_not_tolerated(text: str, of: str) -> None:
    (fact,) = _of("event", text)
    assert (fact.value["concept"], fact.value["of"], fact.status) == ("medication_intolerance", of, "present")


def test_injury_has_its_date_and_mechanism() -> None:
    (injury, *_) = _of("event", "He sustained an industrial injury on 05/02/2015 when he fell from a ladder.")
    assert injury.date == dt.date(2015, 5, 2)
    assert injury.value["mechanism"] == "he fell from a ladder"


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("WORK STATUS:\nTTD until next visit.", "off_work"),
        ("WORK STATUS:\nHas not returned to work.", "off_work"),
        ("WORK STATUS:\nNo change from prior report.", "unchanged"),
        ("WORK STATUS:\nModified: no work at or above shoulder level.", "modified_duty"),
        ("WORK STATUS:\nUnchanged.", "unchanged"),
        ("She returned to full duty.", "full_duty"),
    ],
)
def test_work_status_is_present(text: str, concept: str) -> None:
    assert [(fact.value["concept"], fact.status) for fact in _of("work_status", text)] == [(concept, "present")]


def test_every_source_is_exactly_its_slice_of_the_page() -> None:
    pages = (Page(1, "DIAGNOSES:\n1. Lumbar radicu-\nlopathy  right"), Page(2, "S1\nPLAN: Refill  Norco\n10/325 #120."))
    facts = extract(mend("d1", pages))
    assert facts
    for span in (span for fact in facts for span in fact.sources):
        assert span.quote == pages[span.page - 1].text[span.start : span.end]


def test_ids_count_in_reading_order_from_the_first_asked_for() -> None:
    facts = extract(mend("d1", (Page(1, "Norco #120. Ambien #30. PT x 6."),)), first_id=7)
    assert [fact.id for fact in facts] == [f"f{number}" for number in range(7, 7 + len(facts))]
    assert [fact.sources[0].start for fact in facts] == sorted(fact.sources[0].start for fact in facts)
