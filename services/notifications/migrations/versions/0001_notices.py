"""Notices, and the results with findings that some of them tell of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

from libs.kit.migrate import create_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)
    _notices()
    code = sa.Text(collation="C")
    op.create_table(
        "results_with_findings",
        sa.Column("election", sa.Text, primary_key=True),
        sa.Column("contest", sa.Text, primary_key=True),
        sa.Column("tps", code, primary_key=True),
    )
    op.create_table(
        "finding_changes",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("election", sa.Text, nullable=False),
        sa.Column("contest", sa.Text, nullable=False),
        sa.Column("area", code, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )


def _notices() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "notices",
        sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("headline", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("area", sa.Text(collation="C"), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("deadline", time),
        sa.Column("raised_by", sa.Text, nullable=False),
        sa.Column("raised_at", time, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("dedupe_key", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("acknowledged_by", sa.Text),
        sa.Column("acknowledged_at", time),
        sa.Column("note", sa.Text),
        sa.Column("closed_by", sa.Text),
        sa.Column("closed_at", time),
        sa.CheckConstraint("severity IN ('info', 'warning', 'critical')", "notices_severity_known"),
        sa.CheckConstraint("state IN ('open', 'acknowledged', 'closed')", "notices_state_known"),
    )
    standing = sa.text("state <> 'closed'")
    op.create_index(
        "notices_one_of_a_key", "notices", ["dedupe_key"], unique=True, postgresql_where=standing
    )
    op.create_index("notices_standing", "notices", ["id"], postgresql_where=standing)
