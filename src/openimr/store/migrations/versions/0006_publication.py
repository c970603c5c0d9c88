"""How far each case's published copy is: derived, to find copies that are to be prepared."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_STANDING = {"postgresql": "(standing::json) ->> 'publication'", "sqlite": "json_extract(standing, '$.publication')"}


def upgrade() -> None:
    """Add the column, as each case stands."""
    op.add_column("cases", sa.Column("publication", sa.String(20), nullable=False, server_default="none"))
    stands = _STANDING[op.get_bind().dialect.name]
    op.execute(f"UPDATE cases SET publication = {stands} WHERE {stands} IS NOT NULL")
    op.create_index("ix_cases_publication", "cases", ["state", "publication"])
