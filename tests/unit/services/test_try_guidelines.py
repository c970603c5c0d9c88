"""Trying the example cases of guidelines: the packaged ones, and those of a person's own folder."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from openimr.cli.main import main
from openimr.errors import UsageError
from openimr.services.try_guidelines import try_guidelines, write_tried

DATA = Path(str(files("openimr"))) / "data"
BENZO = "mtus/chronic_pain/benzodiazepines.yaml"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with one changed guideline file and its cases."""
    shutil.copy(DATA / "guidelines" / BENZO, tmp_path / "benzodiazepines.yaml")
    shutil.copy(DATA / "guideline_cases" / BENZO, tmp_path / "benzodiazepines.cases.yaml")
    return tmp_path


def change(path: Path, old: str, new: str, count: int = -1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def test_the_cases_of_a_topic_come_out_as_written() -> None:
    (tried,) = try_guidelines(["mtus.chronic_pain.benzodiazepines"])
    assert (tried.failed, tried.gaps, tried.fault) == ((), (), None)
    assert len(tried.trials) > 30
    assert tried.guideline in [each.guideline for each in try_guidelines(["benzodiazepines"])]


def test_a_changed_threshold_fails_the_cases_on_its_edge(own: Path) -> None:
    change(own / "benzodiazepines.yaml", "at_most: 4, unit: week", "at_most: 3, unit: week")
    (tried,) = try_guidelines(rules=own)
    assert "exactly four weeks" in [trial.case for trial in tried.failed]
    assert "within_duration: expected met, found not met" in write_tried([tried])


def test_a_folder_without_cases_is_tried_by_the_packaged_ones(own: Path) -> None:
    (own / "benzodiazepines.cases.yaml").unlink()
    (tried,) = try_guidelines(rules=own)
    assert len(tried.trials) > 30
    assert tried.failed == ()


def test_what_no_case_tries_is_named(own: Path) -> None:
    cases = own / "benzodiazepines.cases.yaml"
    text = cases.read_text(encoding="utf-8")
    cases.write_text(text[: text.index("  - name: continued a month earlier")], encoding="utf-8")
    (tried,) = try_guidelines(rules=own)
    assert "within_duration met (edition 2009-07-18)" in tried.gaps
    assert "a case that comes out overturned (edition 2009-07-18)" in tried.gaps
    assert "the day 2016-07-28, at the edge of an edition" in tried.gaps


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name: use since 2013 with nothing to explain it", "nam: x", "case 1 has unknown keys: nam"),
        ("within_duration: not_met", "within_duration: maybe", "case 1: within_duration is one of met,"),
        ("within_duration: not_met", "within_durance: met", "has no criterion within_durance"),
        ("request: {name: diazepam", "request: {colour: red, name: diazepam", "a request has unknown keys: colour"),
        ("- {medication: diazepam", "- {remedy: diazepam", "case 1: fact 1 names none of the kinds"),
        ("category: medication\n", "", "case 1: 'category' is missing"),
        ("as_of: 2014-06-15", "as_of: someday", "as_of is the day judged"),
    ],
)
def test_a_wrong_case_is_told_by_file_and_number(own: Path, old: str, new: str, told: str) -> None:
    change(own / "benzodiazepines.cases.yaml", old, new, 1)
    (tried,) = try_guidelines(rules=own)
    assert tried.fault is not None
    assert tried.fault.startswith("benzodiazepines.cases.yaml: ")
    assert told in tried.fault


def test_cases_of_a_guideline_that_is_not_in_the_folder_are_told(own: Path) -> None:
    change(own / "benzodiazepines.cases.yaml", "guideline: mtus.chronic_pain.benzodiazepines", "guideline: a.b.c", 1)
    with pytest.raises(UsageError, match=r"cases of a\.b\.c"):
        try_guidelines(rules=own)


def test_a_file_that_is_not_yaml_is_told_with_its_line(own: Path) -> None:
    (own / "broken.yaml").write_text("id: x\nrank: [mtus\ntitle: y\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"broken\.yaml is not YAML, line 3"):
        try_guidelines(rules=own)


def test_a_name_that_picks_nothing_is_told() -> None:
    with pytest.raises(UsageError, match="leeches"):
        try_guidelines(["leeches"])


def test_the_command_tells_the_shell_whether_all_came_out(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "test", "--rules", str(own)]) == 0
    assert "ok      exactly four weeks" not in capsys.readouterr().out
    assert main(["guidelines", "test", "--each", "--rules", str(own)]) == 0
    assert "ok      exactly four weeks" in capsys.readouterr().out
    change(own / "benzodiazepines.yaml", "at_most: 4, unit: week", "at_most: 3, unit: week")
    assert main(["guidelines", "test", "--rules", str(own), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["failed"]
