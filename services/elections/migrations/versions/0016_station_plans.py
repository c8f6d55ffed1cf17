"""How each station sends its result, as the map's service last told."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "station_plans",
        sa.Column("tps", sa.Text(collation="C"), primary_key=True),
        sa.Column("signal", sa.Text, nullable=False),
        sa.Column("plan", sa.Text),
        sa.Column("state", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("told_on", sa.Date, nullable=False),
    )
