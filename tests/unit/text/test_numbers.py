"""Numbers in figures and in words."""

from __future__ import annotations

import pytest

from openimr.text.numbers import find_numbers


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("twelve", 12, 12),
        ("Twelve (12) visits", 12, 12),
        ("two to three", 2, 3),
        ("2-3", 2, 3),
        ("one hundred twenty (120)", 120, 120),
        ("twenty-four", 24, 24),
        ("1 1/2 tabs", 1.5, 1.5),
        ("1/2-1 tab", 0.5, 1),
        ("one-half", 0.5, 0.5),
        ("1,000", 1000, 1000),
    ],
)
def test_a_number_is_read(words: str, low: float, high: float) -> None:
    (number,) = find_numbers(words)
    assert (number.low, number.high) == (low, high)


def test_the_mention_covers_its_words() -> None:
    text = "about twelve (12) visits"
    (number,) = find_numbers(text)
    assert text[number.start : number.end] == "twelve (12)"
