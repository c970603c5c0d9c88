"""The queue on PostgreSQL, kept by procrastinate in a schema of its own beside the cases."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

from openimr.jobs.pauses import pause_s
from openimr.services.ports import Depth, Job

_SCHEMA = "openimr_jobs"
_TASK = "openimr"
_POLL_S = 2.0

_DEPTHS = """
SELECT args->>'kind', count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
  count(*) FILTER (WHERE status = 'todo' AND attempts > 0),
  min((SELECT min(e.at) FROM procrastinate_events e WHERE e.job_id = j.id))
FROM procrastinate_jobs j WHERE status IN ('todo', 'doing') GROUP BY 1 ORDER BY 1
"""

_log = logging.getLogger(__name__)


class ServerQueue:
    """A queue in the database at *url*; the tables are made when they are missing or of another version.

    Nothing in them cannot be found again in the cases, so an update of the library makes them anew. `stalled_s`: after
    how long without a sign of life the jobs of a worker are taken over.
    """

    def __init__(self, url: str, *, stalled_s: float = 45.0) -> None:
        self._url = url
        self._stalled_s = stalled_s
        self._prepare()

    def _connection(self) -> Any:
        import psycopg

        return psycopg.connect(self._url, options=f"-c search_path={_SCHEMA}", autocommit=True)

    def _prepare(self) -> None:
        import procrastinate
        from procrastinate.schema import SchemaManager

        made_by = f"procrastinate {procrastinate.__version__}"
        with self._connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_SCHEMA])
            found = connection.execute(
                "SELECT obj_description(oid) FROM pg_namespace WHERE nspname = %s", [_SCHEMA]
            ).fetchone()
            if found and found[0] == made_by:
                return
            connection.execute(f"DROP SCHEMA IF EXISTS {_SCHEMA} CASCADE")
            connection.execute(f"CREATE SCHEMA {_SCHEMA}")
            connection.execute(SchemaManager.get_schema())
            connection.execute(f"COMMENT ON SCHEMA {_SCHEMA} IS '{made_by}'")

    def put(self, jobs: Sequence[Job]) -> int:
        """See `services.ports.JobQueue`."""
        if not jobs:
            return 0
        with self._connection() as connection:
            rows = connection.execute("SELECT queueing_lock FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
            known = {row[0] for row in rows}
        return self._defer([job for job in jobs if job.key not in known])

    def _defer(self, jobs: Sequence[Job]) -> int:
        from procrastinate import App, SyncPsycopgConnector
        from procrastinate.exceptions import AlreadyEnqueued

        added = 0
        connector = SyncPsycopgConnector(conninfo=self._url, kwargs=_options(), min_size=1, max_size=1)
        if not jobs:
            return added
        with App(connector=connector).open() as app:
            for job in jobs:
                task = app.configure_task(_TASK, queueing_lock=job.key, lock=job.key)
                try:
                    task.defer(kind=job.kind, case=job.case, version=job.version)
                except AlreadyEnqueued:  # another worker's sweep was first
                    continue
                added += 1
        return added

    def work(
        self, do: Callable[[Job], None], *, threads: int, stop: threading.Event, until_empty: bool = False
    ) -> None:
        """See `services.ports.JobQueue`."""
        import psycopg
        from procrastinate.exceptions import ConnectorException

        while not stop.is_set():
            try:
                asyncio.run(self._work(do, threads, stop, until_empty))
                if until_empty:
                    return
            except (ConnectorException, psycopg.Error, OSError):  # the server is away: it comes back
                _log.warning("queue away")
                stop.wait(_POLL_S)

    async def _work(self, do: Callable[[Job], None], threads: int, stop: threading.Event, until_empty: bool) -> None:
        from procrastinate import App, PsycopgConnector

        connector = PsycopgConnector(conninfo=self._url, kwargs=_options(), min_size=1, max_size=threads + 3)
        app = App(connector=connector)

        @app.task(name=_TASK, retry=_backoff())
        def perform(kind: str, case: str, version: int) -> None:
            do(Job(kind, case, version))

        async with app.open_async():
            await self._take_over(app)
            running = asyncio.create_task(
                app.run_worker_async(
                    concurrency=threads,
                    wait=not until_empty,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    fetch_job_polling_interval=_POLL_S,
                    update_heartbeat_interval=self._stalled_s / 5,
                    stalled_worker_timeout=self._stalled_s,
                )
            )
            await self._watch(app, running, stop)

    async def _watch(self, app: Any, running: asyncio.Task[None], stop: threading.Event) -> None:
        """Until the worker ends or is to stop: what it has begun is ended; jobs of dead workers are taken over."""
        looked = asyncio.get_running_loop().time()
        while not running.done() and not stop.is_set():
            await asyncio.wait([running], timeout=0.2)
            if asyncio.get_running_loop().time() - looked > self._stalled_s / 3:
                await self._take_over(app)
                looked = asyncio.get_running_loop().time()
        if not running.done():
            running.cancel()
        try:
            await running
        except asyncio.CancelledError:
            return

    async def _take_over(self, app: Any) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=self._stalled_s):
            await app.job_manager.retry_job(job)

    def depths(self) -> tuple[Depth, ...]:
        """See `services.ports.JobQueue`."""
        with self._connection() as connection:
            return tuple(Depth(*row) for row in connection.execute(_DEPTHS))


def _options() -> dict[str, str]:
    return {"options": f"-c search_path={_SCHEMA}"}


def _backoff() -> Any:
    from procrastinate import BaseRetryStrategy, RetryDecision

    class Backoff(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision:
            return RetryDecision(retry_in={"seconds": pause_s(job.attempts + 1)})

    return Backoff()
