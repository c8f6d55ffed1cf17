"""What was told last of sub-districts whose polling stations are late."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_CODE = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "overdue_districts",
        sa.Column("election", _CODE, primary_key=True),
        sa.Column("area", _CODE, primary_key=True),
        sa.Column("out", sa.Integer, nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
    )
