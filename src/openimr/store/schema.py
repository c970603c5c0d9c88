"""Bringing a database to the present schema. Migrations only move forward."""

from __future__ import annotations

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from openimr.errors import UsageError
from openimr.store.patience import patiently

_PATIENCE_S = 10.0
"""How long a server that is just starting is waited for."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """Carry out every migration that the database lacks, in one transaction where the database can."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def schema_version(engine: Engine) -> str | None:
    """The last migration that the database has; None: it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def versions() -> tuple[str, ...]:
    """Every version of the schema, oldest first."""
    script = ScriptDirectory.from_config(_config())
    return tuple(reversed([revision.revision for revision in script.walk_revisions()]))


def prepare(engine: Engine) -> None:
    """Make an empty database or an older SQLite file ready; say what to do about an older server.

    Raises:
        UsageError: a PostgreSQL database of an older schema: others may be using it; or one newer than this program.
    """
    found, known = patiently(lambda: schema_version(engine), _PATIENCE_S), versions()
    if found == known[-1]:
        return
    if found is not None and found not in known:
        raise UsageError("The database is newer than this version of openimr: update openimr.")
    if found is not None and engine.dialect.name == "postgresql":
        raise UsageError("The database has an older schema: stop the workers and run `openimr database upgrade`.")
    upgrade(engine)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("openimr").joinpath("store", "migrations")))
    return config
