"""Templates of kinds by version, who writes at a draft now, and the order of attachments."""

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = """
CREATE TABLE letter_templates (
    id       uuid PRIMARY KEY,
    kind     text COLLATE "C" NOT NULL,
    unit     text COLLATE "C" NOT NULL,
    version  integer NOT NULL CHECK (version > 0),
    body     text NOT NULL,
    fields   json NOT NULL,
    position text COLLATE "C",
    at       timestamptz NOT NULL,
    UNIQUE (kind, unit, version)
);
CREATE TABLE letter_writers (
    letter   uuid NOT NULL REFERENCES letters ON DELETE CASCADE,
    place    uuid NOT NULL,
    person   text NOT NULL,
    position text COLLATE "C" NOT NULL,
    capacity text NOT NULL,
    since    timestamptz NOT NULL,
    seen     timestamptz NOT NULL,
    PRIMARY KEY (letter, place)
);
ALTER TABLE letter_attachments ADD COLUMN place integer NOT NULL DEFAULT 0;
"""


def upgrade() -> None:
    op.execute(TABLES)
