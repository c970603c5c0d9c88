"""The case store on SQL: units of work that are stored whole, and run again where the database asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from openimr.domain.casework import Case
from openimr.services.ports import ChainedEvent, Work
from openimr.store import tables
from openimr.store.chain import commit_with
from openimr.store.patience import patiently
from openimr.store.rows import read_event, standings
from openimr.store.seals import FIRST_SEAL, seal
from openimr.store.vault import Vault, rotate
from openimr.store.work import SqlWork

Answer = TypeVar("Answer")


class SqlStore:
    """Cases in the database of *engine*. `patience_s`: how long a database that is away is waited for."""

    def __init__(self, engine: Engine, vault: Vault, *, patience_s: float = 60.0) -> None:
        self._engine = engine
        self._vault = vault
        self._patience_s = patience_s

    def close(self) -> None:
        """Give the connections back; the store opens new ones if it is used again."""
        self._engine.dispose()

    def change(self, act: Callable[[Work], Answer]) -> Answer:
        """See `services.ports.CaseStore`."""
        return patiently(lambda: self._change_once(act), self._patience_s)

    def read(self, ask: Callable[[Work], Answer]) -> Answer:
        """See `services.ports.CaseStore`."""
        return patiently(lambda: self._read_once(ask), self._patience_s)

    def trail(self, after: int = 0) -> Iterator[ChainedEvent]:
        """See `services.ports.CaseStore`."""
        columns = tables.events.c
        query = select(tables.events).where(columns.position > after).order_by(columns.position)
        with self._reading() as connection, connection.execution_options(yield_per=1000).execute(query) as rows:
            last = self._seal_at(connection, after)
            for row in rows:
                event = read_event(row)
                holds = seal(last, row.position, event, row.command) == row.seal
                yield ChainedEvent(row.position, row.seal, event, row.command, holds)
                last = row.seal

    def _seal_at(self, connection: Connection, position: int) -> str:
        query = select(tables.events.c.seal).where(tables.events.c.position == position)
        return connection.execute(query).scalar_one_or_none() or FIRST_SEAL

    def chain_end(self) -> tuple[int, str]:
        """See `services.ports.CaseStore`."""
        with self._reading() as connection:
            end = connection.execute(select(tables.chain)).one()
            return end.position, end.seal

    def all_cases(self) -> Iterator[Case]:
        """See `services.ports.CaseStore`."""
        query = select(tables.cases.c.standing).order_by(tables.cases.c.id)
        with self._reading() as connection, connection.execution_options(yield_per=1000).execute(query) as rows:
            for found in rows.scalars():
                yield standings().validate_python(found)

    def answers(self) -> bool:
        """Whether the database answers now; it is not waited for."""
        try:
            with self._reading() as connection:
                return bool(connection.execute(select(tables.chain.c.id)).scalar_one() == 1)
        except SQLAlchemyError:
            return False

    def size_bytes(self) -> int:
        """How much room the database takes."""
        with self._reading() as connection:
            if connection.dialect.name == "postgresql":
                return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())

    def rotate_key(self) -> int:
        """Put every sealed entry under the first key; how many changed."""
        with self._engine.begin() as connection:
            return rotate(connection, self._vault)

    def _change_once(self, act: Callable[[Work], Answer]) -> Answer:
        with self._engine.connect() as connection:
            work = SqlWork(connection, self._vault)
            answer = act(work)
            commit_with(connection, work.added)
        return answer

    def _read_once(self, ask: Callable[[Work], Answer]) -> Answer:
        with self._reading() as connection:
            return ask(SqlWork(connection, self._vault))

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(openimr_reader=True)
