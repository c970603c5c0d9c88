"""Mail laid into the watch folder is received once and whole, and nothing is taken that is not complete."""

from __future__ import annotations

import datetime as dt
import shutil
import threading
from pathlib import Path

import pytest

from openimr.services.casework.watch_folder import COMPLETE, Taken, take_mail, waiting_mail
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey

CASE = Path(__file__).parents[2] / "examples/cases/physical-therapy"
HOUR = dt.timedelta(hours=1)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _later() -> dt.datetime:
    return _now() + HOUR


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def files(tmp_path: Path) -> EncryptedFiles:
    return EncryptedFiles(tmp_path / "files", [MasterKey(b"k" * 32)])


def _mail(inbox: Path, name: str = "Doe, Jane") -> Path:
    return Path(shutil.copytree(CASE, inbox / name))


def test_a_mail_is_complete_by_its_mark_or_when_it_has_been_quiet(inbox: Path) -> None:
    folder = _mail(inbox)
    assert waiting_mail(inbox, _now()) == ()
    assert waiting_mail(inbox, _later()) == (folder,)
    (folder / COMPLETE).touch()
    assert waiting_mail(inbox, _now()) == (folder,)


def test_hidden_folders_files_and_links_are_no_mail(inbox: Path, tmp_path: Path) -> None:
    _mail(inbox, ".half-written")
    (inbox / "note.txt").write_text("hello")
    (inbox / "link").symlink_to(CASE)
    assert waiting_mail(inbox, _later()) == ()


def test_a_mail_is_received_once_and_lies_under_its_number(
    inbox: Path, files: EncryptedFiles, durable_store: SqlStore
) -> None:
    folder = _mail(inbox)
    assert take_mail(durable_store, files, folder, now=_now) is None
    (folder / COMPLETE).touch()
    first = take_mail(durable_store, files, folder, now=_now)
    assert first is not None
    assert first.is_new
    case = durable_store.read(lambda work: work.cases())[0]
    assert {path.name for path in (inbox / ".done").iterdir()} == {case.number}
    again = take_mail(durable_store, files, _mail(inbox, "again"), now=_later)
    assert again == Taken(first.case, is_new=False)
    assert {path.name for path in (inbox / ".done").iterdir()} == {case.number, f"{case.number}-2"}
    assert len(durable_store.read(lambda work: work.cases())) == 1
    event = durable_store.read(lambda work: work.events(case.id))[0]
    assert event.data["items"]
    assert len(durable_store.read(lambda work: work.files(case.id))) == len(list(CASE.iterdir()))


def test_a_crash_after_the_commit_is_harmless(inbox: Path, files: EncryptedFiles, durable_store: SqlStore) -> None:
    folder = _mail(inbox)
    (inbox / ".done").write_text("in the way")
    with pytest.raises(FileExistsError):
        take_mail(durable_store, files, folder, now=_later)
    (inbox / ".done").unlink()
    assert folder.is_dir()
    taken = take_mail(durable_store, files, folder, now=_later)
    assert taken is not None
    assert (taken.case is not None, taken.is_new) == (True, False)


def test_what_cannot_be_received_is_put_aside_with_the_reason(
    inbox: Path, files: EncryptedFiles, durable_store: SqlStore
) -> None:
    (inbox / "unreadable").mkdir()
    (inbox / "unreadable" / "scan.pdf").write_bytes(b"not a document")
    (inbox / "empty").mkdir()
    for folder in waiting_mail(inbox, _later()):
        assert take_mail(durable_store, files, folder, now=_later) == Taken(None, is_new=False)
    assert (inbox / ".trouble" / "unreadable" / "scan.pdf").is_file()
    assert "treatment" in (inbox / ".trouble" / "unreadable.txt").read_text()
    assert "no files" in (inbox / ".trouble" / "empty.txt").read_text()
    assert waiting_mail(inbox, _later()) == ()


def test_workers_that_look_at_once_make_one_case(inbox: Path, files: EncryptedFiles, durable_store: SqlStore) -> None:
    folder, taken = _mail(inbox), list[Taken | None]()
    workers = [
        threading.Thread(target=lambda: taken.append(take_mail(durable_store, files, folder, now=_later)))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [found.is_new for found in taken if found] == [True]
    assert len(durable_store.read(lambda work: work.cases())) == 1
