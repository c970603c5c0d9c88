"""Applications as they come in: their files, numbers, likenesses, and what names people, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables of intake."""
    op.create_table(
        "sealed",
        sa.Column("kind", sa.String(30), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "intake",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("case_id", sa.String(40), sa.ForeignKey("cases.id", name="fk_intake_case_id"), nullable=False),
        sa.Column("received", sa.Date, nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_intake_case_id", "intake", ["case_id"])
    op.create_table(
        "case_files",
        sa.Column("case_id", sa.String(40), sa.ForeignKey("cases.id", name="fk_case_files_case_id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sender", sa.String(30), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "numbers",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
    )
    op.create_table(
        "likenesses",
        sa.Column("case_id", sa.String(40), sa.ForeignKey("cases.id", name="fk_likenesses_case_id"), primary_key=True),
        sa.Column("mark", sa.String(64), primary_key=True),
    )
    op.create_index("ix_likenesses_mark", "likenesses", ["mark"])
