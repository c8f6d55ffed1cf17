"""What was told of each area's roads and blank spots."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0009"
down_revision = "0008"

CODE = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "told_figures",
        sa.Column("event", CODE, primary_key=True),
        sa.Column("area", CODE, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("figures", pg.JSONB, nullable=False),
    )
