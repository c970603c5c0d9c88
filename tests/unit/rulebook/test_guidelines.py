"""Which guideline governs a request on a day, and what a broken file is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openimr.errors import GuidelineNotInForceError
from openimr.rulebook.guideline_tests import read_tests
from openimr.rulebook.guidelines import edition_in_force, guideline, guidelines_for


def test_the_schedule_comes_before_other_guidelines() -> None:
    selection = guidelines_for("cervical_mri", day=dt.date(2014, 8, 1))
    assert [edition.rank for edition in selection.candidates] == ["mtus", "acoem_odg", "acoem_odg"]
    assert [(step.rank, step.outcome) for step in selection.ladder] == [("mtus", "applies")]


def test_topic_without_a_text_in_force_gives_a_ladder_of_silence() -> None:
    selection = guidelines_for("home_health", day=dt.date(2018, 8, 1))
    assert selection.candidates == ()
    assert [step.outcome for step in selection.ladder] == ["silent", "silent", "silent"]


def test_a_guideline_meant_for_other_patients_is_silent_and_the_search_goes_on() -> None:
    selection = guidelines_for(
        "cervical_mri", day=dt.date(2014, 8, 1), meant=lambda editions: [e for e in editions if e.rank != "mtus"]
    )
    assert {edition.rank for edition in selection.candidates} == {"acoem_odg"}
    assert [(step.rank, step.outcome) for step in selection.ladder] == [("mtus", "silent"), ("acoem_odg", "applies")]
    assert "does not speak to a request such as this one" in selection.ladder[0].why


def test_unknown_topic_gives_no_candidate() -> None:
    assert guidelines_for(None, day=dt.date(2014, 8, 1)).candidates == ()


def test_day_before_every_edition_is_told_apart_from_no_guideline() -> None:
    selection = guidelines_for("benzodiazepines", day=dt.date(2009, 7, 17))
    assert selection.candidates == ()
    assert "in force on 2009-07-17" in selection.ladder[0].why


@pytest.mark.parametrize(
    ("day", "rfa_date", "edition"),
    [
        (dt.date(2016, 7, 27), None, "2009-07-18"),
        (dt.date(2016, 7, 28), None, "2016-07-28"),
        (dt.date(2016, 8, 10), dt.date(2016, 7, 27), "2009-07-18"),
        (dt.date(2016, 8, 10), dt.date(2016, 7, 28), "2016-07-28"),
    ],
)
def test_date_of_the_request_chooses_the_2016_text(day: dt.date, rfa_date: dt.date | None, edition: str) -> None:
    of = guideline("mtus.chronic_pain.benzodiazepines")
    assert edition_in_force(of, day, rfa_date=rfa_date).key == edition


def test_date_of_service_ends_the_2016_text() -> None:
    of = guideline("mtus.chronic_pain.benzodiazepines")
    day = dt.date(2017, 12, 5)
    assert edition_in_force(of, day, service_date=dt.date(2017, 11, 30)).key == "2016-07-28"
    with pytest.raises(GuidelineNotInForceError):
        edition_in_force(of, day)


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"fact": "diagnosis", "concpet": "radiculopathy"}, "unknown keys: concpet"),
        ({"all": [], "any": []}, "stands alone"),
        ({"some": []}, "unknown connective some"),
        ({"measure": "pain_relief", "at_least": 1, "above": 2}, "one comparison"),
    ],
)
def test_what_is_no_test_is_refused_with_its_fault(written: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_tests(written)
