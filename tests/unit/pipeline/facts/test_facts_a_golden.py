"""The notes of tests/golden/facts_a give exactly the treatments, diagnoses and events written beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openimr.domain.facts import Fact
from openimr.pipeline.facts import extract_text

_GOLDEN = Path(__file__).parents[3] / "golden" / "facts_a"
_NOTES = sorted(path.stem for path in _GOLDEN.glob("*.txt"))
_KINDS = {"diagnosis", "medication", "procedure", "therapy", "event", "work_status", "request"}


def _as_expected(fact: Fact) -> dict[str, Any]:
    value = {key: told for key, told in fact.value.items() if key != "concept"}
    seen = {
        "kind": fact.kind,
        "concept": fact.value["concept"],
        "status": fact.status,
        "words": fact.text,
        "value": value,
    }
    return seen | ({"date": fact.date.isoformat()} if fact.date else {})


@pytest.mark.parametrize("name", _NOTES)
def test_golden_note_gives_its_facts(name: str) -> None:
    note = (_GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    expected = json.loads((_GOLDEN / f"{name}.expected.json").read_text(encoding="utf-8"))
    found = [_as_expected(fact) for fact in extract_text(note) if fact.kind in _KINDS]
    assert found == expected


def test_golden_notes_cover_many_kinds_of_note() -> None:
    assert len(_NOTES) >= 12
