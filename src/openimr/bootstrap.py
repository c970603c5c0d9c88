"""The real database, files, keys and clock, put together for the services; the only place that knows them all."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openimr.config import Config
from openimr.errors import UsageError
from openimr.services.ports import Clock, JobQueue
from openimr.store import SqlStore, open_database
from openimr.store.blobs import KEY_BYTES, EncryptedFiles, MasterKey
from openimr.store.channels import MailFolder, Smtp
from openimr.store.schema import prepare, schema_version, upgrade
from openimr.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Office:
    """What the services of casework need from outside."""

    store: SqlStore
    files: EncryptedFiles
    now: Clock


def open_office(config: Config) -> Office:
    """The office of *config*, ready for work: an empty database gets its tables, a missing key file its key.

    Raises:
        UsageError: the database or a key cannot be used as given.
    """
    if config.database.startswith("sqlite:////") or config.database.startswith("sqlite:///"):
        Path(config.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    engine = open_database(config.database)
    prepare(engine)
    keys = _keys(config)
    return Office(SqlStore(engine, Vault(keys)), EncryptedFiles(config.files, keys), utc_now)


@contextlib.contextmanager
def passing_office(database: str | None) -> Iterator[Office]:
    """An empty office for a simulation: in temporary files that nothing waits for, or on *database*.

    Raises:
        UsageError: *database* has cases already.
    """
    with tempfile.TemporaryDirectory(prefix="openimr-") as folder:
        engine = open_database(database or f"sqlite:///{folder}/simulation.db", is_lasting=database is not None)
        prepare(engine)
        keys = [MasterKey(os.urandom(KEY_BYTES))]
        store = SqlStore(engine, Vault(keys))
        try:
            if store.chain_end()[0]:
                raise UsageError("The database has cases already: a simulation needs an empty one.")
            yield Office(store, EncryptedFiles(Path(folder) / "files", keys), utc_now)
        finally:
            engine.dispose()


def open_queue(config: Config) -> JobQueue:
    """The queue of background work that goes with the database: in PostgreSQL itself, or a file beside SQLite's."""
    from openimr.jobs import EmbeddedQueue, ServerQueue

    if config.database.startswith("postgresql"):
        return ServerQueue(config.database)
    place = Path(config.database.removeprefix("sqlite:///"))
    return EmbeddedQueue(place.with_name(f"{place.stem}-jobs.db"), utc_now)


def upgrade_database(config: Config) -> str:
    """Carry out the migrations that the database lacks; the version it then has."""
    engine = open_database(config.database)
    upgrade(engine)
    return schema_version(engine) or ""


def utc_now() -> dt.datetime:
    """The time now: the one real clock of the program."""
    return dt.datetime.now(dt.UTC)


def _keys(config: Config) -> tuple[MasterKey, ...]:
    if config.keys:
        return tuple(_key(text) for text in config.keys)
    if not config.key_file.exists():
        _make_key(config.key_file)
    lines = config.key_file.read_text(encoding="ascii", errors="replace").split()
    if not lines:
        raise UsageError(f"{config.key_file} holds no key.")
    return tuple(_key(text) for text in lines)


def _make_key(path: Path) -> None:
    """A fresh key, readable by its owner only; one who comes second uses the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)).decode() + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


def _key(text: str) -> MasterKey:
    try:
        return MasterKey(base64.b64decode(text, validate=True))
    except (ValueError, UsageError):
        raise UsageError(f"A key is {KEY_BYTES} bytes in base64.") from None


def mail_folder(folder: Path) -> MailFolder:
    """Letters into a folder."""
    return MailFolder(folder)


def mail_server(office: Office, host: str, port: int, sender: str, post: Path | None = None) -> Smtp:
    """Letters by a mail server, to the addresses that the office keeps at that time; others into the folder *post*."""

    def address_of(name: str) -> str | None:
        return office.store.read(lambda work: work.unseal("address", name))

    return Smtp(host, port, sender, address_of, post=MailFolder(post) if post else None)
