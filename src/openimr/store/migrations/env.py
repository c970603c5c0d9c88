"""How Alembic runs our migrations: on the connection that `store/schema.py` hands it."""

from alembic import context

from openimr.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=True, transaction_per_migration=False
)
with context.begin_transaction():
    context.run_migrations()
