"""Sources outside that webhooks come from."""

from alembic import op

revision = "0011"
down_revision = "0010"

SOURCES = """
CREATE TABLE inbound_sources (
    code       text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    enabled    boolean NOT NULL,
    mapping    json NOT NULL,
    sealed     bytea,
    version    integer NOT NULL,
    who        text NOT NULL,
    at         timestamptz NOT NULL,
    received   integer NOT NULL DEFAULT 0,
    last_at    timestamptz,
    last_error text NOT NULL DEFAULT '',
    failed_at  timestamptz
);
"""


def upgrade() -> None:
    op.execute(SOURCES)
