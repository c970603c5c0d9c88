"""The sweep: every duty that is overdue becomes an event of its case, once, so that somebody hears of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from openimr.casework.clocks import due_dates
from openimr.domain.casework import Actor, Case, Command, Event
from openimr.domain.clocks import DueDate
from openimr.services.casework.command_case import carry_out
from openimr.services.casework.list_due import WITH_DUTIES
from openimr.services.casework.show_case import history
from openimr.services.ports import CaseStore, Work

SWEEP = Actor("system", "sweep")

_PAGE = 100
"""Cases in one unit of work: few enough that nobody waits long for it."""

_NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Escalation:
    """One overdue duty that was escalated now."""

    case: Case
    due: DueDate


def escalate_overdue(store: CaseStore, now: dt.datetime, *, actor: Actor = SWEEP) -> tuple[Escalation, ...]:
    """Escalate each overdue duty of every case that has not been escalated yet; what was escalated.

    It may be stopped anywhere and run again, also twice at once: a duty is escalated once. Only cases with new events
    or whose next due date has passed are looked at.
    """
    found: list[Escalation] = []
    while True:
        looked_at, escalated = store.change(lambda work: _escalate_page(work, now, actor))
        found += escalated
        if looked_at < _PAGE:
            return tuple(found)


def _escalate_page(work: Work, now: dt.datetime, actor: Actor) -> tuple[int, list[Escalation]]:
    cases = work.to_look_at(WITH_DUTIES, now, limit=_PAGE)
    pasts = work.events_of([case.id for case in cases])
    looked_at = [_escalate(work, case, pasts[case.id], now, actor) for case in cases]
    work.looked_at([(case, until) for case, until, _ in looked_at])
    return len(cases), [escalation for _, _, found in looked_at for escalation in found]


def _escalate(
    work: Work, case: Case, events: tuple[Event, ...], now: dt.datetime, actor: Actor
) -> tuple[Case, dt.datetime, list[Escalation]]:
    """Escalate what is overdue in one case: how it stands then, when it must be looked at again, what was escalated."""
    as_of = max(now, events[-1].at)
    duties = [due for due in due_dates(history(case.id, events), as_of) if due.is_open_duty]
    told = {(event.data["rule"], event.data.get("trigger")) for event in events if event.kind == "escalated"}
    overdue = [due for due in duties if due.status == "overdue" and (due.rule, due.trigger) not in told]
    for due in overdue:
        case = carry_out(work, case.id, _command(due, as_of, actor), key=f"escalate {case.id} {due.rule} {due.trigger}")
    until = min((due.late_from for due in duties if due.status == "running"), default=_NEVER)
    return case, until, [Escalation(case, due) for due in overdue]


def _command(due: DueDate, at: dt.datetime, actor: Actor) -> Command:
    data = {"rule": due.rule, "due": due.late_from.isoformat(), "trigger": due.trigger}
    return Command("escalate", actor, at, data=data)
