"""What the patient can do, and what makes it possible."""

from __future__ import annotations

from typing import Any

import pytest

from openimr.domain.documents import Page
from openimr.pipeline.facts import function
from openimr.pipeline.facts.note import Found, read_note
from openimr.text.flow import mend


def _found(text: str) -> list[Found]:
    return list(function.find(read_note(mend("note", (Page(1, text),)), None)))


def test_medication_enables_each_activity_of_the_list() -> None:
    text = (
        "Medications enable Ms. Doe to perform ADLs, including working and performing light housework in addition to"
        " attending classes."
    )
    found = _found(text)
    assert [item.value["concept"] for item in found] == ["activities_of_daily_living", "work", "housework", "school"]
    assert {(item.value["is_able"], item.value["enabled_by"]) for item in found} == {(True, "medication")}


@pytest.mark.parametrize(
    ("text", "concept", "expected"),
    [
        ("He is not able to transfer independently.", "transfers", {"is_able": False}),
        ("Difficulty w/ ADLs.", "activities_of_daily_living", {"difficulty": True}),
        ("Able to sit 20 min.", "sitting", {"is_able": True, "measure": "sit 20 min"}),
        ("ODI 42%", "disability_index", {"name": "ODI", "measure": "42%"}),
        ("Walking tolerance has increased.", "walking", {"is_able": True, "change": "improved"}),
    ],
)
def test_ability_and_change_are_read(text: str, concept: str, expected: dict[str, Any]) -> None:
    (found,) = _found(text)
    assert found.value == {"concept": concept, **expected}


def test_no_functional_improvement_is_absent() -> None:
    (found,) = _found("There was no functional improvement with therapy.")
    assert (found.value["concept"], found.status) == ("functional_improvement", "absent")


def test_what_aggravates_pain_is_no_function() -> None:
    assert _found("LBP worse with prolonged sitting, standing and bending.") == []
