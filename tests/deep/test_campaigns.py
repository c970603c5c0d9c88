"""The whole campaigns: hundreds of kills on each database, a hundred people for minutes, a server cut off often.

Their figures are printed (`pytest -s`). OPENIMR_INSTANTS and OPENIMR_LOAD_SECONDS make them shorter or longer.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crashes import Plan, run_campaign
from tests.office_load import try_load
from tests.servers import PostgresServer, make_server

INSTANTS = int(os.environ.get("OPENIMR_INSTANTS", "300"))
SECONDS = int(os.environ.get("OPENIMR_LOAD_SECONDS", "300"))


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of one's own, that may be stopped."""
    with tempfile.TemporaryDirectory(prefix="openimr-pg-", ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        server = make_server(Path(place))
        server.start()
        yield server
        server.stop("immediate")


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_an_office_killed_at_every_instant_is_whole(
    database: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    if database == "postgresql":
        url = request.getfixturevalue("server").new_database("crashes")
    found = run_campaign(Plan(url, str(tmp_path / "office"), INSTANTS, INSTANTS // 4))
    print(database, json.dumps(found))
    assert found["faults"] == []
    assert found["killed"] == INSTANTS
    assert found["figures"]["acknowledged-sign"] >= INSTANTS // 50


def test_a_hundred_people_lose_nothing(server: PostgresServer, tmp_path: Path) -> None:
    found = try_load(server.new_database("load"), tmp_path, people=100, seconds=SECONDS, cases=20)
    print(found.figures)
    assert found.faults == []


def test_a_server_cut_off_under_load_loses_nothing(server: PostgresServer, tmp_path: Path) -> None:
    def cut_off() -> None:
        until = time.monotonic() + SECONDS / 2
        while time.monotonic() < until:
            time.sleep(5)
            server.stop("immediate")
            time.sleep(1)
            server.start()

    found = try_load(
        server.new_database("load"), tmp_path, people=100, seconds=SECONDS / 2 + 20, cases=20, beside=cut_off
    )
    print(found.figures)
    assert found.faults == []
