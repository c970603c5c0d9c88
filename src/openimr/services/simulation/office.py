"""The simulated office: a calendar of things to happen, carried out through the real services in order of time."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

from openimr.casework.clocks.calendars import pacific_day, start_of
from openimr.domain.casework import Actor
from openimr.domain.reviewers import Reviewer
from openimr.services.casework.escalate import escalate_overdue
from openimr.services.casework.list_due import WITH_DUTIES
from openimr.services.casework.send_letters import HOLD, record_sent
from openimr.services.ports import CaseStore, Work
from openimr.services.simulation.people import registry
from openimr.services.simulation.plan import Plan, arrivals
from openimr.services.simulation.report import Day, SimulationReport, judge
from openimr.services.simulation.steps import STEPS, Step, Told
from openimr.wire import to_json_value

_UNIT = 100
"""How many things happen in one unit of work."""

_SWEEPS = (0.1, 8, 10, 12, 14, 16, 18, 20)
"""Hours of the day in California at which the sweep runs."""

_DAY = dt.timedelta(days=1)


@dataclass
class _Office:
    plan: Plan
    store: CaseStore
    registry: tuple[Reviewer, ...]
    report: SimulationReport = field(default_factory=SimulationReport)
    calendar: list[tuple[dt.datetime, int, Step]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)
    came: int = 0

    def put(self, at: dt.datetime, step: Step) -> None:
        """Enter what is to happen."""
        heapq.heappush(self.calendar, (at, next(self.order), step))

    def work_until(self, then: dt.datetime) -> None:
        """Carry out everything entered before *then*, and what comes of it before *then*."""
        while self.calendar and self.calendar[0][0] < then:
            batch: list[tuple[dt.datetime, Step]] = []
            while self.calendar and self.calendar[0][0] < then and len(batch) < _UNIT:
                at, _, step = heapq.heappop(self.calendar)
                batch.append((at, step))
            told, letters = self.store.change(partial(self._carry_out, batch=batch))
            self._take_in(told, letters)

    def _carry_out(self, work: Work, batch: list[tuple[dt.datetime, Step]]) -> tuple[list[Told], int]:
        loads = dict(work.loads())
        told = [
            STEPS[step.name](replace(step, loads=loads, registry=self.registry), work, self.plan, at)
            for at, step in batch
        ]
        return told, _send(work, batch[-1][0])

    def _take_in(self, told: list[Told], letters: int) -> None:
        report = self.report
        report.letters += letters
        report.commands += letters
        for each in told:
            report.commands += each.commands
            report.waited_for_reviewer += each.waits
            self.came += each.came
            if each.signed_by:
                report.reviews[each.signed_by] += 1
            if each.appointed:
                reviewer, load = each.appointed
                report.peak_loads[reviewer] = max(load, report.peak_loads.get(reviewer, 0))
            for at, step in each.next:
                self.put(at, step)


def _send(work: Work, now: dt.datetime) -> int:
    """Hand every waiting letter over to nobody; the letters themselves are not made."""
    sent = 0
    while (claimed := work.claim_delivery(now, now + HOLD, "simulated")) is not None:
        gone = replace(claimed, state="sent", channel="none", proof="simulated")
        record_sent(work, gone, lambda: now)
        sent += 1
    return sent


def simulate(store: CaseStore, plan: Plan, *, tell: Callable[[Day], None] = lambda day: None) -> SimulationReport:
    """Run the office of *plan* on an empty *store*; *tell* hears of each evening.

    Registering, commanding, choosing reviewers, clocks, outbox and sweep are the real ones. Not simulated: the reading
    of papers, drafts (what is signed is prepared), the making of letters (they go nowhere), and people's names.
    """
    office = _Office(plan, store, registry(plan))
    store.change(partial(_keep_registry, registry=office.registry))
    for at, number in arrivals(plan):
        office.put(at, Step("arrive", number=number))
    day = min([pacific_day(office.calendar[0][0]), plan.start]) if office.calendar else plan.start
    while start_of(day) < plan.end:
        if day == plan.start:
            office.report.open_at_start = store.read(lambda work: sum(_open(work).values()))
        before, commands = office.report.escalations, office.report.commands
        _live(office, day)
        queues = store.read(_open)
        today = Day(day, office.came, queues, office.report.escalations - before, office.report.commands - commands)
        office.came = 0
        if day >= plan.start:
            office.report.days.append(today)
            tell(today)
        day += _DAY
    judge(store, office.report, plan.end)
    return office.report


def _keep_registry(work: Work, *, registry: tuple[Reviewer, ...]) -> None:
    for reviewer in registry:
        work.seal("reviewer", reviewer.id, to_json_value(reviewer))


def _live(office: _Office, day: dt.date) -> None:
    for hour in (*_SWEEPS, 24):
        then = start_of(day) + dt.timedelta(hours=hour)
        office.work_until(then)
        escalated = escalate_overdue(office.store, then, actor=Actor("system", "sweep"))
        office.report.escalations += len(escalated)
        office.report.commands += len(escalated)


def _open(work: Work) -> dict[str, int]:
    counts = work.counts().cases
    return {state: counts[state] for state in WITH_DUTIES if state != "determined" and counts.get(state)}
