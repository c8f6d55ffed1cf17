"""The organisation's units."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from libs.kit.migrate import create_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)
    code = sa.Text(collation="C")
    op.create_table(
        "units",
        sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("code", code, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("parent", code, sa.ForeignKey("units.code")),
        sa.Column("area", code, nullable=False),
    )
    op.create_index("units_parent", "units", ["parent", "code"])
    op.create_index("units_area", "units", ["area"])
