"""How tests came out."""

from __future__ import annotations

from typing import Any

import pytest

from openimr.domain.documents import Page
from openimr.pipeline.facts import results
from openimr.pipeline.facts.note import read_note
from openimr.text.flow import mend


def _values(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = results.find(read_note(mend("note", (Page(1, text),)), None))
    return [(f.status or "", {key: value for key, value in f.value.items() if key != "concept"}) for f in found]


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("UDS consistent.", "present", {"result": "consistent"}),
        ("UDS inconsistent with prescribed meds.", "present", {"result": "inconsistent"}),
        ("UDS positive for THC.", "present", {"result": "positive", "found": "THC"}),
        ("CURES reviewed, no multiple providers.", "present", {"result": "consistent"}),
        ("ORT score 3, low risk.", "present", {"score": 3, "result": "low"}),
        ("normal EMG", "present", {"result": "normal"}),
        (
            "EMG: right L5 radiculopathy",
            "present",
            {"result": "radiculopathy", "body_part": "lumbar spine", "laterality": "right", "levels": ["L5"]},
        ),
        ("EMG/NCS RLE requested.", "planned", {"body_part": "lower extremity", "laterality": "right"}),
    ],
)
def test_a_test_has_its_result(text: str, status: str, expected: dict[str, Any]) -> None:
    assert _values(text) == [(status, expected)]


def test_an_excluded_lesion_is_absent() -> None:
    ((status, value),) = _values("EMG showed no evidence of radiculopathy.")
    assert (status, value["result"]) == ("absent", "radiculopathy")
