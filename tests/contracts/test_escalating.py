"""An overdue duty is escalated once, however often and by however many the sweep is run."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

from openimr.domain.casework import Actor, CaseId, Command
from openimr.services.casework.command_case import command_case
from openimr.services.casework.escalate import escalate_overdue
from openimr.services.casework.verify_trail import verify_trail
from openimr.store import SqlStore

CLERK = Actor("clerk", "clerk-1")
MONDAY = dt.datetime(2016, 3, 7, 18, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def _do(store: SqlStore, case: CaseId, name: str, at: dt.datetime, **data: Any) -> None:
    command_case(store, case, Command(name, CLERK, at, data=data), key=f"{case} {name}")


def _received(store: SqlStore, number: int = 1) -> CaseId:
    case = CaseId(f"c{number}")
    data = {"number": f"CM16-{number:07d}", "received": "2016-03-07", "method": "mail", "priority": "standard"}
    _do(store, case, "receive_application", MONDAY, **data, items=["Valium"], application="0" * 64)
    return case


def _kinds(store: SqlStore, case: CaseId) -> list[str]:
    return [event.kind for event in store.read(lambda work: work.events(case))]


def test_nothing_is_escalated_before_it_is_overdue(store: SqlStore) -> None:
    _received(store)
    assert escalate_overdue(store, MONDAY + 2 * DAY) == ()


def test_an_overdue_duty_is_escalated_once(store: SqlStore) -> None:
    case = _received(store)
    (found,) = escalate_overdue(store, MONDAY + 3 * DAY)
    assert (found.due.rule, found.due.due) == ("ELI-02", dt.date(2016, 3, 9))
    assert escalate_overdue(store, MONDAY + 3 * DAY) == ()
    assert escalate_overdue(store, MONDAY + 40 * DAY) == ()
    assert _kinds(store, case) == ["application_received", "escalated"]


def test_what_becomes_overdue_after_a_look_is_found_by_the_next_one(store: SqlStore) -> None:
    case = _received(store)
    assert escalate_overdue(store, MONDAY + DAY) == ()
    assert [each.due.rule for each in escalate_overdue(store, MONDAY + 4 * DAY)] == ["ELI-02"]
    _do(store, case, "find_eligible", MONDAY + 4 * DAY)
    assert escalate_overdue(store, MONDAY + 4 * DAY) == ()
    assert [each.due.rule for each in escalate_overdue(store, MONDAY + 10 * DAY)] == ["ASG-01"]


def test_a_case_that_has_ended_is_left_alone(store: SqlStore) -> None:
    case = _received(store)
    _do(store, case, "withdraw", MONDAY + DAY, notice="2016-03-08")
    assert escalate_overdue(store, MONDAY + 60 * DAY) == ()


def test_two_sweeps_at_once_escalate_each_duty_once(durable_store: SqlStore) -> None:
    cases = [_received(durable_store, number) for number in range(1, 121)]
    found: list[Any] = []
    sweeps = [
        threading.Thread(target=lambda: found.extend(escalate_overdue(durable_store, MONDAY + 5 * DAY)))
        for _ in range(2)
    ]
    for sweep in sweeps:
        sweep.start()
    for sweep in sweeps:
        sweep.join()
    escalate_overdue(durable_store, MONDAY + 5 * DAY)
    assert all(_kinds(durable_store, case).count("escalated") == 1 for case in cases)
    assert len(found) == len(cases)
    assert verify_trail(durable_store).faults == ()
