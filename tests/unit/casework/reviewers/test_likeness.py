"""Names as registries and records write them: `tests/golden/names` says which are one."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from openimr.casework.reviewers import compare_names
from openimr.casework.reviewers.names import search_keys

NAMES = Path(__file__).parents[3] / "golden" / "names"


@cache
def found() -> tuple[tuple[str, str, str, str], ...]:
    content = [yaml.safe_load((NAMES / file).read_text(encoding="utf-8")) for file in ("pairs.yaml", "later.yaml")]
    pairs = [pair for groups in content for group in groups.values() for pair in group]
    return tuple((left, right, label, compare_names(left, right)) for left, right, label in pairs)


def counts() -> Counter[tuple[str, str]]:
    return Counter((label, verdict) for *_, label, verdict in found())


def test_hardly_any_pair_that_is_one_is_missed() -> None:
    same = [verdict for *_, label, verdict in found() if label == "same"]
    assert len(same) >= 140
    assert same.count("none") <= 1


def test_no_two_are_surely_one() -> None:
    different = [verdict for *_, label, verdict in found() if label == "different"]
    assert len(different) >= 70
    assert different.count("same") == 0
    assert different.count("possible") <= 4


def test_what_names_cannot_tell_is_left_to_a_person() -> None:
    unsure = [verdict for *_, label, verdict in found() if label == "unsure"]
    assert unsure.count("possible") / len(unsure) >= 0.85
    assert unsure.count("same") <= 4


def test_either_name_may_come_first() -> None:
    assert [pair for pair in found() if compare_names(pair[1], pair[0]) != pair[3]] == []


def test_what_is_alike_shares_a_key_of_the_search() -> None:
    alike = [(left, right) for left, right, _, verdict in found() if verdict != "none"]
    assert [pair for pair in alike if search_keys(pair[0]).isdisjoint(search_keys(pair[1]))] == []


@pytest.mark.parametrize("name", ["David Lee", "Maria Garcia", "John Smith", "Michael Nguyen, MD"])
def test_a_common_name_alone_is_only_possible(name: str) -> None:
    assert compare_names(name, name) == "possible"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("MedPartners UR", "Med Partners Utilization Review"),
        ("CompWest Insurance", "Comp West Ins Co"),
        ("Hill Top Mfg", "Hilltop Manufacturing"),
    ],
)
def test_words_may_be_written_together(left: str, right: str) -> None:
    assert compare_names(left, right) == compare_names(right, left) != "none"


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_are_compared(left: str, right: str) -> None:
    assert compare_names(left, right) == compare_names(right, left)
