"""What is in the record twice is found; what only looks alike is kept."""

from __future__ import annotations

import pytest

from openimr.pipeline.records.copies import find_copies

NOTE = (
    "FOLLOW-UP VISIT NOTE\nPatient: Roe, Pablo DOB: 02/03/1970\nDate of service: 04/05/2016\nSubjective: neck pain "
    "radiating to the left arm, 6/10, worse with overhead work. Physical therapy twice weekly has helped little.\n"
    "Objective: cervical range of motion decreased. Spurling positive on the left. Biceps 4/5.\n"
    "Plan: continue home exercise, request cervical MRI, refill naproxen 500 mg #60. Return in four weeks.\n"
)


def test_same_page_is_a_copy_of_the_first() -> None:
    assert find_copies([NOTE, "Another page with other words altogether, long enough to be compared. " * 2, NOTE]) == {
        2: 0
    }


def test_spacing_and_line_ends_do_not_matter() -> None:
    assert find_copies([NOTE, " ".join(NOTE.split()).upper()]) == {1: 0}


def test_of_a_stamped_and_a_plain_copy_the_one_that_says_more_is_kept() -> None:
    assert find_copies([NOTE, f"RECEIVED APR 07 2016 BY MAIL ROOM\n{NOTE}"]) == {0: 1}


def test_copy_with_slips_of_the_reader_is_a_copy() -> None:
    assert find_copies([NOTE, NOTE.replace("overhead", "overhcad").replace("weekly", "weckly")]) == {1: 0}


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("04/05/2016", "05/03/2016"),
        ("left", "right"),
        ("Spurling positive", "Spurling negative"),
        ("6/10", "8/10"),
        ("500 mg #60", "500 mg #90"),
        ("has helped little", "has not helped"),
        ("Objective: cervical", "CORRECTED REPORT Objective: cervical"),
        ("naproxen", "ibuprofen"),
    ],
)
def test_pages_that_differ_in_what_they_say_are_two_pages(words: str, others: str) -> None:
    assert find_copies([NOTE, NOTE.replace(words, others)]) == {}


def test_pages_with_few_words_are_not_compared() -> None:
    assert find_copies(["Signed by A. Roe", "Signed by A. Roe"]) == {}


def test_pages_that_are_no_evidence_are_not_compared() -> None:
    assert find_copies([None, NOTE, None]) == {}


def test_third_copy_is_a_copy_of_the_kept_one_too() -> None:
    assert find_copies([NOTE, f"STAMPED BY MAIL ROOM\n{NOTE}", NOTE]) == {0: 1, 2: 1}
