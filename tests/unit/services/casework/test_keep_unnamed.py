"""What somebody tells with a command never names a reviewer: the trail and the letters would repeat it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from openimr.domain.casework import Actor, CaseId, Command
from openimr.domain.reviewers import BoardCertification, Licence, Reviewer, ReviewerId
from openimr.errors import IllegalCommandError
from openimr.services.casework.command_case import command_case
from openimr.services.ports import Work
from openimr.store import SqlStore, open_database
from openimr.store.blobs import MasterKey
from openimr.store.schema import prepare
from openimr.store.vault import Vault
from openimr.wire import to_json_value

CASE, CLERK = CaseId("c-1"), Actor("clerk", "c")
OWN, OTHER = Actor("reviewer", "R-1"), Actor("reviewer", "R-2")
AT = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)
NAMED = (
    Reviewer(
        ReviewerId("R-1"),
        "Thaddeus Quillivant-Marsh, DO",
        licences=(Licence("California", "20A77341"),),
        boards=(BoardCertification("Pain Medicine"),),
    ),
    Reviewer(ReviewerId("R-2"), "Philippa Osterwald, MD"),
)
APPLICATION: dict[str, object] = {
    "number": "CM15-0000001",
    "received": "2015-07-20",
    "method": "mail",
    "priority": "standard",
    "items": ["Norco"],
    "application": "a" * 64,
}


def seal_registry(work: Work) -> None:
    for reviewer in NAMED:
        work.seal("reviewer", reviewer.id, to_json_value(reviewer))


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A case with all its records, and a registry of two."""
    engine = open_database("sqlite://")
    prepare(engine)
    store = SqlStore(engine, Vault([MasterKey(b"k" * 32)]))
    store.change(seal_registry)
    do(store, "receive_application", APPLICATION)
    do(store, "find_eligible")
    do(store, "assign", {"organization": "imro"})
    do(store, "request_records", {"method": "mail", "sent": "2015-07-20"})
    do(store, "complete_records", {"received": "2015-07-29"})
    yield store
    engine.dispose()


def do(store: SqlStore, name: str, data: dict[str, object] | None = None, actor: Actor = CLERK) -> None:
    number = len(store.read(lambda work: work.events(CASE)))
    command_case(store, CASE, Command(name, actor, AT, data=data or {}), key=f"{name} {number}")


def appoint(store: SqlStore, reviewer: str = "R-1", **more: object) -> None:
    credentials = asdict(NAMED[0].credentials()) | more
    do(store, "appoint_reviewer", {"reviewer": reviewer, "credentials": credentials})


def refused(store: SqlStore, name: str, data: dict[str, object], actor: Actor = CLERK) -> str:
    before = store.read(lambda work: work.events(CASE))
    with pytest.raises(IllegalCommandError) as raised:
        do(store, name, data, actor)
    assert store.read(lambda work: work.events(CASE)) == before
    return str(raised.value)


@pytest.mark.parametrize("name", ["Thaddeus Quillivant-Marsh", "Philippa Osterwald, MD", "20A77341"])
def test_a_name_is_no_id_of_a_reviewer(store: SqlStore, name: str) -> None:
    assert name not in refused(store, "appoint_reviewer", {"reviewer": name, "credentials": {}})


def test_credentials_tell_no_name(store: SqlStore) -> None:
    told = {"licensure": ["California"], "specialties": ["Pain Medicine, Dr. Quillivant-Marsh"]}
    refused(store, "appoint_reviewer", {"reviewer": "R-1", "credentials": told})
    appoint(store)


@pytest.mark.parametrize(
    "words",
    [
        "Ask Dr. Quillivant-Marsh for the films.",
        "T. Quillivant-Marsh needs the MRI",
        "send to the office, licence 20A77341",
        "Quillivant-Marsh",
    ],
)
def test_a_letter_to_the_parties_and_the_trail_tell_no_name(store: SqlStore, words: str) -> None:
    appoint(store)
    assert words not in refused(store, "request_information", {"what": words}, OWN)
    assert words not in refused(store, "recuse", {"reason": words}, CLERK)
    do(store, "request_information", {"what": "The MRI of the lumbar spine, please."}, OWN)


def test_an_earlier_reviewer_is_not_named_to_the_next(store: SqlStore) -> None:
    appoint(store)
    do(store, "recuse", {"reason": "A tie to a party."}, OWN)
    appoint(store, "R-2")
    refused(store, "request_information", {"what": "The notes that Quillivant-Marsh asked for"}, OTHER)


@pytest.mark.parametrize("actor", [OTHER, Actor("reviewer", "Thaddeus Quillivant-Marsh")])
def test_only_the_appointed_reviewer_acts_as_reviewer(store: SqlStore, actor: Actor) -> None:
    appoint(store)
    for name, data in (("request_information", {"what": "The MRI."}), ("recuse", {"reason": "A tie."})):
        assert "Only the appointed reviewer" in refused(store, name, dict(data), actor)
