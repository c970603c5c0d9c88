"""The time axis from one day to eighty years."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.pipeline.timelines.scale import say_length, scale_of

DAYS = st.lists(st.dates(dt.date(1940, 1, 1), dt.date(2030, 1, 1)), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from([(0, 400), (244, 1102)]))
def test_later_days_stand_further_to_the_right_and_all_on_the_paper(
    days: list[dt.date], edges: tuple[int, int]
) -> None:
    scale = scale_of(days, *edges)
    places = [scale.x(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(edges[0] <= place <= edges[1] for place in places)


@settings(max_examples=60, deadline=None)
@given(DAYS)
def test_names_of_months_and_years_have_room(days: list[dt.date]) -> None:
    ticks = scale_of(days, 0, 858).ticks()
    assert ticks
    assert all(later.x - earlier.x >= 30 for earlier, later in pairwise(ticks))


def test_empty_years_are_broken_and_their_length_told() -> None:
    scale = scale_of([dt.date(1998, 9, 25), dt.date(2014, 1, 1), dt.date(2014, 5, 1)], 0, 800)
    (gap,) = scale.breaks()
    assert gap.label == "15 y"
    assert scale.x(dt.date(2014, 5, 1)) - scale.x(dt.date(2014, 1, 1)) > 300


def test_even_visits_are_never_broken() -> None:
    days = [dt.date(2000 + year, 1, 1) for year in range(20)]
    assert scale_of(days, 0, 800).breaks() == ()


def test_one_day_alone_has_its_month_and_year() -> None:
    (tick, *_) = scale_of([dt.date(2015, 6, 9)], 0, 400).ticks()
    assert (tick.label, tick.year) == ("Jun", "2015")


def test_first_and_last_years_of_the_calendar_do_no_harm() -> None:
    scale = scale_of([dt.date.min, dt.date.max, dt.date(2015, 1, 1)], 0, 800)
    assert scale.ticks()
    assert scale.x(dt.date.min) <= scale.x(dt.date(2015, 1, 1)) <= scale.x(dt.date.max)


@pytest.mark.parametrize(("days", "said"), [(213, "7 mo"), (852, "2 y 4 mo"), (5500, "15 y"), (730, "2 y")])
def test_length_is_said_in_its_largest_units(days: int, said: str) -> None:
    assert say_length(days) == said
