"""Applications are told apart or put together by employee, decision, treatment, place, physician and group."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openimr.casework.intake import relations
from openimr.domain.casework import CaseId
from openimr.domain.intake import Application, AskedTreatment

NORCO = AskedTreatment("opioids_ongoing", "hydrocodone/acetaminophen", None, None)
RIGHT_KNEE = AskedTreatment("physical_therapy", "physical therapy", "knee", "right")
LEFT_KNEE = AskedTreatment("physical_therapy", "physical therapy", "knee", "left")
SOME_THERAPY = AskedTreatment("physical_therapy", "physical therapy", None, None)
LAST_YEAR = dt.date(2015, 8, 26)


def an_application(number: int = 1, **changes: Any) -> Application:
    """An application for Norco that was denied on 2 March 2016."""
    values: dict[str, Any] = {
        "employee": "Rosa M. Sample-D",
        "date_of_birth": dt.date(1966, 2, 14),
        "claim_number": "WC-123.45",
        "dates_of_injury": (dt.date(2012, 7, 27),),
        "ur_denial_date": dt.date(2016, 3, 2),
        "requesting_physician": "Edgar Physician-D, MD",
        "practice": "Sample Orthopaedic Center",
        "items": (NORCO,),
    }
    return Application(CaseId(f"c{number}"), f"CM16-000000{number}", **values | changes)


def related(new: dict[str, Any], old: dict[str, Any]) -> set[str]:
    """Kinds of relation of a new application to an old one."""
    return {each.kind for each in relations(an_application(2, **new), [an_application(1, **old)])}


def test_the_same_employee_decision_and_treatment_is_a_duplicate_and_nothing_else() -> None:
    assert related({}, {}) == {"duplicate"}


def test_a_dispute_that_ended_without_review_may_come_again() -> None:
    assert related({}, {"was_reviewed": False}) == {"earlier_application"}


@pytest.mark.parametrize(
    "changes",
    [
        {"claim_number": "WC 12345"},
        {"claim_number": None, "employee": "Sample-D, Rosa"},
        {"claim_number": "other", "employee": "SAMPLE-D ROSA M"},
        {"date_of_birth": None},
    ],
)
def test_an_employee_is_known_again_however_written(changes: dict[str, Any]) -> None:
    assert related(changes, {}) == {"duplicate"}


@pytest.mark.parametrize(
    "changes",
    [
        {"date_of_birth": dt.date(1980, 1, 1)},
        {"claim_number": None, "employee": "Luis Quintero"},
        {"claim_number": None, "date_of_birth": None},
    ],
)
def test_another_employee_is_another_matter(changes: dict[str, Any]) -> None:
    assert related(changes, {}) == set()


@pytest.mark.parametrize(
    ("new", "old", "is_barred"),
    [
        ({"ur_denial_date": dt.date(2016, 8, 25)}, {"ur_denial_date": LAST_YEAR}, True),
        ({"ur_denial_date": dt.date(2016, 8, 26)}, {"ur_denial_date": LAST_YEAR}, False),
        ({"requesting_physician": "E. Physician-D"}, {"ur_denial_date": LAST_YEAR}, True),
        ({"requesting_physician": "Nora Else, DO"}, {"ur_denial_date": LAST_YEAR}, True),
        ({"requesting_physician": "Nora Else, DO", "practice": "Harbor Pain"}, {"ur_denial_date": LAST_YEAR}, False),
        ({"practice": None}, {"ur_denial_date": LAST_YEAR, "practice": None}, True),
    ],
)
def test_twelve_months_bar_the_same_physician_or_group(
    new: dict[str, Any], old: dict[str, Any], is_barred: bool
) -> None:
    assert ("twelve_month_bar" in related(new, old)) is is_barred


@pytest.mark.parametrize(
    ("asked", "before", "is_same"),
    [
        (RIGHT_KNEE, RIGHT_KNEE, True),
        (RIGHT_KNEE, LEFT_KNEE, False),
        (RIGHT_KNEE, SOME_THERAPY, True),
        (RIGHT_KNEE, NORCO, False),
        (AskedTreatment(None, None, None, None), AskedTreatment(None, None, None, None), False),
    ],
)
def test_a_treatment_is_the_same_thing_for_the_same_place(
    asked: AskedTreatment, before: AskedTreatment, is_same: bool
) -> None:
    assert (related({"items": (asked,)}, {"items": (before,)}) == {"duplicate"}) is is_same


def test_only_cases_of_one_physician_that_wait_for_records_are_decided_together() -> None:
    other = {"ur_denial_date": LAST_YEAR, "items": (RIGHT_KNEE,)}
    assert related({}, other) == {"consolidation"}
    assert related({"requesting_physician": "Nora Else, DO"}, other) == set()
    assert related({}, {**other, "can_be_joined": False}) == set()
    assert related({"dates_of_injury": (dt.date(2014, 1, 1),)}, other) == set()
