"""Cases, their events, and the chain that seals them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "cases",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("number", sa.String(40)),
        sa.Column("programme", sa.String(20), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("priority", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("reviewer", sa.String(40)),
        sa.Column("standing", sa.Text, nullable=False),
        sa.UniqueConstraint("number", name="uq_cases_number"),
        sa.CheckConstraint("priority IN ('standard', 'expedited')", name="ck_cases_priority"),
        sa.CheckConstraint("version > 0", name="ck_cases_version"),
    )
    op.create_index("ix_cases_state", "cases", ["state"])
    op.create_index("ix_cases_reviewer", "cases", ["reviewer"])
    op.create_table(
        "events",
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("case_id", sa.String(40), sa.ForeignKey("cases.id", name="fk_events_case_id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.String(30), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("item", sa.Integer),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("command", sa.String(80), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
    )
    op.create_index("uq_events_case_number", "events", ["case_id", "number"], unique=True)
    op.create_index("ix_events_command", "events", ["command"])
    chain = op.create_table(
        "chain",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_chain_one_row"),
    )
    op.bulk_insert(chain, [{"id": 1, "position": 0, "seal": "0" * 64}])
