"""Numbers that are pain, and numbers that are not."""

from __future__ import annotations

import pytest

from openimr.domain.documents import Page
from openimr.pipeline.facts import pain_scores
from openimr.pipeline.facts.note import read_note
from openimr.text.flow import mend


def _scores(text: str) -> list[tuple[float, float, bool | None, str | None]]:
    found = pain_scores.find(read_note(mend("note", (Page(1, text),)), None))
    return [(f.value["low"], f.value["high"], f.value.get("with_medication"), f.value.get("condition")) for f in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VAS: 5/10 with meds, 8/10 w/o meds.", [(5, 5, True, None), (8, 8, False, None)]),
        (
            "Pain level was 5 (with medications) and 8 (without medications) out of 10.",
            [(5, 5, True, None), (8, 8, False, None)],
        ),
        (
            "Pain 10/10 without medication and 2/10 with medication.",
            [(10, 10, False, None), (2, 2, True, None)],
        ),
        ("4-6/10, 9/10 w/ activity", [(4, 6, None, None), (9, 9, None, "with_activity")]),
        ("pain levels were rated 2-5 out of 10", [(2, 5, None, None)]),
        ("The pain was rated 6-8 on a 10-point scale.", [(6, 8, None, None)]),
        ("Pain score from 8 to 4.", [(4, 8, None, None)]),
        ("Pain 8/10 to\n10/10 VAS", [(8, 10, None, None)]),
        (
            "current pain 7/10, least 4, worst 9/10",
            [(7, 7, None, "current"), (4, 4, None, "least"), (9, 9, None, "worst")],
        ),
    ],
)
def test_scores_are_read_with_what_they_were_measured_under(
    text: str, expected: list[tuple[float, float, bool | None, str | None]]
) -> None:
    assert _scores(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Motor 4/5 in the left EHL.", "BP 110/70.", "Norco 10/325 #60", "DOI 9/10/12", "Follow up on 5/10.", "Visit 3/10"],
)
def test_strength_doses_dates_and_pressures_are_no_pain(text: str) -> None:
    assert _scores(text) == []


def test_a_score_names_its_part() -> None:
    found = list(pain_scores.find(read_note(mend("note", (Page(1, "Pain: neck 6/10, R knee 9/10."),)), None)))
    assert [item.value["body_part"] for item in found] == ["cervical spine", "knee"]
