"""One step of a simulated case under way: who acts, what may happen, and what comes of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openimr.casework.clocks.calendars import pacific_day
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.domain.reviewers import Reviewer, ReviewerId
from openimr.rulebook.workflow import workflow
from openimr.services.casework.command_case import carry_out
from openimr.services.ports import Files, Work
from openimr.services.simulation.plan import Plan, working_time

CLERK = Actor("clerk", "clerk-1")
DIGEST = hashlib.sha256(b"prepared determination").hexdigest()
"""Stands for bytes that are not made."""

_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to happen to `case`, or the coming of application `number`.

    `round` counts reviews and tries; `other`: a case of the same employee; `waits_since`: for a reviewer.
    """

    name: str
    case: CaseId | None = None
    number: int = 0
    round: int = 0
    other: CaseId | None = None
    waits_since: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Appointed:
    """A reviewer has the case, together with so many others, and could be done with it at `earliest`."""

    reviewer: ReviewerId
    load: int
    earliest: dt.datetime
    is_booked: bool
    step: Step


@dataclass
class Told:
    """What a step did, and what comes of it."""

    next: list[tuple[dt.datetime, Step]] = field(default_factory=list)
    commands: int = 0
    came: int = 0
    waits: bool = False
    is_expedited: bool = False
    signed_by: str = ""
    appointed: Appointed | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on the table in one unit of work. `has_line`: cases wait for a reviewer already."""

    work: Work
    files: Files
    plan: Plan
    registry: Sequence[Reviewer]
    loads: dict[ReviewerId, int]
    has_line: bool

    @property
    def has_room(self) -> bool:
        """Whether any reviewer may take one more."""
        return any(each.capacity is None or self.loads.get(each.id, 0) < each.capacity for each in self.registry)


class Scene:
    """One step under way: its case, its chance, and the commands it carries out."""

    def __init__(self, step: Step, desk: Desk, at: dt.datetime) -> None:
        self.step, self.desk, self.plan, self.work = step, desk, desk.plan, desk.work
        self.case = desk.work.lock(step.case) if step.case else None
        last = self.case.last_at if self.case else None
        self.at = max(at, last) if last else at
        self.day = pacific_day(self.at)
        self.chance = self.plan.chance(step.name, step.case, step.round, step.number)
        self.told = Told()

    def can(self, command: str) -> bool:
        """Whether the case still allows it."""
        return self.case is not None and self.case.state in workflow().steps[command].starts

    def do(self, command: str, actor: Actor = CLERK, item: int | None = None, **data: Any) -> Case:
        """Carry out a command."""
        assert self.case is not None  # only an arrival has none
        key = f"{self.case.id} {self.case.version} {command}"
        self.case = carry_out(self.work, self.case.id, Command(command, actor, self.at, item, data), key=key)
        self.told.commands += 1
        return self.case

    def happens(self, share: str) -> bool:
        """Whether something of that share happens now."""
        return self.chance.random() < self.plan.habits.shares[share]

    def pick(self, kind: str) -> Any:
        """One thing of that kind."""
        return self.plan.habits.pick(kind, self.chance)

    def then(
        self, name: str, delay: str | None = None, *, round_: int | None = None, other: CaseId | None = None
    ) -> None:
        """Let *name* happen after the delay of that name, which is its own unless another is told."""
        case = self.case.id if self.case else self.step.case
        step = Step(name, case, round=self.step.round if round_ is None else round_, other=other)
        self.told.next.append((self.after(delay or name), step))

    def after(self, delay: str) -> dt.datetime:
        """A time after that delay: in office hours, or at any hour where the case is expedited."""
        how = self.plan.habits.delays[delay]
        if how.expedited and self.is_expedited:
            return self.at + self.chance.uniform(*how.expedited) * _HOUR
        count = self.chance.randint(how.least, how.most)
        if how.is_working:
            return working_time(self.at, self.day, count, self.chance)
        return working_time(self.at, self.day + dt.timedelta(days=count), 0, self.chance)

    @property
    def is_expedited(self) -> bool:
        """Whether the case is expedited now."""
        return self.case is not None and self.case.priority == "expedited"

    @property
    def iso(self) -> str:
        """Today."""
        return self.day.isoformat()

    @property
    def reviewer(self) -> Actor:
        """Who reviews the case."""
        return Actor("reviewer", str(self.case.reviewer) if self.case else "")

    def sealed(self, kind: str) -> Any:
        """What is kept sealed with the case."""
        assert self.case is not None
        return self.work.unseal(kind, self.case.id)
