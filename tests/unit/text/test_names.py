"""Names that may mean the same person, however they are written."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openimr.text.names import NEAR, is_same_name

_WORDS = st.text("abcde", min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("left", "right", "is_same"),
    [
        ("Johnson, Peter", "Peter Johnsson", True),
        ("Smith", "Smyth", False),
        ("Bay Orthopedic Assoc.", "Bay Orthopedic Associates", True),
        ("Maria Lopez", "Mario Lopes", False),
        ("Kaiser", "Kaiser Permanente Group", True),
        ("", "Kaiser", False),
    ],
)
def test_spelling_order_and_short_forms_do_not_part_a_name(left: str, right: str, is_same: bool) -> None:
    assert is_same_name(left, right) is is_same
    assert is_same_name(right, left) is is_same


@given(_WORDS, _WORDS)
@example("abcdabcd", "abcdabce")
@example("aaaabbbb", "bbbbaaaa")
def test_a_cheap_first_look_never_parts_words_that_are_near(left: str, right: str) -> None:
    near = SequenceMatcher(None, left, right, autojunk=False).ratio() >= NEAR
    assert is_same_name(left, right) is (near or left.startswith(right) or right.startswith(left))
