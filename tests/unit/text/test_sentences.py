from __future__ import annotations

import pytest

from openimr.text.sentences import find_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Denies fever. Cough present.", ["Denies fever.", "Cough present."]),
        ("Seen by Dr. Smith today.", ["Seen by Dr. Smith today."]),
        ("Claim No. 4 is open.", ["Claim No. 4 is open."]),
        ("1. Strain. 2. Pain.", ["1. Strain.", "2. Pain."]),
        ("Motor 4.5 of 5.", ["Motor 4.5 of 5."]),
        ("Baclofen\nDiazepam 5 mg po tid", ["Baclofen", "Diazepam 5 mg po tid"]),
        ("Pain, numbness and\ntingling.", ["Pain, numbness and\ntingling."]),
        ("Pain.\n\nPlan: PT", ["Pain.", "Plan: PT"]),
        ("- no fever\n- cough", ["- no fever", "- cough"]),
        ("", [""]),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_line_that_was_wrapped_goes_on() -> None:
    text = (
        "The patient was seen in this office for the first time after his injury at work by\n"
        "Doctor Jones and he has since returned to full duty without any restriction at all."
    )

    assert split(text) == [text]


def test_every_word_belongs_to_a_sentence() -> None:
    text = "CC: pain.  No fever!\n\nPlan\n1. PT\n2. MRI "

    kept = "".join(split(text))

    assert kept.split() == "".join(kept).split()
    assert "".join(kept.split()) == "".join(text.split())
