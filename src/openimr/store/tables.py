"""The tables of casework. A change here goes with a new file in migrations/versions."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, String, Table

from openimr.store.types import Json, UtcTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", String(40), unique=True),
    Column("programme", String(20), nullable=False),
    Column("state", String(40), nullable=False, index=True),
    Column("priority", String(10), nullable=False),
    Column("version", Integer, nullable=False),
    Column("reviewer", String(40), index=True),
    Column("standing", Json, nullable=False),
    CheckConstraint("priority IN ('standard', 'expedited')", name="priority"),
    CheckConstraint("version > 0", name="version"),
)
"""Where each case stands: derived from its events, kept for lists and locks."""

events = Table(
    "events",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("role", String(30), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("item", Integer),
    Column("data", Json, nullable=False),
    Column("command", String(80), nullable=False, index=True),
    Column("seal", String(64), nullable=False),
    Index("uq_events_case_number", "case_id", "number", unique=True),
)
"""The append-only audit trail; `position` has no gaps over all cases, `seal` chains each event to the one before."""

chain = Table(
    "chain",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("seal", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""The end of the audit trail: one row, locked by whoever adds to it."""
