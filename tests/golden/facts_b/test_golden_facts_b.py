"""Invented notes in many styles with the clinical facts a careful reader finds in each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.domain.documents import Page
from openimr.domain.facts import Fact
from openimr.pipeline.facts.extract import extract
from openimr.text.flow import mend

_HERE = Path(__file__).parent
_NOTES = sorted(path.stem for path in _HERE.glob("*.txt"))
_OURS = frozenset({"symptom", "finding", "pain_score", "imaging", "test", "function"})


def _read(name: str) -> tuple[dict[str, Any], tuple[Fact, ...]]:
    expected: dict[str, Any] = yaml.safe_load((_HERE / f"{name}.expected.yaml").read_text(encoding="utf-8"))
    page = Page(1, (_HERE / f"{name}.txt").read_text(encoding="utf-8"))
    facts = extract(mend("note", (page,)), kind=expected.get("kind"))
    return expected, tuple(fact for fact in facts if fact.kind in _OURS)


def _fits(fact: Fact, wanted: dict[str, Any]) -> bool:
    return (
        fact.kind == wanted["kind"]
        and wanted.get("concept") in (None, fact.value["concept"])
        and wanted.get("status") in (None, fact.status)
        and wanted.get("date") in (None, fact.date)
        and all(fact.value.get(key) == value for key, value in wanted.get("value", {}).items())
    )


@pytest.mark.parametrize("name", _NOTES)
def test_every_fact_of_the_note_is_found(name: str) -> None:
    expected, facts = _read(name)
    assert [wanted for wanted in expected["found"] if not any(_fits(fact, wanted) for fact in facts)] == []


@pytest.mark.parametrize("name", _NOTES)
def test_nothing_is_read_that_the_note_does_not_say(name: str) -> None:
    expected, facts = _read(name)
    wrong = expected.get("not_found", [])
    assert [(fact.text, fact.value) for fact in facts if any(_fits(fact, claim) for claim in wrong)] == []


@pytest.mark.parametrize("name", _NOTES)
def test_every_source_is_exactly_a_slice_of_its_page(name: str) -> None:
    _, facts = _read(name)
    text = (_HERE / f"{name}.txt").read_text(encoding="utf-8")
    spans = [span for fact in facts for span in fact.sources]
    assert spans
    assert all(span.quote == text[span.start : span.end] for span in spans)
