"""Sources that figures are fetched from by the clock."""

from alembic import op

revision = "0003"
down_revision = "0002"

_TABLES = """
CREATE TABLE pulls (
    indicator integer PRIMARY KEY REFERENCES indicators,
    kind text NOT NULL,
    settings jsonb NOT NULL,
    sealed bytea,
    hours integer NOT NULL,
    enabled boolean NOT NULL,
    by jsonb NOT NULL,
    next_at timestamptz NOT NULL,
    last_at timestamptz,
    last jsonb
);
CREATE INDEX pulls_next ON pulls (next_at) WHERE enabled;
"""


def upgrade() -> None:
    op.execute(_TABLES)
