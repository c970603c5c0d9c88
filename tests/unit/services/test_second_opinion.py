"""Another recogniser is asked, and what only it finds waits for a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from openimr.errors import UsageError
from openimr.services.deidentify import deidentify
from openimr.services.second_opinion import Presidio


class BehindQuotes:
    """A small recogniser: whatever stands in quotation marks is a name."""

    def find(self, text: str) -> Sequence[tuple[int, int]]:
        return [match.span("name") for match in re.finditer(r'"(?P<name>[^"\n]+)"', text)]


def test_a_nickname_that_only_another_recogniser_knows_waits_for_a_person(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text('Patient Name: Maria Gonzalez\nThe crew says "Zquort" and "norco".\n', encoding="utf-8")
    alone = deidentify(letter, "dwc")
    assert not alone.scrubbed.doubtful
    both = deidentify(letter, "dwc", second=BehindQuotes())
    assert [both.originals[0][one.start : one.end] for one in both.scrubbed.doubtful] == ["Zquort"]
    assert "Zquort" in both.scrubbed.texts[0]
    passed = deidentify(letter, "dwc", second=BehindQuotes(), drop=[1])
    assert "Zquort" not in passed.scrubbed.texts[0]


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openimr.services.second_opinion.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"openimr\[deid\]"):
        Presidio()
