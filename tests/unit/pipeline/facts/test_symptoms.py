"""What the patient feels, where it goes and how it changes."""

from __future__ import annotations

from openimr.domain.documents import Page
from openimr.pipeline.facts import symptoms
from openimr.pipeline.facts.note import Found, read_note
from openimr.text.flow import mend


def _found(text: str) -> list[Found]:
    return list(symptoms.find(read_note(mend("note", (Page(1, text),)), None)))


def test_radiation_names_origin_and_goal() -> None:
    (pain,) = _found("LBP radiating to the LLE.")
    assert pain.value == {
        "concept": "radiating_pain",
        "body_part": "lumbar spine",
        "radiates_to": "lower extremity",
        "radiates_laterality": "left",
    }


def test_numbness_named_with_radiation_is_felt_where_the_pain_goes() -> None:
    numbness = next(
        item
        for item in _found("C/o neck pain radiating to BUE w/ numbness.")
        if item.kind == "symptom" and item.value["concept"] == "numbness"
    )
    assert (numbness.value["body_part"], numbness.value["laterality"]) == ("upper extremity", "bilateral")


def test_change_is_read_and_what_aggravates_is_no_change() -> None:
    assert _found("Subjective\nPain low back - unchanged.")[0].value["change"] == "unchanged"
    aggravated = _found("Subjective\nL buttock pain, worse w/ prolonged sitting.")[0].value
    assert "change" not in aggravated
    assert aggravated["aggravated_by"] == "prolonged sitting"


def test_the_patient_as_a_whole_can_improve() -> None:
    (overall,) = _found("Subjective\nGradually improving since last visit.")
    assert overall.value == {"concept": "overall_condition", "change": "improved"}


def test_a_side_effect_is_laid_to_its_drug() -> None:
    constipation = next(
        item
        for item in _found("Subjective\nReports constipation from Norco.")
        if item.value["concept"] == "constipation"
    )
    assert constipation.value["adverse_effect_of"] == "hydrocodone/acetaminophen"


def test_pain_medication_is_no_complaint() -> None:
    assert _found("Plan\nContinue pain medication. Norco prn pain.") == []


def test_denied_warning_signs_are_absent() -> None:
    found = {item.value["concept"]: item.status for item in _found("Denies fever, denies bowel/bladder incontinence.")}
    assert found == {"fever": "absent", "bowel_bladder_dysfunction": "absent"}
