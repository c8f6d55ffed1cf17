"""Files of figures in parts that the bus carries, and what their columns were said to mean."""

from alembic import op

revision = "0002"
down_revision = "0001"

_TABLES = """
CREATE TABLE files (
    id uuid PRIMARY KEY,
    owner text NOT NULL,
    task text NOT NULL,
    plan jsonb NOT NULL,
    state text NOT NULL,
    size bigint NOT NULL DEFAULT 0,
    found jsonb,
    job uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX files_updated_at ON files (updated_at);
CREATE TABLE file_parts (
    file uuid NOT NULL REFERENCES files ON DELETE CASCADE,
    kind text NOT NULL,
    part integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (file, kind, part)
);
CREATE TABLE mappings (
    indicator integer NOT NULL REFERENCES indicators,
    agency text COLLATE "C" NOT NULL,
    shape text NOT NULL,
    mapping jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (indicator, agency, shape)
);
"""


def upgrade() -> None:
    op.execute(_TABLES)
