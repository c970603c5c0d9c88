"""Opening a database: SQLite files and PostgreSQL servers behave alike from here on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from openimr.errors import UsageError


def open_database(url: str, *, is_lasting: bool = True) -> Engine:
    """The database at *url*: `sqlite:///path`, `sqlite://` (in memory) or `postgresql://user@host/name`.

    *is_lasting* False: a SQLite file that nobody needs after a crash is not waited for on the disk.

    Raises:
        UsageError: the URL is none of these, or the PostgreSQL driver is not installed.
    """
    try:
        place = make_url(url)
    except ArgumentError:
        raise UsageError("The database is named by a URL: sqlite:///path or postgresql://user@host/name.") from None
    if place.get_backend_name() == "sqlite":
        return _open_sqlite(place, is_lasting)
    if place.get_backend_name() == "postgresql":
        return _open_postgresql(place)
    raise UsageError(f"{place.get_backend_name()} is not a database that openimr works on: use SQLite or PostgreSQL.")


def _open_sqlite(place: URL, is_lasting: bool) -> Engine:
    in_memory = place.database in (None, "", ":memory:")
    pool: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(
        place, connect_args={"check_same_thread": False, "timeout": 60}, hide_parameters=True, **pool
    )
    event.listen(engine, "connect", _set_up_sqlite if is_lasting else _set_up_passing_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, record: object) -> None:
    """Readers beside one writer, and every commit on the disk before it counts."""
    connection.isolation_level = None  # transactions are begun by us, below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _set_up_passing_sqlite(connection: Any, record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=ON", "cache_size=-16384"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Any) -> None:
    """A writer takes the lock at once: one that asks later may find it gone and fail."""
    is_reader = connection.get_execution_options().get("openimr_reader", False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _open_postgresql(place: URL) -> Engine:
    try:
        return create_engine(
            place.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=90,
            hide_parameters=True,  # what is stored may speak of patients: no error repeats it
        )
    except ModuleNotFoundError:
        raise UsageError("PostgreSQL needs the extra: pip install 'openimr[postgres]'.") from None
