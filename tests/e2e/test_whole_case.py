"""One case from the mail to the published copy, by commands alone: the same on both databases."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.servers import PostgresServer

from openimr.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
CASE = "CM15-0000001"
REVIEWER = ("--as", "reviewer:R-003")
_OF_THE_KEY = ("signature", "key")
"""What differs between two offices that are otherwise alike: each reviewer's key is made at random."""
_SINCE_SERVICE = ("letter_delivered", "publication_prepared", "publication_passed", "published")
"""What is done now, whenever that is."""


class Terminal:
    """Somebody at a terminal of one office."""

    def __init__(
        self, home: Path, database: str, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]
    ) -> None:
        patch.setenv("OPENIMR_HOME", str(home))
        patch.setenv("OPENIMR_DATABASE", database)
        patch.setenv("OPENIMR_PASSPHRASE", "correct horse battery")
        self.home = home
        self._capture = capture

    def __call__(self, *words: str, code: int = 0) -> str:
        found = main(words)
        said = self._capture.readouterr()
        assert found == code, said.err
        return said.out

    def at(self, moment: str, *words: str) -> str:
        return self(*words, "--at", f"2015-{moment}-07:00", "--key", f"{moment} {words[1]}")


def _run(terminal: Terminal) -> None:
    terminal.at("07-20T09:00", "case", "receive", str(EXAMPLES / "cases/lumbar-epidural"))
    terminal.at("07-20T10:00", "case", "do", CASE, "find_eligible")
    terminal.at("07-20T10:01", "case", "do", CASE, "assign", "--set", "organization=imro")
    terminal.at(
        "07-20T10:02", "case", "do", CASE, "request_records", "--set", "method=mail", "--set", "sent=2015-07-20"
    )
    terminal.at("07-29T10:00", "case", "do", CASE, "complete_records", "--set", "received=2015-07-29")
    terminal("reviewers", "import", str(EXAMPLES / "reviewers.yaml"))
    terminal.at("07-29T11:00", "reviewers", "appoint", CASE)
    terminal.at("07-30T09:00", "review", "draft", CASE)
    terminal("reviewers", "key", "R-003")
    for item in ("1", "2"):
        terminal.at(f"07-30T1{item}:00", "review", "accept", CASE, item, "--reason", "I agree.", *REVIEWER)
    terminal.at("07-31T09:00", "review", "sign", CASE, *REVIEWER)
    terminal("review", "verify", CASE)
    terminal("review", "letters", CASE, "-o", str(terminal.home / "signed"))
    terminal("letters", "send", "--folder", str(terminal.home / "post"))
    copy = terminal("publication", "prepare", CASE).split()[-1]
    terminal("publication", "pass", CASE, "--seen", copy)
    terminal("publication", "publish", CASE, "-o", str(terminal.home / "published"))
    terminal("audit", "verify")


def _events(terminal: Terminal) -> list[Any]:
    found: list[Any] = json.loads(terminal("case", "show", CASE, "--format", "json"))["events"]
    for event in found:
        event["data"] = {name: value for name, value in event["data"].items() if name not in _OF_THE_KEY}
        if event["kind"] in _SINCE_SERVICE:
            del event["at"]
    return found


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_whole_case_by_commands_alone_is_the_same_on_both_databases(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found: list[tuple[list[Any], str, dict[str, bytes], dict[str, bytes], dict[str, bytes]]] = []
    for name, database in (
        ("sqlite", f"sqlite:///{tmp_path / 'sqlite' / 'openimr.db'}"),
        ("postgresql", postgres.new_database("whole_case")),
    ):
        terminal = Terminal(tmp_path / name, database, monkeypatch, capsys)
        _run(terminal)
        shown = terminal("publication", "show", CASE, "--format", "json")
        signed, post, copy = (_files(terminal.home / folder) for folder in ("signed", "post", "published"))
        found.append((_events(terminal), shown, signed, post, copy))
    one, other = found
    assert one == other
    events, _, signed, post, copy = one
    assert [event["kind"] for event in events].count("letter_delivered") == 9
    letters = {f"letter.{form}" for form in ("pdf", "docx", "html", "txt")}
    assert set(signed) == {"determination.json", "record.json"} | letters
    assert json.loads(signed["determination.json"])["status"] == "signed"
    assert len(post) == 2 * (4 + 5)  # a notice to four parties and one to five, each with its address
    assert all(b"Specimen" not in content for content in signed.values())
    assert [event["kind"] for event in events][-3:] == ["publication_prepared", "publication_passed", "published"]
    assert set(copy) == {"determination.json"} | letters
    published = json.loads(copy["determination.json"])
    assert (published["status"], published["header"]["case_number"], published["facts"]) == ("published", CASE, [])
    assert hashlib.sha256(copy["determination.json"]).hexdigest() == events[-1]["data"]["digest"]
    assert all(b"Sample" not in content for content in copy.values())
