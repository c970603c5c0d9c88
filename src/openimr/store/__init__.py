"""Cases on a real database: SQLite by default, PostgreSQL by its URL. One schema, one set of queries."""

from openimr.store.database import open_database
from openimr.store.sql_store import SqlStore

__all__ = ["SqlStore", "open_database"]
