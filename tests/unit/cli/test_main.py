"""What a user of the command sees when something is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from openimr.cli.main import command_names


def openimr(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("openimr")
    return subprocess.run([program, *words], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", command_names())
def test_every_command_takes_help(command: str) -> None:
    run = openimr(command, "--help")
    assert run.returncode == 0
    assert f"usage: openimr {command}" in run.stdout


def test_help_lists_every_command() -> None:
    run = openimr("--help")
    assert all(command in run.stdout for command in command_names())


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["parse"],
        ["determine", "there-is-no-such-folder"],
        ["render", "missing.json", "-o", "letter.pdf"],
        ["check", "missing"],
        ["explain", "missing"],
        ["parse", "there-is-no-such-letter.txt"],
    ],
)
def test_wrong_use_ends_with_2_and_a_sentence(words: list[str], tmp_path: Path) -> None:
    run = openimr(*words, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.strip()
    assert "Traceback" not in run.stderr


def test_folder_with_nothing_usable_ends_with_3_and_names_each_file(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (case / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    (case / "empty.txt").write_bytes(b"")
    run = openimr("determine", str(case), cwd=tmp_path)
    assert run.returncode == 3
    assert "broken.pdf" in run.stderr
    assert "empty.txt" in run.stderr
    assert "Traceback" not in run.stderr
