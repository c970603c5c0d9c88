"""Applications come in once, whole, and related to earlier ones, on every database."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from openimr.domain.casework import Actor
from openimr.errors import UsageError
from openimr.services.casework.receive_application import Mail, Received, receive_application
from openimr.services.casework.verify_trail import verify_trail
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey
from openimr.store.vault import Vault

CLERK = Actor("clerk", "clerk-1")
NOON = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)
EXAMPLES = Path(__file__).parents[2] / "examples/cases"
CASE = EXAMPLES / "lumbar-epidural"


@pytest.fixture
def files(tmp_path: Path) -> EncryptedFiles:
    return EncryptedFiles(tmp_path / "files", [MasterKey(b"k" * 32)])


def _receive(store: SqlStore, files: EncryptedFiles, folder: Path = CASE, **changes: object) -> Received:
    day = changes.pop("received", dt.date(2015, 7, 20))
    mail = Mail(folder, day, "mail", **changes)  # type: ignore[arg-type]
    return receive_application(store, files, mail, actor=CLERK, at=NOON)


def test_an_application_becomes_a_case_with_its_files(durable_store: SqlStore, files: EncryptedFiles) -> None:
    received = _receive(durable_store, files)
    case = durable_store.read(lambda work: work.case(received.case))
    entries = durable_store.read(lambda work: work.files(received.case))
    assert (received.number, received.is_new) == ("CM15-0000001", True)
    assert case is not None
    assert case.state == "received"
    assert len(case.items) >= 1
    assert {entry.name for entry in entries} == {path.name for path in CASE.iterdir()}
    assert all(files.get(entry.sha256) == (CASE / entry.name).read_bytes() for entry in entries)


def test_the_same_mail_twice_is_one_application(durable_store: SqlStore, files: EncryptedFiles, tmp_path: Path) -> None:
    first = _receive(durable_store, files)
    again = tmp_path / "again"
    shutil.copytree(CASE, again)
    (again / "01_application.pdf").rename(again / "renamed.pdf")
    second = _receive(durable_store, files, again, received=dt.date(2015, 7, 21))
    assert (second.case, second.number, second.is_new) == (first.case, first.number, False)
    assert verify_trail(durable_store).events == 1


def test_another_mail_about_the_same_dispute_is_named_a_duplicate(
    durable_store: SqlStore, files: EncryptedFiles, tmp_path: Path
) -> None:
    first = _receive(durable_store, files)
    again = tmp_path / "again"
    shutil.copytree(CASE, again)
    (again / "cover.txt").write_text("Second mailing of the same application.")
    second = _receive(durable_store, files, again)
    assert second.is_new
    assert [(relation.kind, relation.other) for relation in second.relations] == [("duplicate", first.case)]


def test_a_file_whose_name_is_no_text_is_kept_with_the_others(
    durable_store: SqlStore, files: EncryptedFiles, tmp_path: Path
) -> None:
    mail = tmp_path / "mail"
    shutil.copytree(CASE, mail)
    Path(os.fsdecode(os.fsencode(mail) + b"/scan\xff.txt")).write_text("A page more.")
    received = _receive(durable_store, files, mail)
    names = {entry.name for entry in durable_store.read(lambda work: work.files(received.case))}
    assert names == {path.name for path in CASE.iterdir()} | {"scan\ufffd.txt"}


def test_applications_of_other_employees_are_not_related(durable_store: SqlStore, files: EncryptedFiles) -> None:
    _receive(durable_store, files)
    assert _receive(durable_store, files, EXAMPLES / "physical-therapy").relations == ()


def test_papers_that_cannot_be_read_still_make_a_case(
    durable_store: SqlStore, files: EncryptedFiles, tmp_path: Path
) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(UsageError, match="name each"):
        _receive(durable_store, files, folder)
    received = _receive(durable_store, files, folder, items=("Norco 10/325mg #60",))
    case = durable_store.read(lambda work: work.case(received.case))
    assert case is not None
    assert [item.request for item in case.items] == ["Norco 10/325mg #60"]


def test_nothing_in_the_database_names_a_person(durable_store: SqlStore, files: EncryptedFiles) -> None:
    received = _receive(durable_store, files)
    parties = durable_store.read(lambda work: work.unseal("parties", received.case))
    names = {party["name"] for party in parties or ()}
    assert names
    with durable_store._engine.connect() as connection:
        for table in ("cases", "events", "sealed", "intake", "case_files", "likenesses"):
            stored = repr(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert not [name for name in names if name in stored]


def test_sealed_entries_survive_a_change_of_keys(durable_store: SqlStore, files: EncryptedFiles) -> None:
    received = _receive(durable_store, files)
    old, new = MasterKey(b"k" * 32), MasterKey(b"n" * 32)
    changed = SqlStore(durable_store._engine, Vault([new, old]))
    assert changed.rotate_key() > 3
    assert changed.rotate_key() == 0
    alone = SqlStore(durable_store._engine, Vault([new]))
    assert alone.read(lambda work: work.unseal("parties", received.case))
    assert alone.read(lambda work: len(work.files(received.case))) == len(list(CASE.iterdir()))


def test_numbers_count_on_within_their_year(durable_store: SqlStore) -> None:
    given = [durable_store.change(lambda work: work.next_number(2015)) for _ in range(3)]
    assert given == [1, 2, 3]
    assert durable_store.change(lambda work: work.next_number(2016)) == 1


def test_the_first_applications_of_an_office_all_at_once_are_all_stored_and_found_alike(
    durable_store: SqlStore, files: EncryptedFiles, tmp_path: Path
) -> None:
    folders = [tmp_path / f"mail-{number}" for number in range(4)]
    for folder in folders:
        shutil.copytree(CASE, folder)
        (folder / "cover.txt").write_text(folder.name)
    with ThreadPoolExecutor(len(folders)) as pool:
        received = list(pool.map(lambda folder: _receive(durable_store, files, folder), folders))
    assert len({each.case for each in received}) == len(folders)
    assert sum(len(each.relations) for each in received) >= 1
    last = _receive(durable_store, files)
    assert {relation.other for relation in last.relations} == {each.case for each in received}
