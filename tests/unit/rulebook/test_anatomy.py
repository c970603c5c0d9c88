"""What counts as a body part, its side and its levels."""

from __future__ import annotations

import pytest

from openimr.rulebook.anatomy import find_anatomy, levels_in


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("L5-S1", ("L5-S1",)),
        ("L5/S1", ("L5-S1",)),
        ("L5 - S1", ("L5-S1",)),
        ("L4-5", ("L4-L5",)),
        ("L 4-5 disc", ("L4-L5",)),
        ("l5-s1", ("L5-S1",)),
        ("L5S1", ("L5-S1",)),
        ("L3-4 and L4-5", ("L3-L4", "L4-L5")),
        ("C4-5, 5-6 and 6-7", ("C4-C5", "C5-C6", "C6-C7")),
        ("L4 through S1", ("L4-L5", "L5-S1")),
        ("T9-10", ("T9-T10",)),
        ("C7-T1", ("C7-T1",)),
        ("L3, L4 and L5 medial branches", ("L3", "L4", "L5")),
        ("decreased at right S1", ("S1",)),
    ],
)
def test_levels_are_normalised_however_they_are_written(words: str, levels: tuple[str, ...]) -> None:
    assert levels_in(words) == levels


@pytest.mark.parametrize(
    "words",
    ["T2-weighted images", "T1 and T2 weighted", "T 98.6", "vitamin C", "S1 and S2 normal, no murmur", "EHL L 4/5",
     "pain L 4-5/10", "S13.4XXA", "L0637", "free T4"],
)  # fmt: skip
def test_words_that_look_like_levels_are_not_levels(words: str) -> None:
    assert levels_in(words) == ()


@pytest.mark.parametrize(
    ("words", "part", "side"),
    [
        ("right knee", "knee", "right"),
        ("L shoulder", "shoulder", "left"),
        ("Lt. wrist", "wrist", "left"),
        ("bilat hands", "hand", "bilateral"),
        ("both legs", "lower extremity", "bilateral"),
        ("right and left wrist", "wrist", "bilateral"),
        ("RLE", "lower extremity", "right"),
        ("BUE", "upper extremity", "bilateral"),
        ("left 3rd finger", "finger", "left"),
        ("shoulder (R)", "shoulder", "right"),
        ("knees bilaterally", "knee", "bilateral"),
        ("LBP R > L", "lumbar spine", None),
        ("C-spine", "cervical spine", None),
        ("right L5", "lumbar spine", "right"),
    ],
)
def test_a_side_goes_with_its_part(words: str, part: str, side: str | None) -> None:
    (mention,) = find_anatomy(words)
    assert (mention.body_part, mention.laterality) == (part, side)


def test_a_list_shares_the_side_but_not_with_the_midline() -> None:
    shared = find_anatomy("bilateral wrists and hands")
    assert [m.laterality for m in shared] == ["bilateral", "bilateral"]
    apart = find_anatomy("left knee and neck")
    assert [m.laterality for m in apart] == ["left", None]


def test_phrases_that_only_look_like_anatomy_are_passed_over() -> None:
    assert find_anatomy("On the other hand he is right hand dominant, 6 feet tall, seen face to face") == []


def test_the_mention_covers_its_side() -> None:
    text = "pain in the left low back"
    (mention,) = find_anatomy(text)
    assert text[mention.start : mention.end] == "left low back"
