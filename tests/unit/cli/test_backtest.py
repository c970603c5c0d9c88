"""The back-test and the replay as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

LETTERS = str(Path(__file__).parents[3] / "examples" / "letters")


def openimr(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("openimr")
    return subprocess.run([program, *words], cwd=cwd, capture_output=True, text=True, check=False)


def test_a_back_test_prints_json_into_a_pipe() -> None:
    run = openimr("backtest", LETTERS)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)["summary"]["items"] == 4


def test_what_cannot_be_used_is_named_with_code_1(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    run = openimr("backtest", LETTERS, str(tmp_path), "-o", "out", "--store", "s.jsonl", "--split", cwd=tmp_path)
    assert run.returncode == 1
    assert "empty.txt" in run.stderr
    assert "balanced accuracy" in run.stdout
    assert (tmp_path / "out" / "report.html").is_file()
    assert len((tmp_path / "s.jsonl").read_text(encoding="utf-8").splitlines()) == 3


def test_nothing_usable_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert openimr("backtest", str(tmp_path)).returncode == 3
    assert openimr("guidelines", "replay", str(tmp_path), "--to", "2017-12-01").returncode == 3


@pytest.mark.parametrize(
    "words",
    [
        ["backtest", "missing"],
        ["backtest", LETTERS, "-o", "a-file"],
        ["guidelines", "replay", LETTERS],
        ["guidelines", "replay", "missing", "--to", "2017-12-01"],
        ["guidelines", "replay", LETTERS, "--to", "2017-12-01", "--jobs", "0"],
        ["guidelines", "replay", LETTERS, "--set", "nonsense"],
    ],
)
def test_wrong_use_ends_with_2_and_a_sentence(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "a-file").write_bytes(b"")
    run = openimr(*words, cwd=tmp_path)
    assert run.returncode == 2
    assert run.stderr.startswith("openimr: ")
    assert "Traceback" not in run.stderr


def test_a_replay_writes_its_folder(tmp_path: Path) -> None:
    run = openimr("guidelines", "replay", LETTERS, "--to", "2016-09-01", "-o", "out", cwd=tmp_path)
    assert run.returncode == 0
    assert "decided again" in run.stdout
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["flips.jsonl", "replay.json", "report.html"]
