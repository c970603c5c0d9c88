"""Linting the rulebook: all of it, a part of it, and what a fault looks like."""

from __future__ import annotations

import json

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


def test_the_command_says_that_the_rulebook_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "lint", "lumbar_mri"]) == 0
    assert capsys.readouterr().out == "The rulebook is sound.\n"


def test_the_command_writes_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guidelines", "lint", "lumbar_mri", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
