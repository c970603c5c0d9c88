"""Two applications of one employee become one case: nothing asked for is lost, and no stranger's case is taken."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from openimr.domain.casework import Actor, Case, CaseId, Command
from openimr.errors import IllegalCommandError, UsageError
from openimr.services.casework.join_cases import join_case
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.verify_trail import verify_trail
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey

CLERK = Actor("clerk", "clerk-1")
NOON = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).parents[2] / "examples/cases"
STRANGER = next(path for path in sorted(EXAMPLES.iterdir()) if path.name != "lumbar-epidural" and path.is_dir())


def _receive(store: SqlStore, folder: Path, tmp_path: Path, *items: str) -> CaseId:
    files = EncryptedFiles(tmp_path / "files", [MasterKey(b"k" * 32)])
    return receive_application(store, files, Mail(folder, NOON.date(), "mail", items), actor=CLERK, at=NOON).case


def _join(store: SqlStore, name: str, case: CaseId, of_case: str, key: str = "") -> Case:
    return join_case(store, case, Command(name, CLERK, NOON, data={"of_case": of_case}), key=key or f"{case} {of_case}")


def _case(store: SqlStore, case: CaseId) -> Case:
    found = store.read(lambda work: work.case(case))
    assert found is not None
    return found


def test_a_case_joined_with_another_brings_its_items_and_files_along(durable_store: SqlStore, tmp_path: Path) -> None:
    first = _receive(durable_store, EXAMPLES / "lumbar-epidural", tmp_path)
    again = tmp_path / "again"
    shutil.copytree(EXAMPLES / "lumbar-epidural", again)
    (again / "letter.txt").write_text("Please also decide the gym membership.")
    second = _receive(durable_store, again, tmp_path, "Gym membership, 12 months")
    before = _case(durable_store, first)
    for _ in range(2):  # the same command again changes nothing
        assert _join(durable_store, "consolidate", second, "CM15-0000001").state == "consolidated"
    after = _case(durable_store, first)
    assert [item.request for item in after.items] == [
        *(item.request for item in before.items),
        "Gym membership, 12 months",
    ]
    files = durable_store.read(lambda work: work.files(first))
    assert [entry.number for entry in files] == list(range(1, len(files) + 1))
    assert [entry.name for entry in files].count("letter.txt") == 1
    assert len({entry.sha256 for entry in files}) == len(files)
    assert verify_trail(durable_store).faults == ()


@pytest.mark.parametrize("name", ["consolidate", "mark_duplicate"])
def test_a_case_never_stands_for_a_stranger_s_or_for_none(name: str, file_store: SqlStore, tmp_path: Path) -> None:
    ours = _receive(file_store, EXAMPLES / "lumbar-epidural", tmp_path)
    theirs = _receive(file_store, STRANGER, tmp_path)
    with pytest.raises(IllegalCommandError, match="another employee"):
        _join(file_store, name, ours, _case(file_store, theirs).number or "")
    with pytest.raises(IllegalCommandError, match="for itself"):
        _join(file_store, name, ours, _case(file_store, ours).number or "")
    with pytest.raises(UsageError, match="no such case"):
        _join(file_store, name, ours, "CM15-9999999")
    assert _case(file_store, ours).state == "received"
