"""The databases that every contract is held against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers import PostgresServer

from openimr.store import SqlStore, open_database
from openimr.store.blobs import MasterKey
from openimr.store.schema import prepare
from openimr.store.vault import Vault

KEY = MasterKey(b"k" * 32)


@pytest.fixture(params=["sqlite file", "sqlite in memory", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A store on each kind of database, empty."""
    yield from _stores(request, tmp_path)


@pytest.fixture(params=["sqlite file", "postgresql"])
def durable_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """A store on each kind of database that outlives its process, empty."""
    yield from _stores(request, tmp_path)


@pytest.fixture(params=["sqlite file"])
def file_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty store in a file, for what no kind of database can make a difference to."""
    yield from _stores(request, tmp_path)


def _stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.new_database("case_store")
    else:
        url = f"sqlite:///{tmp_path / 'cases.db'}" if request.param == "sqlite file" else "sqlite://"
    engine = open_database(url)
    prepare(engine)
    yield SqlStore(engine, Vault([KEY]), patience_s=10)
    engine.dispose()
