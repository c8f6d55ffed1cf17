"""Certificates, what officials sign by, and signed documents, which nobody changes afterwards."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE authorities (
    name         text PRIMARY KEY CHECK (name IN ('root', 'issuing')),
    organisation text NOT NULL,
    certificate  bytea NOT NULL,
    keys         bytea,
    crl          bytea NOT NULL,
    made_at      timestamptz NOT NULL
);
CREATE TABLE signers (
    person       text COLLATE "C" PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('local', 'pkcs11', 'bsre')),
    name         text NOT NULL,
    reference    text NOT NULL,
    certificate  bytea,
    keys         bytea,
    changed_at   timestamptz NOT NULL
);
CREATE TABLE signings (
    letter uuid PRIMARY KEY REFERENCES letters,
    job    uuid NOT NULL
);
CREATE INDEX signings_job ON signings (job);
CREATE TABLE signed_documents (
    letter    uuid PRIMARY KEY REFERENCES letters,
    code      text COLLATE "C" NOT NULL UNIQUE,
    hash      text NOT NULL,
    digest    text NOT NULL,
    secret    boolean NOT NULL,
    facts     json,
    body      bytea NOT NULL,
    signed_at timestamptz NOT NULL,
    CHECK ((facts IS NULL) = secret)
);
ALTER TABLE signed_documents ALTER body SET STORAGE EXTERNAL;
COMMENT ON TABLE signed_documents IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON signed_documents FROM CURRENT_USER;
"""


def upgrade() -> None:
    op.execute(TABLES)
