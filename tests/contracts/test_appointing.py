"""The office's registry chooses a reviewer for a case, and nobody can read from the case who it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text

from openimr.domain.casework import Actor, CaseId, Command
from openimr.errors import UsageError
from openimr.services.casework.appoint_reviewer import appoint_reviewer, assess_reviewers, import_registry
from openimr.services.casework.command_case import command_case
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey

EXAMPLES = Path(__file__).parents[2] / "examples"
CLERK = Actor("clerk", "clerk-1")
START = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)


def _case_with_records(store: SqlStore, folder: Path) -> CaseId:
    files = EncryptedFiles(folder, [MasterKey(b"k" * 32)])
    mail = Mail(EXAMPLES / "cases/lumbar-epidural", START.date(), "mail")
    case = receive_application(store, files, mail, actor=CLERK, at=START).case
    steps: tuple[tuple[str, dict[str, object]], ...] = (
        ("find_eligible", {}),
        ("assign", {"organization": "imro"}),
        ("request_records", {"method": "mail", "sent": "2015-07-21"}),
        ("complete_records", {"received": "2015-07-30"}),
    )
    for count, (name, data) in enumerate(steps, start=1):
        command_case(store, case, Command(name, CLERK, START + dt.timedelta(minutes=count), data=data), key=name)
    return case


def _import(store: SqlStore) -> int:
    words = (EXAMPLES / "reviewers.yaml").read_text(encoding="utf-8")
    count, problems = import_registry(store, words, "yaml", "reviewers.yaml")
    assert problems == ()
    return count


def test_the_best_reviewer_whom_nothing_bars_is_appointed(durable_store: SqlStore, tmp_path: Path) -> None:
    case = _case_with_records(durable_store, tmp_path)
    later = START + dt.timedelta(days=10)
    with pytest.raises(UsageError, match="Nobody"):
        appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="k0")
    assert _import(durable_store) == 4
    expected = assess_reviewers(durable_store, case, at=later)
    choice = appoint_reviewer(durable_store, case, actor=CLERK, at=later, key="k1")
    standing = durable_store.read(lambda work: work.case(case))
    assert standing is not None
    assert (standing.state, standing.reviewer) == ("in_review", choice.chosen)
    assert choice == expected
    assert durable_store.read(lambda work: work.loads()) == {choice.chosen: 1}
    refused = durable_store.read(lambda work: work.events(case))[-1].data["refused"]
    assert {"reviewer": "R-001", "codes": ["affiliation"]} in refused
    _nobody_is_named(durable_store)


def _nobody_is_named(store: SqlStore) -> None:
    with store._engine.connect() as connection:
        for table in ("cases", "events", "sealed"):
            stored = repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert "Specimen" not in stored
