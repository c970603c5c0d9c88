"""Adding to the end of the audit trail, so that whoever adds holds the end as shortly as can be.

The end is one row that all writers share. PostgreSQL seals and stores each event itself and commits, without waiting
for this program in between; SQLite has one writer anyway, and does it step by step.

A commit that waits for the disk while it holds the end of the trail lets all others wait, one disk write each. So
PostgreSQL lets the end go first and waits for the disk after that: many share one write. Nobody is told that a thing is
done before it is on the disk; and what is later in the trail is later in the server's log too, so that a power cut can
take away from the end only what nobody was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from openimr.domain.casework import Event
from openimr.errors import ConflictError
from openimr.store import tables
from openimr.store.rows import event_row
from openimr.store.seals import around_previous, seal
from openimr.store.types import write_json

_ADD_ONE = """
WITH chain_end AS (
  UPDATE chain SET position = position + 1, seal = encode(sha256(convert_to(
    %(before)s || (position + 1)::text || %(between)s || seal || %(after)s, 'UTF8')), 'hex')
  RETURNING position, seal)
INSERT INTO events (position, case_id, number, kind, at, role, actor, item, data, command, seal)
SELECT position, %(case_id)s, %(number)s::integer, %(kind)s, %(at)s::timestamptz, %(role)s, %(actor)s,
  %(item)s::integer, %(data)s, %(command)s, seal FROM chain_end
"""


def commit_with(connection: Connection, added: Sequence[tuple[Event, str]]) -> None:
    """Add events, each with the key of its command, to the end of the trail and commit the whole unit of work for good.

    Raises:
        ConflictError: a case has other events than those that the new ones follow; nothing is stored.
    """
    try:
        if connection.dialect.name == "postgresql":
            _commit_in_the_server(connection, added)
        elif added:
            _add(connection, added)
    except IntegrityError:
        raise ConflictError("The case has changed meanwhile: look at it again.") from None
    connection.commit()


def _add(connection: Connection, added: Sequence[tuple[Event, str]]) -> None:
    end = connection.execute(select(tables.chain)).one()
    position, last = end.position, end.seal
    rows = []
    for event, command in added:
        position += 1
        last = seal(last, position, event, command)
        rows.append(event_row(event, position, last, command))
    connection.execute(insert(tables.events), rows)
    connection.execute(update(tables.chain).values(position=position, seal=last))


_LET_GO = ("SET LOCAL synchronous_commit = off", "COMMIT")
_WAIT_FOR_THE_DISK = "SELECT pg_logical_emit_message(true, 'openimr', '')"
"""It is written, and waited for, after all that was committed before."""


def _commit_in_the_server(connection: Connection, added: Sequence[tuple[Event, str]]) -> None:
    """Everything in one message to the server: the events, the commit, and the wait for the disk."""
    import psycopg

    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            for event, command in added:
                driver.execute(_ADD_ONE, _parameters(event, command))
            for statement in (*_LET_GO, _WAIT_FOR_THE_DISK):
                driver.execute(statement)
    except psycopg.Error as error:
        raise DBAPIError.instance(
            None, None, error, psycopg.Error, connection_invalidated=driver.closed, dialect=connection.dialect
        ) from error


def _parameters(event: Event, command: str) -> dict[str, object]:
    before, between, after = around_previous(event, command)
    row = event_row(event, 0, "", command)
    return row | {"before": before, "between": between, "after": after, "data": write_json(event.data)}
