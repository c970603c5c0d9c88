"""Visits, frequency and duration, and the arithmetic between them."""

from __future__ import annotations

import pytest

from openimr.text.courses import read_course


@pytest.mark.parametrize(
    ("words", "visits", "visits_min", "times_per_week", "duration_weeks"),
    [
        ("3 times a week for 2 weeks", 6, None, 3, 2),
        ("1 to 2 times per week for 4 weeks", 8, 4, 2, 4),
        ("two times four visits (8)", 8, None, None, None),
        ("2x6", 12, None, 2, 6),
        ("2 x wk x 3 wks", 6, None, 2, 3),
        ("24 sessions", 24, None, None, None),
        ("QTY: 8", 8, None, None, None),
        ("Eight (8) physical therapy sessions", 8, None, None, None),
        ("one (1) time per week for six (6) weeks", 6, None, 1, 6),
        ("two to three times a week for six to eight weeks (24 sessions)", 24, None, 3, 8),
        ("12-18 sessions", 18, 12, None, None),
        ("twice a week for 3 weeks", 6, None, 2, 3),
        ("weekly x 8", 8, None, 1, 8),
        ("additional 3 visits per week for 2 weeks", 6, None, 3, 2),
        ("Twelve manual acupuncture visits (15 mins), 2 times weekly for 6 weeks", 12, None, 2, 6),
        ("2 times a month for 3 months", 6, None, 0.46, 13),
        ("3 month rental", None, None, None, 13),
        ("no number here", None, None, None, None),
    ],
)
def test_a_course_is_read(
    words: str,
    visits: int | None,
    visits_min: int | None,
    times_per_week: float | None,
    duration_weeks: float | None,
) -> None:
    course = read_course(words)
    got = (course.visits, course.visits_min, course.times_per_week, course.duration_weeks)
    assert got == (visits, visits_min, times_per_week, duration_weeks)


def test_sessions_counted_apart_add_up() -> None:
    words = "two therapy sessions for the lumbar spine and eight therapy sessions for the left wrist"
    assert read_course(words).visits == 10


def test_frequency_and_duration_have_one_form() -> None:
    course = read_course("1-2x/wk x 4 wks")
    assert (course.frequency, course.duration) == ("1-2 times a week", "4 weeks")


def test_a_grid_is_read_only_where_asked() -> None:
    assert read_course("2x6", grid=False).visits is None


def test_an_appointment_in_six_weeks_lasts_no_six_weeks() -> None:
    assert read_course("follow-up visit in 6 weeks").duration is None
