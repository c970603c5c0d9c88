"""The worker as a program: from mail to draft by itself, seen from outside, and silent about people."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.servers import PostgresServer

from openimr.bootstrap import open_office
from openimr.config import read_config
from openimr.domain.casework import Actor, Command
from openimr.services.casework.command_case import command_case

CASE = Path(__file__).parents[2] / "examples/cases/lumbar-epidural"
NAME = "Zebulon Quillfeather"


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """An office of its own for the program."""
    settings = {"PATH": os.environ["PATH"], "OPENIMR_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    settings["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        settings["OPENIMR_DATABASE"] = server.new_database("worker")
    return settings


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "openimr.cli.main", *words]


def _run(environment: dict[str, str], *words: str) -> str:
    run = subprocess.run(_command(*words), env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def _mail(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    folder = inbox / f"{NAME} 1961-02-03"
    shutil.copytree(CASE, folder)
    (folder / f"cover sheet of {NAME}.txt").write_text(f"Enclosed: papers of {NAME}, born 02/03/1961.")
    (inbox / f"{NAME} blank").mkdir()
    (inbox / f"{NAME} blank" / f"{NAME}.pdf").write_bytes(b"%PDF-1.4 " + NAME.encode())
    return inbox


def _to_review(environment: dict[str, str]) -> str:
    office = open_office(read_config(environment))
    (case,) = office.store.read(lambda work: work.cases())
    steps: tuple[tuple[str, dict[str, object]], ...] = (
        ("find_eligible", {}),
        ("assign", {"organization": "imro"}),
        ("request_records", {"method": "mail", "sent": "2015-07-21"}),
        ("complete_records", {"received": "2015-07-30"}),
        ("appoint_reviewer", {"reviewer": "r-1", "credentials": {}}),
    )
    for name, data in steps:
        command_case(
            office.store,
            case.id,
            Command(name, Actor("clerk", "c-1"), office.now(), data=data),
            key=f"to review {name}",
        )
    office.store.close()
    return str(case.number)


def test_mail_becomes_a_case_and_a_case_in_review_a_draft(environment: dict[str, str], tmp_path: Path) -> None:
    inbox = _mail(tmp_path)
    log = _run(environment, "worker", "--once", "--inbox", str(inbox), "--quiet", "0")
    number = _to_review(environment)
    assert (inbox / ".done" / number).is_dir()
    assert (inbox / ".trouble" / f"{NAME} blank.txt").is_file()
    log += _run(environment, "worker", "--once", "--letters", str(tmp_path / "out"))
    store = open_office(read_config(environment)).store
    drafted = store.read(lambda work: [work.review(case.id, 1) for case in work.cases()])
    store.close()
    assert [entry.version for entry in drafted if entry] == [1]
    lines = [json.loads(line) for line in log.splitlines()]
    assert [line["outcome"] for line in lines if line["event"] == "mail"] == ["received", "trouble"]
    assert "draft" in {line["kind"] for line in lines if line["event"] == "job done"}
    for word in [*NAME.split(), "1961", "epidural", "r-1"]:
        assert word.lower() not in log.lower()


def test_a_running_worker_tells_its_health_and_numbers_and_ends_when_told(
    environment: dict[str, str], tmp_path: Path
) -> None:
    words = ("worker", "--inbox", str(_mail(tmp_path)), "--quiet", "0", "--listen", "127.0.0.1:0", "--sweep", "0.3")
    worker = subprocess.Popen(_command(*words), env=environment, stderr=subprocess.PIPE, text=True)
    assert worker.stderr is not None
    lines = [json.loads(worker.stderr.readline()) for _ in range(2)]
    assert [line["event"] for line in lines] == ["started", "listening"]
    place = f"http://127.0.0.1:{lines[1]['port']}"
    assert _get(f"{place}/healthz") == (200, "alive\n")
    assert _get(f"{place}/readyz") == (200, "ready\n")
    assert _get(f"{place}/elsewhere")[0] == 404
    found = _numbers_with(f"{place}/metrics", 'openimr_mail_total{outcome="trouble"} 1.0')
    assert 'openimr_cases{state="received"} 1.0' in found
    assert "openimr_database_up 1.0" in found
    assert not re.search("quillfeather|zebulon", found, re.IGNORECASE)
    worker.send_signal(signal.SIGTERM)
    _, rest = worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert json.loads(rest.splitlines()[-1])["event"] == "stopped"
    assert not re.search("quillfeather|zebulon", rest, re.IGNORECASE)


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def _numbers_with(url: str, line: str) -> str:
    for _ in range(200):
        found = _get(url)[1]
        if line in found and 'openimr_mail_total{outcome="received"} 1.0' in found:
            return found
        time.sleep(0.2)
    raise AssertionError(found)
