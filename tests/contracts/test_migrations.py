"""A database of any earlier version, with data in it, comes forward and keeps working."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, insert, select
from tests.servers import PostgresServer

from openimr.errors import UsageError
from openimr.store import SqlStore, open_database
from openimr.store.blobs import MasterKey
from openimr.store.schema import prepare, schema_version, upgrade, versions
from openimr.store.tables import metadata
from openimr.store.vault import Vault


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "sqlite":
        return open_database(f"sqlite:///{tmp_path / 'cases.db'}")
    server: PostgresServer = request.getfixturevalue("postgres")
    return open_database(server.new_database("migrations"))


_ROWS: dict[str, dict[str, object]] = {
    "cases": {
        "id": "c1",
        "number": "CM15-0000001",
        "programme": "ca_wc",
        "state": "received",
        "priority": "standard",
        "version": 1,
        "standing": '{"id":"c1","state":"received","version":1,"number":"CM15-0000001"}',
    },
}


@pytest.mark.parametrize("start", versions())
def test_data_of_every_earlier_version_is_still_there(engine: Engine, start: str) -> None:
    upgrade(engine, start)
    _put_row(engine)
    upgrade(engine)
    case = SqlStore(engine, Vault([MasterKey(b"k" * 32)])).read(lambda work: work.cases())[0]
    assert (case.number, case.state) == ("CM15-0000001", "received")
    engine.dispose()


def _put_row(engine: Engine) -> None:
    found = MetaData()
    found.reflect(engine)
    with engine.begin() as connection:
        for table, row in _ROWS.items():
            connection.execute(insert(found.tables[table]).values(row))
        assert connection.execute(select(found.tables["cases"])).all()


def test_migrations_make_exactly_the_tables_that_the_program_uses(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []
    engine.dispose()


def test_an_older_server_is_not_changed_behind_its_users_back(engine: Engine) -> None:
    upgrade(engine, versions()[0])
    if engine.dialect.name == "postgresql":
        with pytest.raises(UsageError, match="database upgrade"):
            prepare(engine)
        upgrade(engine)
    else:
        prepare(engine)
    assert schema_version(engine) == versions()[-1]
    engine.dispose()
