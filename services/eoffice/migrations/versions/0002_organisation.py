"""Positions, who holds them, delegations, and what was done as whom.

`append-only` in a table's comment has `libs.kit.migrate.guard` take it out of the service's hands;
that the owner's own rights are revoked here holds wherever nobody guards.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE positions (
    code    text COLLATE "C" PRIMARY KEY,
    unit    text COLLATE "C" NOT NULL REFERENCES units (code),
    title   text NOT NULL,
    level   text NOT NULL,
    above   text COLLATE "C" REFERENCES positions (code) DEFERRABLE INITIALLY DEFERRED,
    records boolean NOT NULL DEFAULT false,
    CHECK (above <> code)
);
CREATE INDEX positions_unit ON positions (unit, code);
CREATE INDEX positions_above ON positions (above);
CREATE TABLE holdings (
    id       uuid PRIMARY KEY,
    position text COLLATE "C" NOT NULL REFERENCES positions (code),
    person   text COLLATE "C" NOT NULL,
    capacity text NOT NULL CHECK (capacity IN ('definitive', 'pj', 'plt', 'plh')),
    starts   date NOT NULL,
    ends     date,
    decree   text NOT NULL,
    CHECK (ends >= starts - 1)
);
CREATE INDEX holdings_position ON holdings (position, starts);
CREATE INDEX holdings_person ON holdings (person, position);
CREATE TABLE delegations (
    id            uuid PRIMARY KEY,
    from_position text COLLATE "C" NOT NULL REFERENCES positions (code),
    to_position   text COLLATE "C" NOT NULL REFERENCES positions (code),
    matters       text NOT NULL,
    starts        date NOT NULL,
    ends          date NOT NULL,
    CHECK (ends >= starts - 1),
    CHECK (from_position <> to_position)
);
CREATE INDEX delegations_from ON delegations (from_position, starts);
CREATE INDEX delegations_to ON delegations (to_position, starts);
CREATE TABLE acts (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    who      text NOT NULL,
    person   text NOT NULL,
    position text COLLATE "C",
    capacity text,
    origin   text NOT NULL,
    request  text NOT NULL,
    command  text,
    what     text NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    before   json,
    after    json
);
CREATE INDEX acts_subject ON acts (subject, id);
COMMENT ON TABLE acts IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON acts FROM CURRENT_USER;
"""


def upgrade() -> None:
    op.execute(TABLES)
