"""The worker's numbers in Prometheus' terms: states, kinds and counts, never an id or a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

    from openimr.bootstrap import Office
    from openimr.services.ports import JobQueue

_BUCKETS = (0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800)


class Numbers:
    """What this worker has done, and how the whole office stands at the moment somebody asks."""

    def __init__(self, office: Office, queue: JobQueue) -> None:
        self.registry = CollectorRegistry()
        jobs = "Jobs that this worker has ended."
        self.jobs = Counter("openimr_jobs", jobs, ["kind", "outcome"], registry=self.registry)
        seconds = "How long jobs take."
        self.seconds = Histogram("openimr_job_seconds", seconds, ["kind"], registry=self.registry, buckets=_BUCKETS)
        self.mail = Counter("openimr_mail", "Mails from the watch folder.", ["outcome"], registry=self.registry)
        self.overdue: int | None = None
        self.mail_waiting: int | None = None
        self.registry.register(_Office(office, queue, lambda: (self.overdue, self.mail_waiting)))

    def write(self) -> bytes:
        """All of it as text."""
        return generate_latest(self.registry)


class _Office:
    """The office's own state, asked for at each look."""

    def __init__(self, office: Office, queue: JobQueue, counted: Callable[[], tuple[int | None, int | None]]) -> None:
        self._office, self._queue, self._counted = office, queue, counted

    def describe(self) -> Iterator[Metric]:
        """Nothing beforehand: the database may be away when the worker starts."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every gauge; only whether the database answers where it does not."""
        is_up = self._office.store.answers()
        yield GaugeMetricFamily("openimr_database_up", "Whether the database answers.", value=float(is_up))
        if not is_up:
            return
        counts = self._office.store.read(lambda work: work.counts())
        yield _by("openimr_cases", "Cases by state.", "state", counts.cases)
        yield _by("openimr_letters", "Letters by state.", "state", counts.letters)
        yield from self._queued()
        for name, text, value in zip(_COUNTED, _COUNTED.values(), self._counted(), strict=False):
            if value is not None:
                yield GaugeMetricFamily(name, text, value=value)

    def _queued(self) -> Iterator[Metric]:
        depth = GaugeMetricFamily("openimr_queue_jobs", "Jobs in the queue.", labels=["kind", "state"])
        oldest = GaugeMetricFamily("openimr_queue_oldest_seconds", "Age of the oldest job.", labels=["kind"])
        for found in self._queue.depths():
            depth.add_metric([found.kind, "waiting"], found.waiting)
            depth.add_metric([found.kind, "running"], found.running)
            depth.add_metric([found.kind, "retried"], found.retried)
            if found.oldest:
                oldest.add_metric([found.kind], (self._office.now() - found.oldest).total_seconds())
        yield depth
        yield oldest


_COUNTED = {
    "openimr_duties_overdue": "Open duties whose date has passed, when last counted.",
    "openimr_inbox_waiting": "Complete mails in the watch folder, when last looked at.",
}


def _by(name: str, text: str, label: str, counts: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, text, labels=[label])
    for state, count in counts.items():
        family.add_metric([state], count)
    return family
