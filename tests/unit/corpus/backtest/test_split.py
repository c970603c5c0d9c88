from __future__ import annotations

from openimr.corpus.backtest.split import half_of


def test_the_half_of_a_letter_never_changes() -> None:
    assert [half_of(f"CM16-02{n:05d}") for n in range(8)] == ["A", "B", "B", "A", "B", "B", "B", "A"]


def test_spelling_of_the_number_does_not_move_a_letter() -> None:
    assert half_of("CM16-0213037") == half_of("cm16 0213037") == half_of("CM160213037")


def test_halves_are_of_about_the_same_size() -> None:
    count = sum(half_of(f"CM17-{n:07d}") == "A" for n in range(2000))
    assert 900 < count < 1100
