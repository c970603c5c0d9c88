"""Working days and Pacific time."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from functools import cache
from zoneinfo import ZoneInfo

from openimr.errors import UsageError
from openimr.rulebook.clocks import calendar

_DAY = dt.timedelta(days=1)


@cache
def pacific() -> ZoneInfo:
    """California's time zone."""
    return ZoneInfo("America/Los_Angeles")


def pacific_day(at: dt.datetime) -> dt.date:
    """The day in California at that instant."""
    return at.astimezone(pacific()).date()


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of *day* in California, in UTC."""
    return dt.datetime.combine(day, dt.time(), pacific()).astimezone(dt.UTC)


def is_business_day(day: dt.date) -> bool:
    """Whether State offices are open.

    Raises:
        UsageError: the calendar does not reach that year: a guess would be a wrong deadline.
    """
    known = calendar()
    if not known.first_year <= day.year <= known.last_year:
        raise UsageError(f"The calendar of holidays reaches from {known.first_year} to {known.last_year}.")
    return day.weekday() < 5 and day not in known.holidays


def next_business_day(day: dt.date) -> dt.date:
    """*day* itself where it is a working day, else the first one after it."""
    while not is_business_day(day):
        day += _DAY
    return day


def add_business_days(day: dt.date, count: int) -> dt.date:
    """The *count*-th working day after *day*, which itself never counts."""
    for _ in range(count):
        day = next_business_day(day + _DAY)
    return day


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day *count* months later, or the last day of that month where it has no such day."""
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, monthrange(year, month)[1]))


def later_by(at: dt.datetime, days: int) -> dt.datetime:
    """The same hour in California *days* later, whatever summer time does in between."""
    return (at.astimezone(pacific()) + days * _DAY).astimezone(dt.UTC) if days else at
