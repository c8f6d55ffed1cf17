"""Letterheads of units; why a signing left a letter behind."""

from alembic import op

revision = "0010"
down_revision = "0009"

LETTERHEADS = """
CREATE TABLE letterheads (
    unit       text COLLATE "C" PRIMARY KEY REFERENCES units (code),
    lines      jsonb NOT NULL,
    below      jsonb NOT NULL,
    logo       bytea,
    changed_at timestamptz NOT NULL
);
CREATE TABLE signing_refusals (
    job    uuid NOT NULL,
    letter uuid NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (job, letter)
);
"""


def upgrade() -> None:
    op.execute(LETTERHEADS)


def downgrade() -> None:
    op.execute("DROP TABLE signing_refusals, letterheads")
