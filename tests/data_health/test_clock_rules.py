"""The page of time limits says what the rules say."""

from __future__ import annotations

import datetime as dt

from tests.data_health.clock_rules import PAGE, page

from openimr.rulebook.clocks import calendar


def test_the_page_of_time_limits_is_what_the_rules_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_no_holiday_is_written_on_a_weekend_and_every_year_has_its_eleven_less_those_on_saturdays() -> None:
    days = calendar().holidays
    assert [day for day in days if day.weekday() > 4] == []
    for year in range(calendar().first_year, calendar().last_year + 1):
        fixed = [dt.date(year, *day) for day in ((1, 1), (3, 31), (7, 4), (12, 25))]
        on_saturday = sum(day.weekday() == 5 for day in fixed)
        assert sum(day.year == year for day in days) == 11 - on_saturday, year
