"""Jobs are done at least once, by one worker at a time, whatever happens to workers; on both queues."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from openimr.jobs import EmbeddedQueue, ServerQueue
from openimr.jobs.pauses import LONGEST_PAUSE_S, pause_s
from openimr.services.ports import Job, JobQueue

JOBS = [Job("draft", f"case-{number}", 1) for number in range(6)]
Place = Callable[[], JobQueue]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@pytest.fixture(params=["embedded", "procrastinate"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """How another process opens the same queue."""
    if request.param == "embedded":
        return lambda: EmbeddedQueue(tmp_path / "jobs.db", _now, lease_s=2)
    url: str = request.getfixturevalue("postgres").new_database("jobs")
    return lambda: ServerQueue(url, stalled_s=2)


def _drain(queue: JobQueue, do: Callable[[Job], None], threads: int = 2) -> None:
    queue.work(do, threads=threads, stop=threading.Event(), until_empty=True)


def test_each_job_is_done_once_and_then_gone(place: Place) -> None:
    queue, done = place(), list[Job]()
    assert queue.put(JOBS) == 6
    _drain(queue, done.append)
    assert sorted(done, key=lambda job: job.key) == JOBS
    assert queue.depths() == ()


def test_a_job_that_waits_is_not_queued_again(place: Place) -> None:
    queue, done = place(), list[Job]()
    assert (queue.put(JOBS), queue.put([*JOBS, Job("send")])) == (6, 1)
    assert [(depth.kind, depth.waiting, depth.running) for depth in queue.depths()] == [
        ("draft", 6, 0),
        ("send", 1, 0),
    ]
    _drain(queue, done.append)
    assert len(done) == 7
    assert queue.put(JOBS) == 6


def test_a_job_that_fails_waits_and_the_others_are_done(place: Place) -> None:
    queue, done = place(), list[str]()

    def do(job: Job) -> None:
        done.append(job.case)
        if job.case == "case-3":
            raise ValueError("a defect")

    queue.put(JOBS)
    _drain(queue, do)
    assert sorted(done) == [job.case for job in JOBS]
    (depth,) = queue.depths()
    assert (depth.waiting, depth.retried) == (1, 1)
    assert depth.oldest is not None
    assert abs(_now() - depth.oldest) < dt.timedelta(minutes=1)
    assert queue.put(JOBS) == 5


def test_pauses_grow_and_never_end() -> None:
    assert [pause_s(attempts) for attempts in (1, 2, 3)] == [30, 120, 480]
    assert pause_s(1000) == LONGEST_PAUSE_S


def test_a_worker_that_is_told_to_stop_ends_what_it_has_begun(place: Place) -> None:
    queue, stop, done = place(), threading.Event(), list[Job]()

    def do(job: Job) -> None:
        stop.set()
        time.sleep(0.3)
        done.append(job)

    queue.put(JOBS)
    queue.work(do, threads=1, stop=stop)
    assert len(done) == 1
    assert sum(depth.waiting for depth in queue.depths()) == 5


def _die(place: Place) -> None:
    place().work(lambda job: os.kill(os.getpid(), signal.SIGKILL), threads=1, stop=threading.Event())


def test_the_jobs_of_a_killed_worker_are_taken_over(place: Place) -> None:
    queue, stop, done = place(), threading.Event(), set[str]()
    queue.put(JOBS[:3])
    child = multiprocessing.get_context("fork").Process(target=_die, args=(place,))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL

    def do(job: Job) -> None:
        done.add(job.case)
        if len(done) == 3:
            stop.set()

    watchdog = threading.Timer(60, stop.set)
    watchdog.start()
    queue.work(do, threads=2, stop=stop)
    watchdog.cancel()
    assert len(done) == 3
