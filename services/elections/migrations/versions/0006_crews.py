"""Crews of polling stations and their keys."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = """
CREATE TABLE crew_codes (
    id uuid PRIMARY KEY,
    election text COLLATE "C" NOT NULL,
    tps text COLLATE "C" NOT NULL,
    code_hash bytea NOT NULL UNIQUE,
    made_at timestamptz NOT NULL,
    made_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX crew_codes_tps ON crew_codes (election, tps, id);

CREATE TABLE crew_keys (
    id uuid PRIMARY KEY,
    election text COLLATE "C" NOT NULL,
    tps text COLLATE "C" NOT NULL,
    code uuid NOT NULL REFERENCES crew_codes,
    public_key jsonb NOT NULL,
    thumbprint bytea NOT NULL UNIQUE,
    enrolled_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by text,
    reason text
);
CREATE INDEX crew_keys_tps ON crew_keys (election, tps, id);

-- The text that was signed stands here as it was: what is proven must not depend on how a later
-- version writes the submission.
CREATE TABLE submission_signatures (
    submission uuid PRIMARY KEY,
    key uuid NOT NULL,
    content text NOT NULL,
    signature bytea NOT NULL
);
"""


def upgrade() -> None:
    if TABLES:
        op.execute(TABLES)
