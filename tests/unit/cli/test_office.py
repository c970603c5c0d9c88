"""Whoever runs an office by commands is told what is wrong, in words, whatever is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from openimr.cli.main import DONE, DONE_WITH_FINDINGS, NOTHING_USABLE, WRONG_USE, main

CASE = Path(__file__).parents[3] / "examples/cases/lumbar-epidural"
NUMBER = "CM15-0000001"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("OPENIMR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OPENIMR_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def received(home: Path) -> Path:
    assert main(["case", "receive", str(CASE), "--at", "2015-07-20T18:30-07:00"]) == DONE
    return home


def _told(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    code = main(list(words))
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def test_a_database_that_is_none_or_away_is_told_and_not_our_fault(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "junk.db").write_text("This is no database.")
    for url in (f"sqlite:///{home}/junk.db", "postgresql://nobody@127.0.0.1:1/none"):
        code, said = _told(capsys, "case", "list", "--database", url)
        assert (code, said[:38]) == (WRONG_USE, "openimr: The database cannot be used: ")
        assert said.count("\n") == 1


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00 no key", b"YWJj\n"])
def test_a_key_file_without_a_key_is_told(content: bytes, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "key").write_bytes(content)
    code, said = _told(capsys, "case", "list")
    assert code == WRONG_USE
    assert "key" in said.lower()
    assert "internal" not in said


def test_all_that_a_command_asks_for_is_told_at_once(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("find_eligible", "assign"):
        extra = ["--set", "organization=imro"] if name == "assign" else []
        assert main(["case", "do", NUMBER, name, "--at", "2015-07-21T09:00-07:00", *extra]) == DONE
    code, said = _told(capsys, "case", "do", NUMBER, "request_records", "--at", "2015-07-21T10:00-07:00")
    assert code == WRONG_USE
    assert "method (mail, electronic); sent (date): missing." in said
    code, said = _told(capsys, "case", "do", NUMBER, "sing")
    assert "request_records" in said


def test_what_is_more_than_an_event_is_not_done_as_one(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _told(capsys, "case", "do", NUMBER, "sign", "--set", "digest=0")
    assert (code, said) == (WRONG_USE, "openimr: Use `openimr review sign`: it stores what belongs to it as well.\n")
    assert "determination signed" not in _told(capsys, "case", "show", NUMBER)[1]


def test_nobody_is_appointed_past_the_assessment(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = ("--set", "reviewer=R-001", "--set", "credentials={}")
    code, said = _told(capsys, "case", "do", NUMBER, "appoint_reviewer", *told)
    assert (code, "`openimr reviewers appoint`" in said) == (WRONG_USE, True)
    code, said = _told(capsys, "reviewers", "appoint", NUMBER, "--reviewer", "R-001")
    assert (code, "--reason" in said) == (WRONG_USE, True)


def test_the_story_of_a_case_is_told_in_california_s_time(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = _told(capsys, "case", "show", NUMBER, "--at", "2015-07-21T09:00-07:00")
    assert code == DONE
    assert "2015-07-20 18:30  application received  by clerk local" in said
    assert "ELI-02" in said


def test_records_are_added_once_and_missing_ones_are_told(
    received: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    assert _told(capsys, "case", "records", NUMBER, str(folder))[0] == WRONG_USE
    (folder / "note.txt").write_text("Progress note of 07/01/2015.")
    assert _told(capsys, "case", "records", NUMBER, str(folder)) == (DONE, "1 new file.\n")
    assert _told(capsys, "case", "records", NUMBER, str(folder)) == (DONE, "0 new files. 1 file known before.\n")


def test_a_rationale_that_is_no_text_is_told(received: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = received / "rationale.txt"
    file.write_bytes(b"\xff\xfe\x00")
    words = ["review", "edit", NUMBER, "1", "--rationale", str(file), "--reason", "Clearer."]
    code, said = _told(capsys, *words)
    assert (code, "not UTF-8" in said) == (WRONG_USE, True)
    assert _told(capsys, "review", "check", NUMBER)[0] not in (DONE, DONE_WITH_FINDINGS)


def test_letters_that_cannot_be_handed_over_are_told_with_the_reason(
    received: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("find_eligible", "assign", "request_records"):
        told = {"assign": ["organization=imro"], "request_records": ["method=mail", "sent=2015-07-21"]}.get(name, [])
        words = [word for each in told for word in ("--set", each)]
        assert main(["case", "do", NUMBER, name, "--at", "2015-07-21T09:00-07:00", *words]) == DONE
    (received / "in the way").write_text("")
    code, said = _told(capsys, "letters", "send", "--folder", str(received / "in the way" / "post"))
    assert code == DONE_WITH_FINDINGS
    assert said.count("openimr: Not sent: the folder cannot be written: Not a directory.") == 1
    assert "waiting" in _told(capsys, "letters", "list", NUMBER)[1]


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\nexit 1\n", b"\xff\xfe\x00", b"reviewers: [{id: R-1}]"])
def test_a_registry_of_which_nothing_can_be_read_is_told(
    content: bytes, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "any.sh").write_bytes(content)
    code, said = _told(capsys, "reviewers", "import", str(home / "any.sh"))
    assert code == NOTHING_USABLE
    assert "internal" not in said


def test_what_can_be_read_of_a_registry_is_kept_and_the_rest_told(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = (CASE.parents[1] / "reviewers.yaml").read_text()
    (home / "some.yaml").write_text(known.replace("reviewers:", "reviewers:\n  - {id: R-900}", 1))
    code, said = _told(capsys, "reviewers", "import", str(home / "some.yaml"))
    assert code == DONE_WITH_FINDINGS
    assert "Entry 1 of the registry" in said
