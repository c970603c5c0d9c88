"""The simulated office: a calendar of things to happen, carried out through the real services in order of time."""

from __future__ import annotations

import datetime as dt
import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

from openimr.casework.clocks import is_business_day, next_business_day
from openimr.casework.clocks.calendars import pacific_day, start_of
from openimr.domain.casework import Actor, CaseId
from openimr.domain.reviewers import Reviewer, ReviewerId
from openimr.services.casework.escalate import escalate_overdue
from openimr.services.casework.send_letters import HOLD, record_sent
from openimr.services.ports import CaseStore, Files, Work
from openimr.services.simulation.judging import judge
from openimr.services.simulation.people import registry
from openimr.services.simulation.plan import OFFICE_MINUTES, Plan, arrivals, opening
from openimr.services.simulation.published import publish_really
from openimr.services.simulation.report import Day, SimulationReport
from openimr.services.simulation.scene import Appointed, Desk, Scene, Step, Told
from openimr.services.simulation.steps import STEPS
from openimr.wire import to_json_value

_UNIT = 100
"""How many things happen in one unit of work."""

_SWEEPS = (0.1, 8, 10, 12, 14, 16, 18, 20)
"""Hours of the day in California at which the sweep runs, and those that wait for a reviewer are looked at again."""

_ROUND = 100
"""How many of those that wait are tried at once."""

_DAY = dt.timedelta(days=1)

_Waiting = tuple[bool, dt.datetime, int, Step]
"""A case in the line for a reviewer: expedited ones first, then those that wait longest."""


@dataclass
class _Office:
    store: CaseStore
    files: Files
    plan: Plan
    registry: tuple[Reviewer, ...]
    report: SimulationReport
    calendar: list[tuple[dt.datetime, int, Step]] = field(default_factory=list)
    line: list[_Waiting] = field(default_factory=list)
    booked: dict[dt.date, Counter[ReviewerId]] = field(default_factory=dict)
    order: Iterator[int] = field(default_factory=count)
    came: int = 0
    signed: int = 0

    def put(self, at: dt.datetime, step: Step) -> None:
        """Enter what is to happen."""
        heapq.heappush(self.calendar, (at, next(self.order), step))

    def work_until(self, then: dt.datetime) -> None:
        """Carry out everything entered before *then*, and what comes of it before *then*."""
        while self.calendar and self.calendar[0][0] < then:
            batch: list[tuple[dt.datetime, Step]] = []
            while self.calendar and self.calendar[0][0] < then and len(batch) < _UNIT:
                at, _, step = self.calendar[0]
                if self._is_really_published(step):
                    break
                heapq.heappop(self.calendar)
                batch.append((at, step))
            if batch:
                scenes, letters = self.store.change(partial(self._carry_out, batch=batch))
                self._take_in(batch, scenes, letters)
            else:
                at, _, step = heapq.heappop(self.calendar)
                self._publish(step, at)

    def _is_really_published(self, step: Step) -> bool:
        return step.name == "publish" and step.case is not None and self.plan.is_really_published(step.case)

    def _publish(self, step: Step, at: dt.datetime) -> None:
        """Publish one case by the functions of the office, which are units of work of their own."""
        assert step.case is not None
        case = self.store.read(lambda work: work.case(step.case or CaseId("")))
        if case is None or case.state != "determined" or case.publication != "none":
            return
        began = time.process_time()
        publish_really(self.store, self.files, step.case, max(at, case.last_at or at))
        self.report.publication_seconds += time.process_time() - began
        self.report.really_published += 1
        self.report.commands += 3

    def _carry_out(self, work: Work, batch: list[tuple[dt.datetime, Step]]) -> tuple[list[Told], int]:
        desk = Desk(work, self.files, self.plan, self.registry, dict(work.loads()), bool(self.line))
        told = []
        for at, step in batch:
            scene = Scene(step, desk, at)
            STEPS[step.name](scene)
            told.append(scene.told)
        return told, _send(work, batch[-1][0])

    def _take_in(self, batch: list[tuple[dt.datetime, Step]], told: list[Told], letters: int) -> None:
        report = self.report
        report.letters += letters
        report.commands += letters
        for (at, step), each in zip(batch, told, strict=True):
            report.commands += each.commands
            self.came += each.came
            if each.signed_by:
                report.reviews[each.signed_by] += 1
                self.signed += 1
            if each.appointed:
                self._book(each.appointed)
            if each.waits:
                since = step.waits_since or at
                heapq.heappush(
                    self.line, (not each.is_expedited, since, next(self.order), replace(step, waits_since=since))
                )
            for then, following in each.next:
                self.put(then, following)

    def _book(self, made: Appointed) -> None:
        """Enter when the reviewer will be done: the first day from then on on which there is still time."""
        peak = self.report.peak_loads
        peak[made.reviewer] = max(made.load, peak.get(made.reviewer, 0))
        at, a_day = made.earliest, int(self.plan.habits.reviewers["a_day"])
        if made.is_booked:
            day = next_business_day(pacific_day(made.earliest))
            while self.booked.setdefault(day, Counter())[made.reviewer] >= a_day:
                day = next_business_day(day + _DAY)
            self.booked[day][made.reviewer] += 1
            place = self.booked[day][made.reviewer]
            at = max(at, opening(day) + dt.timedelta(minutes=place * OFFICE_MINUTES // a_day))
        self.put(at, made.step)

    def look_at_line(self, now: dt.datetime) -> None:
        """Let those that have waited longest try again, as many as there is room for."""
        if not self.line:
            return
        loads = self.store.read(lambda work: work.loads())
        room = sum(max(0, (each.capacity or 0) - loads.get(each.id, 0)) for each in self.registry)
        for _ in range(min(room, _ROUND, len(self.line))):
            self.put(now, heapq.heappop(self.line)[-1])

    def live(self, day: dt.date) -> None:
        """One day, from midnight to midnight, with its sweeps."""
        for hour in (*_SWEEPS, 24):
            then = start_of(day) + dt.timedelta(hours=hour)
            self.work_until(then)
            escalated = escalate_overdue(self.store, then, actor=Actor("system", "sweep"))
            self.report.escalations += len(escalated)
            self.report.commands += len(escalated)
            self.look_at_line(then)
        self.booked.pop(day, None)

    def close(self, day: dt.date, escalated_before: int, commands_before: int) -> Day:
        """How the evening finds the office."""
        states, loads = self.store.read(lambda work: (work.counts().cases, work.loads()))
        full = sum(each.capacity is not None and loads.get(each.id, 0) >= each.capacity for each in self.registry)
        escalated, commands = self.report.escalations - escalated_before, self.report.commands - commands_before
        today = Day(day, is_business_day(day), self.came, self.signed, states, escalated, commands, full)
        self.came = self.signed = 0
        return today


def _send(work: Work, now: dt.datetime) -> int:
    """Hand every waiting letter over to nobody; the letters themselves are not made."""
    sent = 0
    while (claimed := work.claim_delivery(now, now + HOLD, "simulated")) is not None:
        record_sent(work, replace(claimed, state="sent", proof="simulated"), lambda: now)
        sent += 1
    return sent


def simulate(
    store: CaseStore, files: Files, plan: Plan, *, tell: Callable[[Day], None] = lambda day: None
) -> SimulationReport:
    """Run the office of *plan* on an empty *store*; *tell* hears of each evening.

    Registering, commanding, choosing reviewers, clocks, outbox and sweep are the real ones, and publication is for one
    case in `plan.publish_every`. Not simulated: the reading of papers, drafts (what is signed is prepared), the making
    of letters (they go nowhere), and people's names.
    """
    office = _Office(store, files, plan, registry(plan), SimulationReport(plan))
    store.change(partial(_keep_registry, registry=office.registry))
    for at, number in arrivals(plan):
        office.put(at, Step("arrive", number=number))
    day = min([pacific_day(office.calendar[0][0]), plan.start]) if office.calendar else plan.start
    while start_of(day) < plan.end:
        escalated, commands = office.report.escalations, office.report.commands
        office.live(day)
        today = office.close(day, escalated, commands)
        if day >= plan.start:
            office.report.days.append(today)
            tell(today)
        else:
            office.report.before = today
        day += _DAY
    judge(store, office.report, plan.end)
    return office.report


def _keep_registry(work: Work, *, registry: tuple[Reviewer, ...]) -> None:
    for reviewer in registry:
        work.seal("reviewer", reviewer.id, to_json_value(reviewer))
