"""Killed at random instants of intake, signing, sending and publishing, an office loses nothing and halves nothing.

Here a few kills on each database; `tests/deep` has hundreds.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.crash_office import Plan
from tests.crashes import run_campaign


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_killed_office_is_whole_and_goes_on(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    if database == "postgresql":
        url = request.getfixturevalue("postgres").new_database("crashes")
    found = run_campaign(Plan(url, str(tmp_path / "office"), instants=9, cases=2, drafts=1))
    assert found["faults"] == [], json.dumps(found)
    assert found["killed"] == 9
    assert found["figures"]["after: letters sent"] >= 4 * 3, "four parties of three cases hear of their assignment"
