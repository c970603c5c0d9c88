"""When each file of a case was read: what has come in since is read in the background, before somebody waits for it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column; files that are there already are read with their case's next draft."""
    op.add_column("case_files", sa.Column("read_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE case_files SET read_at = stored_at")
    op.create_index("ix_case_files_read_at", "case_files", ["read_at", "case_id"])
