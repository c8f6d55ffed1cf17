"""Walls and their scenes."""

from alembic import op

revision = "0014"
down_revision = "0013"

# A body of null took the thing away.
SETTINGS = """
CREATE TABLE wall_settings (
    kind    text COLLATE "C" NOT NULL CHECK (kind IN ('scene', 'wall')),
    code    text COLLATE "C" NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    body    json,
    who     text NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (kind, code, version)
);
COMMENT ON TABLE wall_settings IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON wall_settings FROM CURRENT_USER;
"""
CALLS = """
CREATE TABLE wall_calls (
    id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    wall  text COLLATE "C" NOT NULL,
    scene text COLLATE "C",
    until timestamptz,
    by    text NOT NULL,
    at    timestamptz NOT NULL,
    note  text NOT NULL,
    CHECK (scene IS NOT NULL OR until IS NULL)
);
CREATE INDEX wall_calls_newest ON wall_calls (wall, id DESC);
COMMENT ON TABLE wall_calls IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON wall_calls FROM CURRENT_USER;
"""


def upgrade() -> None:
    for statement in (SETTINGS, CALLS):
        op.execute(statement)
