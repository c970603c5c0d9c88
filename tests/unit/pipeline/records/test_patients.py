"""Age and sex come from the forms and the records' own words."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.domain.documents import Document, Page
from openimr.pipeline.records import age_at, read_patient
from openimr.text.flow import Flow, mend


def a_record(text: str, day: dt.date | None = None, name: str = "d1") -> tuple[Document, Flow]:
    document = Document(name, "progress_report", "", None, day, "a.txt", (1, 1), "0" * 64)
    return document, mend(name, [Page(1, text)])


def test_age_turns_on_the_birthday() -> None:
    born = dt.date(1976, 5, 14)
    assert age_at(born, dt.date(2015, 5, 13)) == 38
    assert age_at(born, dt.date(2015, 5, 14)) == 39


def test_leap_day_child_turns_on_the_first_of_march() -> None:
    born = dt.date(1976, 2, 29)
    assert age_at(born, dt.date(2015, 2, 28)) == 38
    assert age_at(born, dt.date(2015, 3, 1)) == 39


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("Mr. Roe is a 39 y/o M here for f/u.", 39, "male"),
        ("34-year-old right-handed female with neck pain", 34, "female"),
        ("49 yo F", 49, "female"),
        ("49 y M. Fell.", 49, "male"),
        ("This 62 year old gentleman", 62, "male"),
        ("52 y.o. woman", 52, "female"),
        ("Sex: F", None, "female"),
        ("Ms. Roe reports pain.", None, "female"),
        ("Pt states she hurt her back.", None, "female"),
        ("Neck pain for 12 years.", None, None),
    ],
)
def test_age_and_sex_are_read_as_records_write_them(text: str, age: int | None, sex: str | None) -> None:
    reading = read_patient([a_record(text)], None, None)
    assert (reading.age, reading.sex) == (age, sex)


def test_birth_date_wins_over_a_stated_age() -> None:
    reading = read_patient([a_record("38 y/o M")], dt.date(1976, 5, 14), dt.date(2015, 10, 21))
    assert (reading.age, reading.sex) == (39, "male")


def test_newest_record_states_the_age_where_the_birth_date_is_missing() -> None:
    old = a_record("38 y/o M", dt.date(2014, 1, 1), "d1")
    new = a_record("39 y/o M", dt.date(2015, 1, 1), "d2")
    reading = read_patient([new, old], None, dt.date(2015, 2, 1))
    assert reading.age == 39
    assert [span.quote for span in reading.age_sources] == ["39 y/o M"]
