"""What changed between editions, files and days, told in words."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from openimr.cli.main import main
from openimr.rulebook.guidelines import all_guidelines
from openimr.services.diff_guidelines import diff_days, diff_editions, diff_files, write_differences

BENZO = "mtus.chronic_pain.benzodiazepines"
FILE = Path(str(files("openimr"))) / "data" / "guidelines" / "mtus" / "chronic_pain" / "benzodiazepines.yaml"


def changed(folder: Path, old: str, new: str, count: int = 1) -> Path:
    """A copy of the packaged file with some words changed."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    copy = folder / "changed.yaml"
    copy.write_text(text.replace(old, new, count), encoding="utf-8")
    return copy


@pytest.mark.parametrize(
    ("old", "new", "kind", "said"),
    [
        (
            "at_most: 4, unit: week}",
            "at_most: 6, unit: week}",
            "threshold",
            "at most 6 weeks (before: how long the drug is used, with the supply requested, at most 4 weeks)",
        ),
        ("pages: [24]", "pages: [25]", "source", "p. 25"),
        ("{criterion: within_duration, unless: exceptional_circumstance}", "within_duration", "logic", "Favourable if"),
        (
            "role: required\n        rows: [BENZO.CP2009.08]",
            "role: excluded\n        rows: [BENZO.CP2009.08]",
            "role",
            "Role: excluded",
        ),
        ("silence: fail", "silence: pass", "silence", "Silence: pass (before: fail)"),
        (
            "anxiety_disorder, panic_disorder, seizure_disorder",
            "anxiety_disorder",
            "tests",
            "diagnosis of anxiety disorder",
        ),
        ("stay within four weeks?", "stay within a month?", "question", "Asks: Does continuous use"),
        ("to: 2016-07-27", "to: 2016-07-20", "dates", "2009-07-18 to 2016-07-20 (before: 2009-07-18 to 2016-07-27)"),
        ("Not recommended for long-term use", "Recommended", "recommendation", "Recommendation: Recommended"),
        (
            "    asks: >-",
            "    applies: {states: [strength]}\n    asks: >-",
            "applies",
            "the request states its strength",
        ),
    ],
)
def test_each_kind_of_change_is_told_in_words(tmp_path: Path, old: str, new: str, kind: str, said: str) -> None:
    found = diff_files(FILE, changed(tmp_path, old, new))
    changes = [change for each in found for change in each.changes]
    assert kind in {change.kind for change in changes}
    assert any(said in change.says for change in changes if change.kind == kind)


def test_a_criterion_added_or_removed_is_told_both_ways(tmp_path: Path) -> None:
    text = FILE.read_text(encoding="utf-8")
    start, end = text.index("      request_complete: &request_complete"), text.index("    logic:")
    shorter = tmp_path / "shorter.yaml"
    kept = text[:start] + text[end:]
    words = kept.replace("        - request_complete\n", "").split("      request_complete: {<<")
    shorter.write_text(words[0] + words[1].split("\n", 1)[1], encoding="utf-8")
    removed = [change for each in diff_files(FILE, shorter) for change in each.changes if change.criterion]
    added = [change for each in diff_files(shorter, FILE) for change in each.changes if change.criterion]
    assert {(each.kind, each.criterion) for each in removed} == {("criterion_removed", "request_complete")}
    assert {(each.kind, each.criterion) for each in added} == {("criterion_added", "request_complete")}
    assert added[0].says == "Added (required): Are the dose, the quantity and the frequency stated?"


def test_a_file_and_itself_do_not_differ(tmp_path: Path) -> None:
    copy = shutil.copy(FILE, tmp_path / "copy.yaml")
    assert diff_files(FILE, Path(copy)) == ()
    assert write_differences(()) == "Nothing differs.\n"


def test_without_editions_each_is_compared_with_the_next() -> None:
    (found,) = diff_editions(BENZO)
    assert (found.before, found.after) == ("2009-07-18", "2016-07-28")
    assert diff_editions(BENZO, ("2009", "2016")) == (found,)
    (same,) = diff_editions(BENZO, ("2009", "2009"))
    assert same.changes == ()


def test_the_rulebook_of_two_days_is_compared_text_by_text() -> None:
    found = {each.guideline: each for each in diff_days(dt.date(2017, 11, 30), dt.date(2017, 12, 1))}
    assert found[BENZO].after is None
    assert [change.kind for change in found[BENZO].changes] == ["edition_removed"]
    assert "mtus.chronic_pain_disorders.benzodiazepines" in found
    assert diff_days(dt.date(2014, 1, 1), dt.date(2014, 1, 1)) == ()


@pytest.mark.parametrize("name", [each.id for each in all_guidelines() if len(each.editions) > 1])
def test_every_guideline_with_editions_can_be_compared(name: str) -> None:
    text = write_differences(diff_editions(name))
    assert all(len(line) <= 120 for line in text.splitlines())
    assert "None" not in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["leeches"], "holds no guideline leeches"),
        (["benzodiazepines"], "has several guidelines"),
        ([BENZO, "2009", "1999"], "has no edition 1999"),
        ([BENZO, "2009"], "Name a guideline"),
        ([BENZO, "--from", "2016-01-01"], "Say --from and --to"),
        (["a.yaml", "b.yaml"], "no such file"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "diff", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_the_command_tells_the_shell_whether_anything_differs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "diff", BENZO, "2009", "2009"]) == 0
    assert capsys.readouterr().out.endswith("Nothing differs.\n")
    assert main(["guidelines", "diff", BENZO, "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["changes"][0]["kind"] == "dates"
