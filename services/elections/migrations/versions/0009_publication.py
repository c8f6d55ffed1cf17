"""Publication and recapitulation."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = """
CREATE TABLE documents (
    contest  integer NOT NULL REFERENCES contests,
    area     text COLLATE "C" NOT NULL,
    kind     text NOT NULL,
    language text NOT NULL,
    job      uuid,
    version  bigint,
    made_at  timestamptz,
    body     bytea,
    PRIMARY KEY (contest, area, kind, language)
);
-- What is compressed already is not worth the processor's time again.
ALTER TABLE documents ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE TABLE recaps (
    id          uuid PRIMARY KEY,
    contest     integer NOT NULL REFERENCES contests,
    area        text COLLATE "C" NOT NULL,
    version     integer NOT NULL,
    who         text NOT NULL,
    received_at timestamptz NOT NULL,
    figures     jsonb NOT NULL,
    UNIQUE (contest, area, version)
);
CREATE TABLE station_signals (
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    tps        text COLLATE "C" NOT NULL,
    signal     text NOT NULL CHECK (signal IN ('none', 'weak', 'covered')),
    checked_on date NOT NULL,
    PRIMARY KEY (election, tps)
);
"""


def upgrade() -> None:
    op.execute(TABLES)
