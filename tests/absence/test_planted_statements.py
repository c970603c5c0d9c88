"""Whatever is on a page is never called absent: one statement planted, in any wording, section and form."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.absence.cases import SECTIONS, Need, Planted, all_plantings, plantings, read_needs, write_case

from openimr.domain.determinations import CriterionFinding
from openimr.services.determine_case import draft_case

FILES = ("first", "held_out", "fresh")
NEEDS = [need for name in FILES for need in read_needs(name)]


def _criteria(folder: Path, names: tuple[str, ...]) -> list[CriterionFinding]:
    proposal = draft_case(folder).determination.items[0].proposal
    assert proposal is not None
    return [each for each in proposal.criteria if each.id.rpartition("/")[2] in names]


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.name)
def test_the_base_is_silent_and_certified(need: Need, tmp_path: Path) -> None:
    asked = _criteria(write_case(tmp_path / "base", need), need.criteria)
    assert [each.silence for each in asked] == ["silent"] * len(asked)
    assert asked
    assert all(each.absence is not None and each.absence.terms and not each.absence.hits for each in asked)


@pytest.mark.parametrize("planted", all_plantings(FILES), ids=lambda p: f"{p.need.name}-{p.section}-{p.form}")
def test_a_planted_statement_is_never_called_absent(planted: Planted, tmp_path: Path) -> None:
    folder = write_case(tmp_path / "case", planted.need, planted)
    assert all(each.silence != "silent" for each in _criteria(folder, planted.need.criteria))


def test_every_need_is_planted_in_every_section() -> None:
    for need in (each for each in NEEDS if len(each.wordings) >= 10):
        assert {planted.section for planted in plantings(need)} == set(SECTIONS)
        assert len(plantings(need)) >= 30
