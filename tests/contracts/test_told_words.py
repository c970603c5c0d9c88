"""What somebody says with a command may speak of the patient: the trail has only its hash, the letters its words."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from sqlalchemy import text

from openimr.casework.workflow import act, apply
from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.services.casework.command_case import command_case
from openimr.services.casework.show_case import case_to_dict, event_to_dict
from openimr.services.casework.told_words import with_words
from openimr.services.casework.verify_trail import verify_trail
from openimr.store import SqlStore

CASE, CLERK = CaseId("c-1"), Actor("clerk", "c")
AT = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)
WORDS = "Rosa Sample-D says that her pregnancy is no ground."
APPLICATION: dict[str, object] = {
    "number": "CM15-0000001",
    "received": "2015-07-20",
    "method": "mail",
    "priority": "standard",
    "items": ["Norco"],
    "application": "a" * 64,
}
FOUND = Command("find_ineligible", CLERK, AT, data={"grounds": ["E11"], "reason": WORDS})


@pytest.fixture
def office(durable_store: SqlStore) -> SqlStore:
    """An office with one case, just received."""
    command_case(durable_store, CASE, Command("receive_application", CLERK, AT, data=APPLICATION), key="k1")
    return durable_store


def _logged(store: SqlStore) -> str:
    return json.dumps([event_to_dict(link.event) for link in store.trail()])


def test_a_reason_stands_sealed_and_is_shown_with_its_case(office: SqlStore) -> None:
    command_case(office, CASE, FOUND, key="k2")
    command_case(office, CASE, FOUND, key="k2")
    told = case_to_dict(office, CASE, AT)["events"][-1]
    assert told["words"] == {"reason": WORDS}
    assert told["data"]["reason"] == hashlib.sha256(WORDS.encode()).hexdigest()
    assert "pregnancy" not in _logged(office)
    with office._engine.connect() as connection:
        stored = [
            repr(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in ("events", "cases", "sealed")
        ]
    assert "pregnancy" not in "".join(stored)
    assert verify_trail(office).faults == ()


def test_a_reason_of_before_stays_in_the_trail_and_out_of_its_log(office: SqlStore) -> None:
    standing = office.read(lambda work: work.case(CASE))
    assert standing is not None
    _append_in_clear(office, standing)
    event = office.read(lambda work: work.events(CASE))[-1]
    assert office.read(lambda work: with_words(work, event)) == event
    assert case_to_dict(office, CASE, AT)["events"][-1]["words"] == {"reason": WORDS}
    assert "pregnancy" not in _logged(office)
    assert verify_trail(office).faults == ()


def _append_in_clear(store: SqlStore, standing: Case) -> None:
    """As an earlier version wrote it."""
    events = act(standing, FOUND)
    store.change(lambda work: work.append(events, apply(standing, events[0]), command="k2"))
