"""Whatever is on a page is never called absent: one statement planted, in any wording, section and form.

A sample of every need is planted here; `make check-deep` plants them all.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.absence.cases import SECTIONS, Need, Planted, all_needs, criteria_of, plantings, sample, write_case

NEEDS = all_needs()
BASES = {(need.request, need.complaint, need.criteria): need for need in NEEDS}


@pytest.mark.parametrize("need", BASES.values(), ids=lambda need: need.name)
def test_the_base_is_silent_and_certified(need: Need, tmp_path: Path) -> None:
    asked = criteria_of(write_case(tmp_path / "base", need), need)
    assert [each.silence for each in asked] == ["silent"] * len(asked)
    assert asked
    assert all(each.absence is not None and each.absence.terms and not each.absence.hits for each in asked)


@pytest.mark.parametrize("planted", sample(20151120, each=2), ids=lambda p: f"{p.need.name}-{p.section}-{p.form}")
def test_a_planted_statement_is_never_called_absent(planted: Planted, tmp_path: Path) -> None:
    folder = write_case(tmp_path / "case", planted.need, planted)
    assert all(each.silence != "silent" for each in criteria_of(folder, planted.need))


def test_every_need_is_planted_in_every_section() -> None:
    for need in (each for each in NEEDS if len(each.wordings) >= 10):
        assert {planted.section for planted in plantings(need)} == set(SECTIONS)
        assert len(plantings(need)) >= 30
