"""How the command behaves in a shell: the same bytes everywhere, quiet pipes, help that is instant."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LETTERS = ROOT / "tests" / "golden" / "letters"
CASE = ROOT / "examples" / "cases" / "lumbar-epidural"
PROGRAM = str(Path(sys.executable).with_name("openimr"))
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def openimr(
    *words: str | Path, cwd: Path | None = None, world: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [PROGRAM, *map(str, words)],
        cwd=cwd,
        env={**_ENVIRONMENT, **(world or {})},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def test_one_file_gives_an_object_and_several_an_array() -> None:
    one, two = LETTERS / "l3.txt", LETTERS / "l4a.txt"
    assert isinstance(json.loads(openimr("parse", one).stdout), dict)
    assert len(json.loads(openimr("parse", one, two).stdout)) == 2


def test_folder_gives_an_array_even_of_one(tmp_path: Path) -> None:
    (tmp_path / "only.txt").write_bytes((LETTERS / "l3.txt").read_bytes())
    assert len(json.loads(openimr("parse", tmp_path).stdout)) == 1


def test_lines_rows_and_files_hold_the_same_letters(tmp_path: Path) -> None:
    pair = (LETTERS / "l3.txt", LETTERS / "l4a.txt")
    lines = openimr("parse", *pair, "--format", "jsonl").stdout.splitlines()
    rows = openimr("parse", *pair, "--format", "csv").stdout.decode().splitlines()
    openimr("parse", *pair, "-o", f"{tmp_path}/")
    written = {path.name: json.loads(path.read_bytes()) for path in tmp_path.iterdir()}
    assert written == {f"{path.name}.json": json.loads(line) for path, line in zip(pair, lines, strict=True)}
    assert len(rows) > 1


def test_parquet_to_a_terminal_is_wrong_use_and_to_a_file_a_table(tmp_path: Path) -> None:
    assert openimr("parse", LETTERS / "l3.txt", "--format", "parquet").returncode == 2
    openimr("parse", LETTERS / "l3.txt", "--format", "parquet", "-o", tmp_path / "t.parquet")
    assert (tmp_path / "t.parquet").read_bytes()[:4] == b"PAR1"


WORLDS = [
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "777", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"},
]


def test_letters_give_the_same_bytes_everywhere() -> None:
    here = openimr("parse", LETTERS / "l3.txt", world=WORLDS[0])
    there = openimr("parse", "l3.txt", cwd=LETTERS, world=WORLDS[1])
    assert here.stdout
    assert (here.stdout, here.stderr, here.returncode) == (there.stdout, there.stderr, there.returncode)


def test_cases_give_the_same_bytes_everywhere(tmp_path: Path) -> None:
    openimr("determine", CASE, "-o", tmp_path / "a", world=WORLDS[0])
    openimr("determine", CASE.name, "-o", tmp_path / "b", cwd=CASE.parent, world=WORLDS[1])
    made = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert len(made) >= 6
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "b").iterdir()}


@pytest.mark.parametrize("words", [f"parse {LETTERS}", "guidelines list", f"pages {CASE}", "--help"])
def test_reader_that_leaves_early_is_no_error(words: str) -> None:
    run = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{PROGRAM}' {words} 2>&1 >&3 | cat", "-"],
        capture_output=True,
        check=False,
        pass_fds=(closed := _closed_pipe(),),
        preexec_fn=lambda: os.dup2(closed, 3),
    )
    os.close(closed)
    assert b"Traceback" not in run.stdout
    assert b"BrokenPipe" not in run.stdout
    assert b"Exception ignored" not in run.stdout


def _closed_pipe() -> int:
    """The writing end of a pipe that nobody reads."""
    read, write = os.pipe()
    os.close(read)
    return write


def test_no_command_shows_help_and_is_wrong_use() -> None:
    run = openimr()
    assert run.returncode == 2
    assert b"usage: openimr" in run.stdout + run.stderr


def test_version_is_told() -> None:
    assert openimr("--version").stdout.startswith(b"openimr 0.")


def test_progress_is_for_terminals_only() -> None:
    run = openimr("parse", LETTERS, "--no-facts")
    assert b"\r" not in run.stderr
    assert b"\x1b" not in run.stderr
