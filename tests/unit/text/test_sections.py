from __future__ import annotations

import pytest

from openimr.rulebook.context import section_headings
from openimr.text.sections import find_sections


def names(text: str) -> list[str]:
    return [section.name for section in find_sections(text, section_headings())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUBJECTIVE:\nLow back pain.", ["subjective"]),
        ("S: LBP. O: TTP. A: Strain. P: PT.", ["subjective", "objective", "diagnoses", "plan"]),
        ("Past Medical History\nAsthma", ["past_history"]),
        ("1. CHIEF COMPLAINT: Neck pain", ["subjective"]),
        ("IV. Treatment Plan:\nPT", ["plan"]),
        ("PHYSICAL EXAMINATION OF THE LUMBAR SPINE:\nTTP", ["objective"]),
        ("PMH (per patient): DM", ["past_history"]),
        ("Seen today. PMH: DM.", ["past_history"]),
        ("Work status - modified duty", []),
        ("WORK STATUS - modified duty", ["work_status"]),
        ("Family History: negative", ["family_history"]),
        ("IMPRESSION\n1. Strain", ["impression"]),
    ],
)
def test_heading_opens_its_section(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The history was obtained from his wife.",
        "Medications were reviewed with the patient.",
        "the plan is to continue therapy",
        "He follows the plan: rest and ice.",
        "",
    ],
)
def test_sentence_with_the_word_is_no_heading(text: str) -> None:
    assert names(text) == []


def test_unknown_heading_ends_the_section_before_it() -> None:
    assert names("PMH:\nAsthma\nZONING MATTERS:\nNone") == ["past_history", "other"]


def test_sections_follow_each_other_to_the_end_of_the_text() -> None:
    text = "S:\nPain.\nPLAN:\nPT."

    first, second = find_sections(text, section_headings())

    assert (first.start, first.end, second.start, second.end) == (0, 9, 9, len(text))
    assert text[second.body :].strip() == "PT."
