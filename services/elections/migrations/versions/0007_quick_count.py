"""Samples and quick counts."""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = """
CREATE TABLE samples (
    id            uuid PRIMARY KEY,
    contest       integer NOT NULL,
    name          text NOT NULL,
    area          text COLLATE "C" NOT NULL,
    design        jsonb NOT NULL,
    published     boolean NOT NULL,
    created_by    text NOT NULL,
    created_at    timestamptz NOT NULL,
    seen_version  bigint NOT NULL DEFAULT -1,
    noted_at      timestamptz,
    noted_arrived integer NOT NULL DEFAULT 0
);
CREATE INDEX samples_contest ON samples (contest, id);
CREATE TABLE sample_stations (
    sample  uuid NOT NULL REFERENCES samples,
    tps     text COLLATE "C" NOT NULL,
    stratum text COLLATE "C" NOT NULL,
    PRIMARY KEY (sample, tps)
);
CREATE TABLE sample_history (
    sample  uuid NOT NULL REFERENCES samples,
    at      timestamptz NOT NULL,
    arrived integer NOT NULL,
    figures jsonb,
    PRIMARY KEY (sample, at)
);
"""


def upgrade() -> None:
    op.execute(TABLES)
