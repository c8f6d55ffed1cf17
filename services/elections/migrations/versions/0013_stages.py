"""Stages of an election, and the reminders that were given."""

from alembic import op

revision = "0013"
down_revision = "0012"

TABLES = """
CREATE TABLE stages (
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    id         text COLLATE "C" NOT NULL,
    parent     text COLLATE "C",
    place      integer NOT NULL,
    name       text NOT NULL,
    starts     date,
    ends       date,
    timing     text NOT NULL,
    body       text NOT NULL,
    basis      text NOT NULL,
    remind     smallint[] NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (election, id),
    FOREIGN KEY (election, parent) REFERENCES stages DEFERRABLE INITIALLY DEFERRED,
    CHECK (starts <= ends)
);
CREATE TABLE stage_reminders (
    election text COLLATE "C" NOT NULL,
    stage    text COLLATE "C" NOT NULL,
    edge     text NOT NULL CHECK (edge IN ('start', 'end')),
    day      date NOT NULL,
    before   smallint NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (election, stage, edge, day, before)
);
"""


def upgrade() -> None:
    op.execute(TABLES)
