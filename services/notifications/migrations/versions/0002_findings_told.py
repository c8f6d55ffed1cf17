"""How far the news of a result's findings has come."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    code = sa.Text(collation="C")
    op.create_table(
        "findings_told",
        sa.Column("election", sa.Text, primary_key=True),
        sa.Column("contest", sa.Text, primary_key=True),
        sa.Column("tps", code, primary_key=True),
        sa.Column("place", sa.BigInteger, nullable=False),
    )
