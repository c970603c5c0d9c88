"""Papers that have come in for a case, read before anybody waits for them: pages of scans are recognised and kept."""

from __future__ import annotations

from pathlib import PurePosixPath

from openimr.domain.casework import CaseId
from openimr.services.casework.case_pages import CasePages
from openimr.services.casework.scratch import scratch_folder
from openimr.services.ports import CaseFileEntry, CaseStore, Clock, Files
from openimr.services.read_case import read_one


def read_papers(store: CaseStore, files: Files, case: CaseId, *, now: Clock) -> int:
    """Read every file of the case that has not been read yet; how many there were.

    It may be killed anywhere: each page is kept once it is recognised, each file marked once it is read.
    """
    unread = [entry for entry in store.read(lambda work: work.files(case)) if entry.read_at is None]
    for entry in unread:
        _read(files, entry)
        _mark(store, case, entry.number, now)
    return len(unread)


def _read(files: Files, entry: CaseFileEntry) -> None:
    """What is wrong with a file is told by the draft, which reads it again."""
    with scratch_folder() as folder:
        path = folder / (PurePosixPath(entry.name).name or f"file-{entry.number}")
        path.write_bytes(files.get(entry.sha256))
        read_one(path, memory=CasePages(files))


def _mark(store: CaseStore, case: CaseId, number: int, now: Clock) -> None:
    store.change(lambda work: work.mark_read(case, number, now()))
