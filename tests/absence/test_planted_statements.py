"""What is on a page is not called absent: one statement planted, in any wording, section and form.

A sample of every need is planted here; `make check-deep` plants them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.absence.cases import (
    SECTIONS,
    Need,
    all_needs,
    blind_needs,
    criteria_of,
    mended_needs,
    missed,
    plantings,
    sample,
    write_case,
)

NEEDS = all_needs()
BASES = {(need.request, need.complaint, need.criteria): need for need in NEEDS}
MOST = 0.06
"""The share of the second author's statements that a sample may miss; all of them are counted in the long tests."""


@pytest.mark.parametrize("need", BASES.values(), ids=lambda need: need.name)
def test_the_base_is_silent_and_certified(need: Need, tmp_path: Path) -> None:
    asked = criteria_of(write_case(tmp_path / "base", need), need)
    assert [each.silence for each in asked] == ["silent"] * len(asked)
    assert asked
    assert all(each.absence is not None and each.absence.terms and not each.absence.hits for each in asked)


def test_planted_statements_are_never_called_absent(tmp_path: Path) -> None:
    assert missed(sample(mended_needs(), 20151120, each=1), tmp_path) == []


def test_statements_of_another_author_are_hardly_ever_called_absent(tmp_path: Path) -> None:
    planted = sample(blind_needs(), 20151120, each=1)
    assert len(missed(planted, tmp_path)) <= MOST * len(planted)


def test_every_need_is_planted_in_every_section() -> None:
    for need in (each for each in NEEDS if len(each.wordings) >= 10):
        assert {planted.section for planted in plantings(need)} == set(SECTIONS)
        assert len(plantings(need)) >= 30
