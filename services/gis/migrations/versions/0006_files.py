"""Files on their way in and out, in parts that the bus carries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0006"
down_revision = "0005"

NOW = sa.func.now()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", pg.UUID(as_uuid=False), primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("plan", pg.JSONB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("found", pg.JSONB),
        sa.Column("job", pg.UUID(as_uuid=False)),
        sa.Column("created_at", TIME, nullable=False, server_default=NOW),
        sa.Column("updated_at", TIME, nullable=False, server_default=NOW),
    )
    op.create_table(
        "file_parts",
        sa.Column(
            "file",
            pg.UUID(as_uuid=False),
            sa.ForeignKey("files.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("part", sa.Integer, primary_key=True),
        sa.Column("bytes", pg.BYTEA, nullable=False),
    )
    op.create_index("files_updated_at", "files", ["updated_at"])
