"""The worker's rounds: sweep for what is due, take in the mail, do the jobs; until told to stop."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

from openimr.bootstrap import Office
from openimr.services.casework.due_work import Means, do_job, due_work
from openimr.services.casework.list_due import list_due
from openimr.services.casework.send_letters import Channel
from openimr.services.casework.watch_folder import take_mail, waiting_mail
from openimr.services.ports import Job, JobQueue
from openimr.worker.endpoints import serve
from openimr.worker.log import tell
from openimr.worker.numbers import Numbers

_STUCK_S = 300
_COUNT_OVERDUE_S = 600
_LONGEST_PAUSE_S = 3600


@dataclass(frozen=True, slots=True)
class Plan:
    """How a worker works. `inbox`: the watch folder; `listen`: host and port of the endpoints; `profile`: of copies."""

    threads: int = 2
    once: bool = False
    inbox: Path | None = None
    channel: Channel | None = None
    listen: tuple[str, int] | None = None
    profile: str = "dwc"
    sweep_s: float = 10.0
    quiet_s: float = 60.0


class Worker:
    """One worker process on one office."""

    def __init__(self, office: Office, queue: JobQueue, plan: Plan) -> None:
        self._office, self._queue, self._plan = office, queue, plan
        self._means = Means(office.store, office.files, office.now, plan.channel, plan.profile)
        self._numbers = Numbers(office, queue)
        self._swept = time.monotonic()
        self._counted: float | None = None
        self._mail_pauses: dict[Path, tuple[float, float]] = {}
        self.stop = threading.Event()

    def run(self) -> None:
        """Work until `stop` is set, or, once, until nothing is left to do; what has begun is ended."""
        tell("started", threads=self._plan.threads)
        server = self._serve()
        try:
            if self._plan.once:
                self._rounds_until_done()
            else:
                self._work_on()
        finally:
            if server:
                server.shutdown()
                server.server_close()
            tell("stopped")

    def _serve(self) -> ThreadingHTTPServer | None:
        if self._plan.listen is None:
            return None
        host, port = self._plan.listen
        server = serve(
            host, port, is_alive=self._is_alive, is_ready=self._office.store.answers, numbers=self._numbers.write
        )
        tell("listening", port=server.server_address[1])
        return server

    def _is_alive(self) -> bool:
        return time.monotonic() - self._swept < _STUCK_S

    def _rounds_until_done(self) -> None:
        """Sweep and work in turn, until a sweep finds nothing new: what one job makes due is found by the next one.

        A job sends some letters and leaves the others to the next; one that failed still waits, and is not new.
        """
        tried: set[str] = set()
        while not self.stop.is_set():
            self._take_all_mail()
            jobs = [job for job in due_work(self._means) if job.kind == "send" or job.key not in tried]
            added = self._queue.put(jobs)
            if tried and not added:
                return
            tried |= {job.key for job in jobs}
            self._queue.work(self._do, threads=self._plan.threads, stop=self.stop, until_empty=True)

    def _work_on(self) -> None:
        sweeps = threading.Thread(target=self._keep_on, args=(self._sweep, self._plan.sweep_s), name="sweep")
        mail = threading.Thread(target=self._keep_on, args=(self._take_all_mail, 1.0), name="mail")
        sweeps.start()
        mail.start()
        self._queue.work(self._do, threads=self._plan.threads, stop=self.stop)
        sweeps.join()
        mail.join()

    def _keep_on(self, act: Callable[[], None], pause_s: float) -> None:
        """Again and again; a round that fails is told of, and the next one comes."""
        while not self.stop.is_set():
            try:
                act()
            except Exception as error:  # noqa: BLE001 - a worker's loop
                tell("round failed", error=error)
            self.stop.wait(pause_s)

    def _sweep(self) -> None:
        self._queue.put(due_work(self._means))
        self._swept = time.monotonic()
        if self._plan.listen and (self._counted is None or self._swept - self._counted > _COUNT_OVERDUE_S):
            now = self._office.now()
            self._numbers.overdue = sum(each.due.status == "overdue" for each in list_due(self._office.store, now))
            self._counted = time.monotonic()

    def _do(self, job: Job) -> None:
        start = time.monotonic()
        try:
            do_job(self._means, job)
        except BaseException as error:
            self._numbers.jobs.labels(job.kind, "failed").inc()
            tell("job failed", error=error, kind=job.kind, case=job.case, version=job.version)
            raise
        seconds = time.monotonic() - start
        self._numbers.jobs.labels(job.kind, "done").inc()
        self._numbers.seconds.labels(job.kind).observe(seconds)
        if job.case or seconds > 1:
            tell("job done", kind=job.kind, case=job.case, version=job.version, seconds=round(seconds, 3))

    def _take_all_mail(self) -> None:
        if self._plan.inbox is None:
            return
        quiet = dt.timedelta(seconds=self._plan.quiet_s)
        found = waiting_mail(self._plan.inbox, self._office.now(), quiet=quiet)
        self._numbers.mail_waiting = len(found)
        for folder in found:
            if self.stop.is_set():
                return
            if self._mail_pauses.get(folder, (0.0, 0.0))[0] <= time.monotonic():
                self._take_one(folder, quiet)

    def _take_one(self, folder: Path, quiet: dt.timedelta) -> None:
        """Its name is not told: people put patients' names there."""
        try:
            taken = take_mail(self._office.store, self._office.files, folder, now=self._office.now, quiet=quiet)
        except Exception as error:  # noqa: BLE001 - a worker's loop: the mail stays, and is tried again, later each time
            pause = min(2 * self._mail_pauses.get(folder, (0.0, 15.0))[1], _LONGEST_PAUSE_S)
            self._mail_pauses[folder] = (time.monotonic() + pause, pause)
            self._count_mail("to be tried again", None, error)
            return
        self._mail_pauses.pop(folder, None)
        if taken:
            outcome = "received" if taken.is_new else "known" if taken.case else "trouble"
            self._count_mail(outcome, taken.case, None)

    def _count_mail(self, outcome: str, case: str | None, error: Exception | None) -> None:
        self._numbers.mail.labels(outcome).inc()
        tell("mail", outcome=outcome, case=case, error=error)
