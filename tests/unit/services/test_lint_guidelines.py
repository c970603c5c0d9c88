"""Linting the rulebook: all of it, a part of it, and what a fault looks like."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from openimr.cli.main import main
from openimr.errors import UsageError
from openimr.rulebook.soundness import Fault
from openimr.services.lint_guidelines import faults_to_list, lint, write_faults


def test_the_packaged_rulebook_is_sound() -> None:
    assert lint() == ()


def test_a_topic_or_an_id_picks_what_is_checked() -> None:
    assert lint(["benzodiazepines"]) == lint(["mtus.chronic_pain.benzodiazepines"]) == ()


def test_a_name_that_picks_nothing_is_told() -> None:
    with pytest.raises(UsageError, match="leeches"):
        lint(["leeches"])


def test_faults_are_written_one_a_line_with_their_number() -> None:
    fault = Fault("missing_unit", "mtus.x.y/z", "A limit states its number and unit.")
    assert write_faults([fault]).splitlines() == [
        "mtus.x.y/z: A limit states its number and unit. [missing_unit]",
        "1 fault.",
    ]
    assert faults_to_list([fault])[0]["where"] == "mtus.x.y/z"
    placed = replace(fault, file="x/y.yaml", line=12)
    assert write_faults([placed]).startswith("x/y.yaml:12: mtus.x.y/z: ")


def test_the_command_says_that_the_rulebook_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "lint", "lumbar_mri"]) == 0
    assert capsys.readouterr().out == "The rulebook is sound.\n"


def test_the_command_writes_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "lint", "lumbar_mri", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A sound guideline file in a folder of one's own."""
    packaged = Path(str(files("openimr"))) / "data" / "guidelines" / "mtus" / "chronic_pain" / "benzodiazepines.yaml"
    shutil.copy(packaged, tmp_path / "own.yaml")
    return tmp_path


def line_of(file: Path, words: str) -> int:
    return next(n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1) if words in line)


def test_a_sound_folder_has_no_fault(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "lint", "--rules", str(own)]) == 0
    assert capsys.readouterr().out == "The folder is sound.\n"


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("stay within four weeks?", "stay within four weeks.", "no_question", "stay within four weeks."),
        ("to: 2016-07-27", "to: 2016-07-30", "editions_overlap", '"2016-07-28":'),
        ("at_most: 4, unit: week}", "at_most: 4}", "missing_unit", "limit: 4"),
        ("unit: weeks", "unit: weeks\n        limit: 5", "key_twice", "limit: 5"),
        ("role: limit", "roll: limit", "shape", "within_duration: &within_duration"),
        ("BENZO.CP2009.03], status: secondary}", "x], status: hearsay}", "shape", "status: hearsay"),
        ("logic:", "logics:", "shape", "2009-07-18"),
        ("unless: exceptional_circumstance}", "unless: hope}", "unreadable", "2009-07-18"),
        ("rank: mtus", "rank: [mtus", "unreadable", "title: Benzodiazepines"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(own: Path, old: str, new: str, code: str, line: str) -> None:
    file = own / "own.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = next(fault for fault in lint(rules=own) if fault.code == code)
    assert (found.file, found.line) == ("own.yaml", line_of(file, line))


def test_two_files_with_one_id_are_told(own: Path) -> None:
    shutil.copy(own / "own.yaml", own / "second.yaml")
    assert [(fault.code, fault.file, fault.line) for fault in lint(rules=own)] == [
        ("id_twice", "own.yaml", 1),
        ("id_twice", "second.yaml", 1),
    ]


def test_an_edition_that_no_case_tries_is_told(own: Path) -> None:
    file = own / "own.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("mtus.chronic_pain.", "house.rules."), encoding="utf-8")
    faults = lint(rules=own)
    assert {fault.code for fault in faults} == {"edition_without_cases"}
    assert [fault.line for fault in faults] == [line_of(file, '"2009-07-18":'), line_of(file, '"2016-07-28":')]


def test_cases_of_a_guideline_that_is_not_there_are_told(own: Path) -> None:
    cases = "guideline: house.rules.leeches\ncategory: other\ncases: []\n"
    (own / "leeches.cases.yaml").write_text(cases, encoding="utf-8")
    (fault,) = lint(rules=own)
    assert (fault.code, fault.file, fault.line) == ("cases_of_nothing", "leeches.cases.yaml", 1)


def test_a_case_that_cannot_be_read_is_told(own: Path) -> None:
    cases = "guideline: mtus.chronic_pain.benzodiazepines\ncategory: medication\ncases: [{nam: x}]\n"
    (own / "b.cases.yaml").write_text(cases, encoding="utf-8")
    assert "unreadable_cases" in {fault.code for fault in lint(rules=own)}
