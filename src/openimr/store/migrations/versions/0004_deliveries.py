"""Letters on their way to the parties."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the outbox."""
    op.create_table(
        "deliveries",
        sa.Column("case_id", sa.String(40), sa.ForeignKey("cases.id", name="fk_deliveries_case_id"), primary_key=True),
        sa.Column("event", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("role", sa.String(30), primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.String(20)),
        sa.Column("proof", sa.Text),
        sa.Column("digest", sa.String(64)),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "due"])
