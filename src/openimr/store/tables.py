"""The tables of casework. A change here goes with a new file in migrations/versions."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

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
    Column("publication", String(20), nullable=False, server_default="none"),
    Column("standing", Json, nullable=False),
    Column("next_look", UtcTime),
    Index("ix_cases_next_look", "state", "next_look"),
    Index("ix_cases_publication", "state", "publication"),
    CheckConstraint("priority IN ('standard', 'expedited')", name="priority"),
    CheckConstraint("version > 0", name="version"),
)
"""Where each case stands: derived from its events, kept for lists and locks.

`next_look`: before it no duty becomes overdue; emptied by every new event, reckoned by the sweep."""

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

sealed = Table(
    "sealed",
    metadata,
    Column("kind", String(30), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""What names people: encrypted with the master key, apart from everything else."""

intake = Table(
    "intake",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("received", Date, nullable=False),
    Column("stored_at", UtcTime, nullable=False),
)
"""Each application that came in, by the hash of its files: the same mail twice is one application."""

case_files = Table(
    "case_files",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sender", String(30), nullable=False),
    Column("stored_at", UtcTime, nullable=False),
    Column("name", LargeBinary, nullable=False),
    Column("read_at", UtcTime),
    Index("ix_case_files_read_at", "read_at", "case_id"),
)
"""The files of a case in the order in which they came; their names are sealed: people put patients' names there.

`read_at`: when its pages were recognised and kept, so that nobody has to wait for them; empty: not yet."""

numbers = Table(
    "numbers",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)
"""The last case number given out in each year of receipt."""

likenesses = Table(
    "likenesses",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Index("ix_likenesses_mark", "mark"),
)
"""Keyed hashes of claim numbers and birth dates: candidates for duplicates are found without opening what is sealed."""

reviews = Table(
    "reviews",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("content", String(64), nullable=False),
    Column("record", String(64), nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)
"""Reviews under way: `content` and `record` are hashes of encrypted files; `version` keeps two people apart."""

determinations = Table(
    "determinations",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("record", String(64), nullable=False),
    Column("attestation", Text, nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
    Column("letters", Json, nullable=False),
    Column("signed_at", UtcTime, nullable=False),
)
"""Signed determinations, never changed: a correction is a new version. `letters` has the hash of each form."""

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("reviewer", String(40), nullable=False, index=True),
    Column("public", LargeBinary, nullable=False),
    Column("private", LargeBinary, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
)
"""Reviewers' keys; the private one under the reviewer's own passphrase."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("event", Integer, primary_key=True, autoincrement=False),
    Column("role", String(30), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due", UtcTime, nullable=False),
    Column("channel", String(20)),
    Column("proof", Text),
    Column("digest", String(64)),
    Index("ix_deliveries_state", "state", "due"),
)
"""The outbox: one row for each letter to each party, added with the event that produces it."""
