"""When each case's clocks must be looked at next: derived, may be emptied at any time."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column, unknown for every case: the next sweep reckons it."""
    op.add_column("cases", sa.Column("next_look", sa.DateTime(timezone=True)))
    op.create_index("ix_cases_next_look", "cases", ["state", "next_look"])
