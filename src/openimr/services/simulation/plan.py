"""What is simulated: how many applications, how people behave, and the days on which they work."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from openimr.casework.clocks import is_business_day, next_business_day
from openimr.casework.clocks.calendars import add_business_days, start_of
from openimr.domain.casework import CaseId
from openimr.services.simulation.habits import Habits, usual_habits

_DAY = dt.timedelta(days=1)

OFFICE_MINUTES = 9 * 60
"""A working day in the office, from eight in the morning."""

_WORKING_DAYS_BEFORE = 12
"""On how many working days the cases came in that are open at the start."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A simulation.

    `days` are calendar days; `rate` applications come each working day on the average of a week, `burst` times as many
    on every tenth. `open_cases` have come in during the weeks before. `reviewers` 0: enough for the usual rate. One
    determination in `publish_every` is really de-identified and published (0: none); of the others only the steps are
    on record.
    """

    days: int = 30
    rate: int = 800
    burst: float = 1.0
    open_cases: int = 0
    seed: int = 1
    start: dt.date = dt.date(2019, 6, 3)
    reviewers: int = 0
    publish_every: int = 100
    habits: Habits = field(default_factory=usual_habits)

    @property
    def registry_size(self) -> int:
        """How many reviewers there are."""
        usual = self.habits.reviewers
        needed = self.rate * usual["reviewed"] * (1 + usual["spare"]) / usual["a_day"]
        return self.reviewers or max(12, math.ceil(needed))

    @property
    def end(self) -> dt.datetime:
        """When the simulation stops."""
        return start_of(self.start + self.days * _DAY)

    def chance(self, *what: object) -> random.Random:
        """A source of chance for one thing alone: the same each time, whatever else happens."""
        return random.Random("/".join(map(str, (self.seed, *what))))

    def is_really_published(self, case: CaseId) -> bool:
        """Whether the determination of *case* is one of those that are really published."""
        return self.publish_every > 0 and self.chance("published", case).random() * self.publish_every < 1

    def day_of(self, number: int) -> dt.date:
        """About the day on which application *number* came."""
        if number <= self.open_cases:
            return self.start - (self.open_cases - number) * 16 * _DAY // max(1, self.open_cases)
        return self.start + (number - self.open_cases) * 7 * _DAY // max(1, 5 * self.rate)


def arrivals(plan: Plan) -> Iterator[tuple[dt.datetime, int]]:
    """When each application comes and its number, in order: those open before, then each working day's."""
    number = 0
    for day, count in (*_before(plan), *_during(plan)):
        chance = plan.chance("arrivals", day)
        for minute in sorted(chance.randrange(OFFICE_MINUTES) for _ in range(count)):
            number += 1
            yield opening(day) + dt.timedelta(minutes=minute), number


def _before(plan: Plan) -> list[tuple[dt.date, int]]:
    days: list[dt.date] = []
    day = plan.start
    while len(days) < _WORKING_DAYS_BEFORE and plan.open_cases:
        day -= _DAY
        if is_business_day(day):
            days.append(day)
    each, more = divmod(plan.open_cases, len(days) or 1)
    return [(day, each + (index < more)) for index, day in enumerate(reversed(days))]


def _during(plan: Plan) -> list[tuple[dt.date, int]]:
    weights = plan.habits.weights["weekdays"]
    usual = sum(weights.values()) / len(weights)
    days = [day for count in range(plan.days) if is_business_day(day := plan.start + count * _DAY)]
    bursts = [plan.burst if index % 10 == 4 else 1 for index in range(len(days))]
    return [
        (day, round(plan.rate * burst * weights[day.weekday()] / usual))
        for day, burst in zip(days, bursts, strict=True)
    ]


def opening(day: dt.date) -> dt.datetime:
    """When the office opens: eight in California."""
    return start_of(day) + dt.timedelta(hours=8)


def working_time(at: dt.datetime, day: dt.date, business_days: int, chance: random.Random) -> dt.datetime:
    """A moment of office hours, *business_days* working days after *day*, never before *at*."""
    then = add_business_days(day, business_days) if business_days else next_business_day(day)
    moment = opening(then) + dt.timedelta(minutes=chance.randrange(OFFICE_MINUTES))
    return moment if moment > at else at + dt.timedelta(minutes=chance.randrange(5, 30))
