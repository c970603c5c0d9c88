"""Every planted statement of every set, in each of its sections and forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.absence.cases import Planted, all_needs, criteria_of, plantings, write_case


@pytest.mark.parametrize(
    "planted",
    [planted for need in all_needs() for planted in plantings(need)],
    ids=lambda p: f"{p.need.name}-{p.section}-{p.form}",
)
def test_a_planted_statement_is_never_called_absent(planted: Planted, tmp_path: Path) -> None:
    folder = write_case(tmp_path / "case", planted.need, planted)
    assert all(each.silence != "silent" for each in criteria_of(folder, planted.need))
