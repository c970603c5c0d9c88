"""One suite for every database: what the services rely on holds on SQLite, in memory, and on a real PostgreSQL."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, text, update

from openimr.casework.workflow import apply
from openimr.domain.casework import Actor, Case, CaseId, Command, Event
from openimr.errors import ConflictError, IllegalCommandError, UsageError
from openimr.services.casework.command_case import WAIT, carry_out, command_case
from openimr.services.casework.verify_trail import TrailReport, verify_trail
from openimr.store import SqlStore, tables
from openimr.store.seals import FIRST_SEAL

NOON = dt.datetime(2016, 3, 1, 12, tzinfo=dt.UTC)
CLERK = Actor("clerk", "clerk-1")


def _application(number: str = "CM16-0000001", **changes: Any) -> Command:
    data = {
        "number": number,
        "received": "2016-03-01",
        "method": "mail",
        "priority": "standard",
        "items": ["Valium 10mg #45", "Lumbar MRI"],
        "application": "0" * 64,
    }
    return Command("receive_application", CLERK, NOON, data=data | changes)


def _step(name: str, **data: Any) -> Command:
    return Command(name, CLERK, NOON + dt.timedelta(hours=1), data=data)


def _open(store: SqlStore, case: str = "c1", number: str = "CM16-0000001") -> CaseId:
    command_case(store, CaseId(case), _application(number), key=f"receive {case}")
    return CaseId(case)


def _verify(store: SqlStore, known_seal: str | None = None) -> TrailReport:
    return verify_trail(store, known_seal=known_seal)


def test_what_was_commanded_is_read_back_whole(store: SqlStore) -> None:
    case = _open(store)
    after = command_case(store, case, _step("find_eligible", items_not_eligible=[2]), key="k2")
    assert store.read(lambda work: work.case(case)) == after
    assert store.read(lambda work: work.find("CM16-0000001")) == case
    events = store.read(lambda work: work.events(case))
    assert [event.kind for event in events] == ["application_received", "found_eligible"]
    assert events[0].at == NOON
    assert events[0].data["items"] == ["Valium 10mg #45", "Lumbar MRI"]


def test_the_same_command_twice_is_carried_out_once(store: SqlStore) -> None:
    case = _open(store)
    for _ in range(2):
        command_case(store, case, _step("find_eligible"), key="k2")
    assert len(store.read(lambda work: work.events(case))) == 2


def test_an_illegal_command_stores_nothing(store: SqlStore) -> None:
    case = _open(store)
    with pytest.raises(IllegalCommandError):
        command_case(store, case, _step("assign", organization="imro"), key="k2")
    assert len(store.read(lambda work: work.events(case))) == 1


def test_a_command_that_waited_for_another_comes_after_it_and_one_put_back_in_time_is_refused(store: SqlStore) -> None:
    case = _open(store)
    command_case(store, case, _step("find_eligible"), key="k2")
    assign = _step("assign", organization="imro")
    with pytest.raises(IllegalCommandError, match="before the last event"):
        command_case(store, case, replace(assign, at=assign.at - WAIT - dt.timedelta(seconds=1)), key="k3")
    command_case(store, case, replace(assign, at=assign.at - dt.timedelta(seconds=40)), key="k3")
    found, assigned = store.read(lambda work: work.events(case))[-2:]
    assert assigned.at == found.at


def test_every_letter_of_an_event_is_sealed_alike_in_each_database(store: SqlStore) -> None:
    words = "100 % \\ 'a' \"b\" $1 :c %s ñ — 漢 \U0001f9b4 \x7f\n\tend"
    case = CaseId("c1")
    command_case(store, case, _application(items=[words, "x"]), key=words[:40])
    command_case(store, case, _step("find_eligible"), key="k2")
    assert store.read(lambda work: work.events(case))[0].data["items"] == [words, "x"]
    assert _verify(store).faults == ()


def test_work_sees_the_events_it_has_added(store: SqlStore) -> None:
    case = _open(store)

    def twice(work: Any) -> tuple[int, int, int]:
        carry_out(work, case, _step("find_eligible"), key="k2")
        carry_out(work, case, _step("find_eligible"), key="k2")
        carry_out(work, case, _step("assign", organization="imro"), key="k3")
        return len(work.events(case)), len(work.events_of([case])[case]), len(work.made_by("k2"))

    assert store.change(twice) == (3, 3, 1)
    assert len(store.read(lambda work: work.events(case))) == 3
    assert _verify(store).faults == ()


def test_a_command_to_no_case_is_wrong_use(store: SqlStore) -> None:
    with pytest.raises(UsageError, match="no such case"):
        command_case(store, CaseId("none"), _step("find_eligible"), key="k")


def test_two_cases_cannot_have_one_number(store: SqlStore) -> None:
    _open(store)
    with pytest.raises(ConflictError):
        _open(store, "c2")
    assert store.read(lambda work: work.case(CaseId("c2"))) is None


def test_work_that_fails_leaves_nothing_behind(store: SqlStore) -> None:
    def fail(work: Any) -> None:
        event = Event(CaseId("c9"), 1, "application_received", NOON, CLERK, None, dict(_application("X").data))
        work.append([event], apply(Case(CaseId("c9")), event), command="k")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        store.change(fail)
    assert store.read(lambda work: work.case(CaseId("c9"))) is None
    assert _verify(store) == TrailReport(0, FIRST_SEAL, ())


def test_events_that_do_not_follow_are_refused(store: SqlStore) -> None:
    case = _open(store)
    standing = store.read(lambda work: work.case(case))
    assert standing is not None
    late = Event(case, 3, "escalated", NOON, CLERK, None, {"rule": "r", "due": "d"})
    with pytest.raises(ConflictError):
        store.change(lambda work: work.append([late], replace(standing, version=3), command="k"))


def test_cases_are_listed_by_state_and_number(store: SqlStore) -> None:
    for count in (3, 1, 2):
        _open(store, f"c{count}", f"CM16-000000{count}")
    command_case(store, CaseId("c2"), _step("find_eligible"), key="k")
    listed = store.read(lambda work: work.cases(["received"]))
    assert [case.number for case in listed] == ["CM16-0000001", "CM16-0000003"]
    assert [case.id for case in store.read(lambda work: work.cases(after="CM16-0000001", limit=1))] == ["c2"]


def test_one_of_many_who_act_at_once_wins_and_the_others_are_told(store: SqlStore) -> None:
    if store._engine.url.database in (None, ""):
        assert _open(store) == "c1"  # one connection in memory: nobody else can be there
        return
    case, outcomes = _open(store), list[str]()

    def eligible(clerk: int) -> None:
        try:
            command_case(store, case, _step("find_eligible"), key=f"clerk {clerk}")
            outcomes.append("won")
        except (IllegalCommandError, ConflictError):
            outcomes.append("told")

    threads = [threading.Thread(target=eligible, args=(clerk,)) for clerk in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told"] * 7 + ["won"]
    assert _verify(store).faults == ()


@pytest.mark.parametrize("tampering", ["changed", "removed", "removed at the end", "swapped", "standing", "added"])
def test_audit_finds_any_tampering(store: SqlStore, tampering: str) -> None:
    case = _open(store)
    command_case(store, case, _step("find_eligible"), key="k2")
    command_case(store, case, _step("assign", organization="imro"), key="k3")
    noted = store.chain_end()[1]
    assert _verify(store, noted).faults == ()
    _tamper(store, tampering)
    assert _verify(store).faults


def _tamper(store: SqlStore, how: str) -> None:
    columns = tables.events.c
    with store._engine.begin() as connection:
        if how == "changed":
            connection.execute(
                update(tables.events).where(columns.position == 2).values(data={"items_not_eligible": [1]})
            )
        elif how == "removed":
            connection.execute(delete(tables.events).where(columns.position == 2))
        elif how == "removed at the end":
            connection.execute(delete(tables.events).where(columns.position == 3))
        elif how == "swapped":
            for old, new in ((2, 90), (3, 2), (90, 3)):
                connection.execute(update(tables.events).where(columns.position == old).values(position=new))
        elif how == "standing":
            connection.execute(text("UPDATE cases SET standing = replace(standing, 'standard', 'expedited')"))
        else:
            row = connection.execute(tables.events.select().where(columns.position == 3)).one()._asdict()
            connection.execute(tables.events.insert().values(row | {"position": 4, "number": 4}))


def test_a_trail_cut_with_its_end_rewritten_lacks_the_noted_seal(store: SqlStore) -> None:
    case = _open(store)
    command_case(store, case, _step("find_eligible"), key="k2")
    noted = store.chain_end()[1]
    first = next(iter(store.trail()))
    before = store.read(lambda work: work.events(case))[:1]
    standing = apply(Case(case), before[0])
    with store._engine.begin() as connection:
        connection.execute(delete(tables.events).where(tables.events.c.position == 2))
        connection.execute(update(tables.chain).values(position=1, seal=first.seal))
        from openimr.store.rows import standings

        kept = standings().dump_python(standing, mode="json")
        connection.execute(update(tables.cases).values(standing=kept, version=1, state="received"))
    assert _verify(store).faults == ()
    assert "noted seal" in _verify(store, noted).faults[0]
