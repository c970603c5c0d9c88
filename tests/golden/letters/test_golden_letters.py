"""Every golden letter reads as written beside it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parent
LETTERS = sorted(FOLDER.glob("*.txt"))


def _outcome(letter: Path) -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("refresh", FOLDER / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    refresh = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(refresh)
    found: dict[str, Any] = refresh.outcome(letter)
    return found


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.stem)
def test_letter_reads_as_reviewed(letter: Path) -> None:
    expected = yaml.safe_load(letter.with_suffix(".expected.yaml").read_text(encoding="utf-8"))
    assert _outcome(letter) == expected


def test_every_layout_has_a_golden_letter() -> None:
    assert {_outcome(letter)["layout"] for letter in LETTERS} >= {"L1", "L2", "L3", "L4a", "L4b"}
