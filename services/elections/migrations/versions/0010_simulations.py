"""Rehearsals."""

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = """
CREATE TABLE simulations (
    id         uuid PRIMARY KEY,
    election   text COLLATE "C" NOT NULL UNIQUE,
    of         text COLLATE "C" REFERENCES elections,
    area       text COLLATE "C" NOT NULL,
    plan       jsonb NOT NULL,
    job        uuid NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    report     jsonb
);
CREATE TABLE simulation_samples (
    simulation uuid NOT NULL REFERENCES simulations,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    done       integer NOT NULL,
    tally_ms   integer NOT NULL,
    outbox_ms  integer NOT NULL,
    held       integer NOT NULL,
    PRIMARY KEY (simulation, at)
);
"""


def upgrade() -> None:
    op.execute(TABLES)
