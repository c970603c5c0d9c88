"""The whole campaigns: hundreds of kills on each database, a hundred people for minutes, a server cut off often.

Each prints its figures. OPENIMR_INSTANTS and OPENIMR_LOAD_SECONDS make them shorter or longer.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.crash_office import Plan
from tests.crashes import run_campaign
from tests.office_load import try_load
from tests.servers import PostgresServer, make_server

INSTANTS = int(os.environ.get("OPENIMR_INSTANTS", "450"))
"""Of six kills four begin with intake, signing, sending or publishing, one with keys, one with a worker's jobs."""

SECONDS = int(os.environ.get("OPENIMR_LOAD_SECONDS", "300"))

Tell = Callable[[str], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    """Print to whoever runs the tests."""

    def say(words: str) -> None:
        with capsys.disabled():
            print(f"\n{words}", flush=True)

    return say


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
    database: str, request: pytest.FixtureRequest, tmp_path: Path, tell: Tell
) -> None:
    url = f"sqlite:///{tmp_path / 'cases.db'}"
    if database == "postgresql":
        url = request.getfixturevalue("server").new_database("crashes")
    found = run_campaign(Plan(url, str(tmp_path / "office"), INSTANTS, cases=INSTANTS // 4, drafts=INSTANTS // 10))
    tell(f"{database}: {json.dumps(found, indent=1)}")
    assert found["faults"] == []
    assert found["killed"] == INSTANTS
    assert found["figures"]["acknowledged-sign"] >= INSTANTS // 50
    assert all(found["kills"][f"inside {step}"] > 0 for step in ("receive", "sign", "send", "publish"))


def test_a_hundred_people_lose_nothing(server: PostgresServer, tmp_path: Path, tell: Tell) -> None:
    found = try_load(server.new_database("load"), tmp_path, people=100, seconds=SECONDS, cases=20)
    tell(found.figures)
    assert found.faults == []


def test_a_hundred_people_who_also_think_lose_nothing(server: PostgresServer, tmp_path: Path, tell: Tell) -> None:
    found = try_load(server.new_database("load"), tmp_path, people=100, seconds=SECONDS / 5, cases=100, pause_s=2)
    tell(f"two seconds of thought on average: {found.figures}")
    assert found.faults == []


def test_a_server_cut_off_under_load_loses_nothing(server: PostgresServer, tmp_path: Path, tell: Tell) -> None:
    cuts = 0

    def cut_off() -> None:
        nonlocal cuts
        until = time.monotonic() + SECONDS / 2
        while time.monotonic() < until:
            time.sleep(5)
            server.stop("immediate")
            time.sleep(1)
            server.start()
            cuts += 1

    found = try_load(
        server.new_database("load"), tmp_path, people=100, seconds=SECONDS / 2 + 20, cases=20, beside=cut_off
    )
    tell(f"{cuts} times cut off: {found.figures}")
    assert found.faults == []
