"""The queue in a file of its own, for one machine: any number of worker processes, no server.

A job that is taken is leased, and the lease renewed while its worker lives; one whose lease has run out is taken over.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from openimr.jobs.pauses import pause_s
from openimr.services.ports import Clock, Depth, Job

_TABLE = """
CREATE TABLE IF NOT EXISTS jobs (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, case_id TEXT NOT NULL, version INTEGER NOT NULL,
  put_at REAL NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, owner TEXT, lease REAL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ix_jobs_due ON jobs (due);
"""
_POLL_S = 0.5


@dataclass
class _Hands:
    """What the threads of one worker share."""

    do: Callable[[Job], None]
    stop: threading.Event
    until_empty: bool
    owner: str = field(default_factory=lambda: f"{os.getpid()}-{os.urandom(6).hex()}")


class EmbeddedQueue:
    """A queue in the file at *path*; `lease_s`: after how long the jobs of a worker that died are taken over."""

    def __init__(self, path: Path, now: Clock, *, lease_s: float = 60.0) -> None:
        self._path = path
        self._now = now
        self._lease_s = lease_s
        with self._open() as connection:
            connection.executescript(_TABLE)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """One unit of work. A power cut may take the last ones: what is due is found in the cases again."""
        connection = sqlite3.connect(self._path, timeout=60, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
            connection.execute("PRAGMA synchronous=NORMAL").close()
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                yield connection
        finally:
            connection.close()

    def _time(self) -> float:
        return self._now().timestamp()

    def put(self, jobs: Sequence[Job]) -> int:
        """See `services.ports.JobQueue`."""
        now = self._time()
        rows = [(job.key, job.kind, job.case, job.version, now, now) for job in jobs]
        if not rows:
            return 0
        with self._open() as connection:
            added = connection.executemany(
                "INSERT OR IGNORE INTO jobs (key, kind, case_id, version, put_at, due) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            return added.rowcount

    def work(
        self, do: Callable[[Job], None], *, threads: int, stop: threading.Event, until_empty: bool = False
    ) -> None:
        """See `services.ports.JobQueue`."""
        hands = _Hands(do, stop, until_empty)
        crew = [threading.Thread(target=self._work, args=(hands,), name=f"job-{number}") for number in range(threads)]
        for thread in crew:
            thread.start()
        renewed = time.monotonic()
        while any(thread.is_alive() for thread in crew):
            crew[0].join(_POLL_S) if crew[0].is_alive() else time.sleep(_POLL_S / 5)
            if time.monotonic() - renewed > self._lease_s / 4:
                self._renew(hands.owner)
                renewed = time.monotonic()

    def _work(self, hands: _Hands) -> None:
        while not hands.stop.is_set():
            taken = self._take(hands.owner)
            if taken is not None:
                self._do(hands, *taken)
            elif hands.until_empty:
                return
            else:
                hands.stop.wait(_POLL_S)

    def _do(self, hands: _Hands, job: Job, attempts: int) -> None:
        try:
            hands.do(job)
        except Exception:  # noqa: BLE001 - a worker's loop: whoever gave us the job has told of it, it is done again later
            self._put_back(hands.owner, job, self._time() + pause_s(attempts))
        else:
            with self._open() as connection:
                connection.execute("DELETE FROM jobs WHERE key = ? AND owner = ?", (job.key, hands.owner))

    def _take(self, owner: str) -> tuple[Job, int] | None:
        now = self._time()
        with self._open() as connection:
            row = connection.execute(
                "SELECT key, kind, case_id, version, attempts FROM jobs WHERE due <= ? AND (owner IS NULL OR lease < ?)"
                " ORDER BY due, put_at, key LIMIT 1",
                (now, now),
            ).fetchone()
            if row is None:
                return None
            connection.execute(
                "UPDATE jobs SET owner = ?, lease = ?, attempts = attempts + 1 WHERE key = ?",
                (owner, now + self._lease_s, row[0]),
            )
        return Job(row[1], row[2], row[3]), row[4] + 1

    def _put_back(self, owner: str, job: Job, due: float) -> None:
        with self._open() as connection:
            connection.execute(
                "UPDATE jobs SET owner = NULL, lease = NULL, due = ? WHERE key = ? AND owner = ?", (due, job.key, owner)
            )

    def _renew(self, owner: str) -> None:
        with self._open() as connection:
            connection.execute("UPDATE jobs SET lease = ? WHERE owner = ?", (self._time() + self._lease_s, owner))

    def depths(self) -> tuple[Depth, ...]:
        """See `services.ports.JobQueue`."""
        zone = self._now().tzinfo
        with self._open() as connection:
            rows = connection.execute(
                "SELECT kind, sum(owner IS NULL), sum(owner IS NOT NULL), sum(owner IS NULL AND attempts > 0),"
                " min(put_at) FROM jobs GROUP BY kind ORDER BY kind"
            ).fetchall()
        return tuple(
            Depth(kind, waiting, running, retried, self._now().fromtimestamp(oldest, zone))
            for kind, waiting, running, retried, oldest in rows
        )
