"""Requests with the treatment that their words state, checked by hand (tests/golden/requests)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.pipeline.treatments import normalise
from openimr.rulebook.services import topic_categories

_FOLDER = Path(__file__).parents[3] / "golden" / "requests"


def _rows() -> list[dict[str, Any]]:
    return [row for path in sorted(_FOLDER.glob("*.yaml")) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["request"][:60])
def test_a_request_gives_the_treatment_that_its_words_state(row: dict[str, Any]) -> None:
    treatment = normalise(row["request"])
    got = {name: _plain(getattr(treatment, name)) for name in row["expect"]}
    assert got == {name: _plain(value) for name, value in row["expect"].items()}


def test_the_golden_set_covers_every_topic() -> None:
    assert {row["expect"].get("topic") for row in _rows()} >= set(topic_categories())


def _plain(value: Any) -> Any:
    """Lists as tuples, dates as words, "nothing" in one form."""
    if isinstance(value, (list, tuple)):
        return tuple(value) or None
    return value.isoformat() if hasattr(value, "isoformat") else value
