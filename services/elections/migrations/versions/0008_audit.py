"""The audit log: what was changed, sealed into a Merkle tree whose roots are signed.

`append-only` in a table's comment has `libs.kit.migrate.guard` take it out of the service's hands;
that the owner's own rights are revoked here holds wherever nobody guards.
"""

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = """
CREATE TABLE audit_entries (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    who     text NOT NULL,
    roles   text[] NOT NULL,
    area    text COLLATE "C" NOT NULL,
    origin  text NOT NULL,
    request text NOT NULL,
    command text,
    what    text NOT NULL,
    subject text COLLATE "C" NOT NULL,
    before  json,
    after   json,
    content text,
    salt    text NOT NULL
);
CREATE TABLE audit_queue (entry bigint PRIMARY KEY);
CREATE TABLE audit_leaves (
    position bigint PRIMARY KEY,
    entry    bigint NOT NULL UNIQUE,
    at       timestamptz NOT NULL,
    what     text NOT NULL,
    subject  text COLLATE "C" NOT NULL,
    command  text,
    content  text,
    digest   text NOT NULL,
    hash     bytea NOT NULL,
    chain    bytea NOT NULL
);
CREATE INDEX audit_leaves_subject ON audit_leaves (subject, position);
CREATE INDEX audit_leaves_command ON audit_leaves (command) WHERE command IS NOT NULL;
CREATE INDEX audit_leaves_content ON audit_leaves (content) WHERE content IS NOT NULL;
CREATE TABLE audit_nodes (
    level smallint NOT NULL,
    place bigint NOT NULL,
    hash  bytea NOT NULL,
    PRIMARY KEY (level, place)
);
CREATE TABLE audit_roots (
    size      bigint PRIMARY KEY,
    root      bytea NOT NULL,
    chain     bytea NOT NULL,
    previous  bigint NOT NULL UNIQUE,
    at        timestamptz NOT NULL,
    reason    text NOT NULL,
    key       text NOT NULL,
    signature text NOT NULL
);
"""
APPENDED = ("audit_entries", "audit_leaves", "audit_nodes", "audit_roots")


def upgrade() -> None:
    op.execute(TABLES)
    for table in APPENDED:
        op.execute(f"COMMENT ON TABLE {table} IS 'append-only'")
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
