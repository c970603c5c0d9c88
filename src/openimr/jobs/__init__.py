"""Queues of background work: an embedded one on a file, and procrastinate's on PostgreSQL."""

from openimr.jobs.embedded import EmbeddedQueue
from openimr.jobs.server import ServerQueue

__all__ = ["EmbeddedQueue", "ServerQueue"]
