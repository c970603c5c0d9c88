"""Every planted statement of every set, in each of its sections and forms."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.absence.cases import Need, blind_needs, mended_needs, missed, plantings

MOST = 0.06


@pytest.mark.parametrize("need", mended_needs(), ids=lambda need: need.name)
def test_a_planted_statement_is_never_called_absent(need: Need, tmp_path: Path) -> None:
    assert missed(plantings(need), tmp_path) == []


def test_statements_of_another_author_are_hardly_ever_called_absent(tmp_path: Path) -> None:
    planted = [each for need in blind_needs() for each in plantings(need)]
    assert len(missed(planted, tmp_path)) <= MOST * len(planted)
