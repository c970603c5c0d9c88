"""What a normalised request promises its readers."""

from __future__ import annotations

import pytest

from openimr.pipeline.treatments import normalise, normalise_all


def test_context_fills_only_what_the_request_leaves_open() -> None:
    treatment = normalise("Norco 10/325 mg", context="Norco 5/325 mg 1 tab po q6h prn #120")
    assert treatment.strength == "10/325 mg"
    assert (treatment.quantity, treatment.times_per_day) == (120, 4)
    assert "quantity" in treatment.from_context
    assert "strength" not in treatment.from_context


def test_a_request_without_context_says_nothing_of_it() -> None:
    assert normalise("Valium 10mg #45").from_context == ()


def test_context_about_another_treatment_is_left_aside() -> None:
    treatment = normalise("MRI of the cervical spine", context="Valium 10 mg #60")
    assert (treatment.quantity, treatment.from_context) == (None, ())


def test_context_tells_the_region_that_decides_the_topic() -> None:
    treatment = normalise("Epidural steroid injection", context="Epidural steroid injection right L5-S1")
    assert treatment.topic == "lumbar_epidural"
    assert treatment.levels == ("L5-S1",)
    assert "topic" in treatment.from_context


def test_the_governing_service_is_not_its_purpose() -> None:
    assert normalise("Surgical clearance for right knee arthroscopy").topic == "preoperative_clearance"
    assert normalise("MRI of the lumbar spine prior to epidural injection").topic == "lumbar_mri"


def test_a_request_for_several_drugs_names_the_others() -> None:
    treatment = normalise("Norco 10/325 #120, Soma 350mg #90 and Prilosec 20mg #60")
    assert (treatment.name, treatment.quantity) == ("hydrocodone/acetaminophen", 120)
    assert treatment.services == ("carisoprodol", "omeprazole")
    parts = normalise_all("Norco 10/325 #120, Soma 350mg #90")
    assert [(part.topic, part.quantity) for part in parts] == [("opioids_ongoing", 120), ("carisoprodol", 90)]


def test_a_sedative_before_an_image_is_the_sedative() -> None:
    assert normalise("Valium 5 mg #2 prior to MRI").topic == "benzodiazepines"


def test_words_that_name_no_service_have_no_topic() -> None:
    treatment = normalise("Unspecified")
    assert (treatment.topic, treatment.category, treatment.name) == (None, None, None)


def test_a_cream_that_no_table_knows_is_still_a_topical() -> None:
    treatment = normalise("Xyzophene 10% cream 60 gm")
    assert (treatment.topic, treatment.strength, treatment.quantity) == ("topical_analgesics", "10%", 60)


@pytest.mark.parametrize("request_words", ["", "   ", "\n", "#", "( )", "x" * 5000])
def test_any_words_are_taken(request_words: str) -> None:
    assert normalise(request_words).topic is None


def test_a_side_belongs_to_its_own_part() -> None:
    treatment = normalise("Physical therapy for the lumbar spine and left shoulder")
    assert (treatment.body_part, treatment.laterality) == ("lumbar spine", None)
