"""Medications, procedures, therapies and requests as notes write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openimr.domain.facts import Fact, FactKind
from openimr.pipeline.facts import extract_text

_DATE = dt.date(2016, 1, 15)


def _only(kind: FactKind, text: str) -> Fact:
    found = [fact for fact in extract_text(text, date=_DATE) if fact.kind == kind]
    assert len(found) == 1, [fact.text for fact in found]
    return found[0]


def _has(fact: Fact, **expected: Any) -> bool:
    return expected.items() <= dict(fact.value).items()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norco 10/325 1 po q6h prn pain #120", {"strength": "10/325 mg", "quantity": 120, "times_per_day": 4.0}),
        ("Kadian decreased by 10%, being tolerated by pt.", {"action": "decreased", "concept": "morphine"}),
        ("Valium 5 mg for muscle spasm since at least 03/2014.", {"purpose": "spasm", "since": "2014-03"}),
        ("Diazepam 5 mg po tid prn (start 5/2013)", {"action": "started", "since": "2013-05"}),
        ("Baclofen 20 mg - #60 - start 12-03-2016", {"since": "2016-12-03", "quantity": 60}),
        ("Ambien 10 mg qhs x 6 months", {"since": "2015-07", "duration": "6 months"}),
        ("Opana ER decreased from 40 mg to 30 mg bid", {"strength": "30 mg", "action": "decreased"}),
        ("Pt reports 50% pain relief with Norco.", {"response": "improved", "relief_percent": 50}),
        ("Continue Cymbalta 60 mg daily.", {"action": "continued"}),
        ("Refill Soma 350 mg #60 with 2 refills.", {"action": "refilled", "refills": 2}),
    ],
)
def test_medication_is_read_with_what_is_said_of_it(text: str, expected: dict[str, Any]) -> None:
    assert _has(_only("medication", text), **expected)


@pytest.mark.parametrize("text", ["D/c Norco.", "Norco was discontinued.", "Trial of Norco failed.", "Stopped Norco."])
def test_stopped_medication_is_historical(text: str) -> None:
    fact = _only("medication", text)
    assert fact.status == "historical"
    assert fact.value["action"] == "stopped"


def test_what_befell_the_last_of_a_list_befell_the_others() -> None:
    text = "Patient has tried ibuprofen, naproxen and Celebrex without relief."
    found = [fact for fact in extract_text(text) if fact.kind == "medication"]
    assert [fact.value["response"] for fact in found] == ["no_benefit"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "UDS was positive for oxycodone and negative for hydrocodone.",
        "ALLERGIES: codeine, penicillin",
        "Injected w/ 5 cc lidocaine 1% and 1 cc dexamethasone.",
    ],
)
def test_drug_that_is_not_taken_is_no_medication(text: str) -> None:
    assert not [fact for fact in extract_text(text) if fact.kind == "medication"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "PT x 8 for the neck, helping with pain.",
            {"visits": 8, "response": "improved", "body_part": "cervical spine"},
        ),
        ("She had 6 of 12 PT sessions with 30% improvement.", {"visits": 6, "authorized": 12}),
        ("Completed 24 visits of physical therapy without benefit.", {"visits": 24, "response": "no_benefit"}),
        ("At least five (5) physical therapy sessions.", {"visits": 5}),
        ("PT since 11-14-16 - 1 month of care w/ meds.", {"since": "2016-11-14"}),
        ("Failed 6 weeks of acupuncture.", {"weeks": 6, "course": "failed"}),
    ],
)
def test_therapy_is_counted_and_its_response_read(text: str, expected: dict[str, Any]) -> None:
    assert _has(_only("therapy", text), **expected)


def test_patient_is_not_physical_therapy() -> None:
    assert not [fact for fact in extract_text("Pt states R knee is better. PT DENIES FALLS.") if fact.kind == "therapy"]


def test_plan_asks_for_therapy_by_frequency_and_duration() -> None:
    fact = _only("request", "PLAN:\nPT R knee 1-2x/wk x 4 wks (8)")
    assert _has(fact, concept="physical_therapy", visits=8, visits_min=4, body_part="knee", laterality="right")


def test_therapy_that_another_goes_along_with_is_not_asked_for() -> None:
    text = "PLAN:\nAcupuncture 3x/wk x 2 wks neck, along with PT."
    assert _only("request", text).value["concept"] == "acupuncture"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The patient underwent L5-S1 transforaminal ESI on 11/12/16 with 60% relief for 8 weeks.",
            {"levels": ["L5-S1"], "relief_percent": 60, "relief_weeks": 8, "response": "improved"},
        ),
        ("Trigger point injections helped x 3 months.", {"response": "improved", "relief_weeks": 13}),
        ("Bilateral TPI x 4 to the trapezius gave no relief.", {"count": 4, "response": "no_benefit"}),
        ("Status post C5-6 ACDF 2012.", {"concept": "spinal_fusion", "levels": ["C5-C6"]}),
        ("RFA right L4-5", {"concept": "radiofrequency_ablation", "laterality": "right"}),
    ],
)
def test_procedure_is_read_with_site_count_and_response(text: str, expected: dict[str, Any]) -> None:
    assert _has(_only("procedure", text), **expected)


def test_procedure_takes_the_date_of_its_sentence() -> None:
    assert _only("procedure", "ESI on 11/12/16 helped.").date == dt.date(2016, 11, 12)


def test_what_review_denied_was_asked_for_not_had() -> None:
    text = "On 11-22-16 utilization review denied a request for Tramadol 50mg #60."
    assert _only("medication", text).status == "planned"


def test_letterhead_and_signature_are_no_facts() -> None:
    text = "Therapy Center 7 Main Avenue, Suite 1 Ph (555) 555-0100\nSigned by A. Person, MD, Orthopaedic Surgery"
    assert extract_text(text) == ()


def test_a_list_that_ends_in_pt_is_no_signature() -> None:
    concepts = [fact.value["concept"] for fact in extract_text("TREATMENT TO DATE:\nMedications, PT, injections.")]
    assert concepts == ["physical_therapy", "injection"]
