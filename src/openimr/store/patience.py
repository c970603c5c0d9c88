"""Trying again while a database is away, or asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

Answer = TypeVar("Answer")

_TRANSIENT = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03"})
"""PostgreSQL's codes for: try again (serialization, deadlock, lock), and: the server is stopping or starting."""


def patiently(attempt: Callable[[], Answer], patience_s: float) -> Answer:
    """What *attempt* gives, tried again with growing pauses for as long."""
    give_up_at = time.monotonic() + patience_s
    pause = 0.01
    while True:
        try:
            return attempt()
        except DBAPIError as error:
            if not _is_transient(error) or time.monotonic() > give_up_at:
                raise
        time.sleep(pause)
        pause = min(2 * pause, 1.0)


def _is_transient(error: DBAPIError) -> bool:
    state = getattr(error.orig, "sqlstate", None)
    if error.connection_invalidated or state in _TRANSIENT or "database is locked" in str(error.orig):
        return True
    return state is None and type(error.orig).__name__ == "OperationalError" and "connect" in str(error.orig).lower()
