"""What is simulated: how many applications, how people behave, and the days on which they work."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from openimr.casework.clocks import is_business_day, next_business_day
from openimr.casework.clocks.calendars import add_business_days, start_of

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A simulation. Shares are of all cases that come to that point; they are guesses of an office's life, not data.

    `days` are calendar days; `rate` applications come each working day, `burst` times as many on every tenth.
    `open_cases` have come in during the weeks before.
    """

    days: int = 30
    rate: int = 800
    burst: float = 1.0
    open_cases: int = 0
    seed: int = 1
    start: dt.date = dt.date(2019, 6, 3)
    reviewers: int = 0
    expedited: float = 0.03
    ineligible: float = 0.12
    deferred: float = 0.04
    asked: float = 0.05
    duplicate: float = 0.02
    withdrawn: float = 0.02
    certified: float = 0.01
    records_late: float = 0.15
    records_never: float = 0.05
    recused: float = 0.01
    information: float = 0.03
    extended: float = 0.01
    review_late: float = 0.03
    overturned: float = 0.15
    corrected: float = 0.01
    appealed: float = 0.03
    remanded: float = 0.2
    implemented_late: float = 0.1

    @property
    def registry_size(self) -> int:
        """How many reviewers there are: enough for the usual rate, each with up to twenty cases at once."""
        return self.reviewers or max(12, -(-self.rate * 5 // 20 // 2))

    @property
    def end(self) -> dt.datetime:
        """When the simulation stops."""
        return start_of(self.start + self.days * _DAY)

    def chance(self, *what: object) -> random.Random:
        """A source of chance for one thing alone: the same each time, whatever else happens."""
        return random.Random("/".join(map(str, (self.seed, *what))))


def arrivals(plan: Plan) -> Iterator[tuple[dt.datetime, int]]:
    """When each application comes and its number, in order: those open before, then each working day's."""
    number = 0
    for day, count in (*_before(plan), *_during(plan)):
        chance = plan.chance("arrivals", day)
        for minute in sorted(chance.randrange(60 * 9) for _ in range(count)):
            number += 1
            yield opening(day) + dt.timedelta(minutes=minute), number


def _before(plan: Plan) -> list[tuple[dt.date, int]]:
    days: list[dt.date] = []
    day = plan.start
    while len(days) < 12 and plan.open_cases:
        day -= _DAY
        if is_business_day(day):
            days.append(day)
    each, more = divmod(plan.open_cases, len(days) or 1)
    return [(day, each + (index < more)) for index, day in enumerate(reversed(days))]


def _during(plan: Plan) -> list[tuple[dt.date, int]]:
    days = [plan.start + count * _DAY for count in range(plan.days)]
    working = [day for day in days if is_business_day(day)]
    return [(day, round(plan.rate * (plan.burst if index % 10 == 4 else 1))) for index, day in enumerate(working)]


def opening(day: dt.date) -> dt.datetime:
    """When the office opens: eight in California."""
    return start_of(day) + dt.timedelta(hours=8)


def working_time(at: dt.datetime, day: dt.date, business_days: int, chance: random.Random) -> dt.datetime:
    """A moment of office hours, *business_days* working days after *day*, never before *at*."""
    then = add_business_days(day, business_days) if business_days else next_business_day(day)
    moment = opening(then) + dt.timedelta(minutes=chance.randrange(60 * 9))
    return moment if moment > at else at + dt.timedelta(minutes=chance.randrange(5, 30))
