"""Papers that come in are read in the background, once; what is recognised in them never lies about readable."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from tests.scans import NOTE, a_sheet, as_file, share_read

from openimr.domain.casework import Actor
from openimr.sandbox.cache import page_in
from openimr.services.casework.case_pages import reading_with
from openimr.services.casework.due_work import Means, do_job, due_work
from openimr.services.casework.receive_application import Mail, receive_application
from openimr.services.casework.receive_records import receive_records
from openimr.services.ports import Job
from openimr.store import SqlStore
from openimr.store.blobs import EncryptedFiles, MasterKey

CASE = Path(__file__).parents[2] / "examples/cases/lumbar-epidural"
CLERK = Actor("clerk", "clerk-1")
NOON = dt.datetime(2015, 7, 20, 19, tzinfo=dt.UTC)


def _pages(files: EncryptedFiles) -> int:
    return sum(page_in(files.get(name)) is not None for name in files.names())


def test_a_scan_that_comes_in_is_read_before_anybody_waits_for_it(durable_store: SqlStore, tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    (records / "progress report.png").write_bytes(as_file("PNG", a_sheet(NOTE)))
    files = EncryptedFiles(tmp_path / "files", [MasterKey(b"k" * 32)])
    means = Means(durable_store, files, lambda: NOON)
    mail = Mail(CASE, NOON.date(), "mail")
    case = receive_application(durable_store, files, mail, actor=CLERK, at=NOON).case
    assert [job.kind for job in due_work(means)] == ["escalate"]
    receive_records(durable_store, files, case, records, sender="claims_administrator", actor=CLERK, at=NOON)
    (job,) = (job for job in due_work(means) if job.kind == "read")
    for _ in range(2):  # a worker that was killed has it done again
        do_job(means, job)
        assert _pages(files) == 1
    assert Job("read", case, job.version) not in due_work(means)
    again = reading_with(files)(records)
    assert share_read(again.files[0].pages[0].text) > 0.95
    assert _pages(files) == 1
    assert all(
        b"physical therapy" not in path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()
    )
