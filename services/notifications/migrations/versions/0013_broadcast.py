"""Subscriptions by village, broadcasts, approvals."""

from alembic import op

revision = "0013"
down_revision = "0012"

SUBSCRIPTIONS = """
CREATE TABLE subscriptions (
    id           uuid PRIMARY KEY,
    channel      text COLLATE "C" NOT NULL,
    village      text COLLATE "C" NOT NULL CHECK (village ~ '^[0-9]{10}$'),
    language     text COLLATE "C" NOT NULL CHECK (language IN ('id', 'en')),
    digest       bytea NOT NULL UNIQUE,
    off_hash     bytea NOT NULL UNIQUE,
    confirm_hash bytea UNIQUE,
    made_at      timestamptz NOT NULL,
    asked_at     timestamptz NOT NULL,
    confirmed_at timestamptz
);
CREATE INDEX subscriptions_village ON subscriptions (village, channel)
    WHERE confirmed_at IS NOT NULL;
CREATE INDEX subscriptions_waiting ON subscriptions (asked_at) WHERE confirmed_at IS NULL;
"""
BROADCASTS = """
CREATE TABLE broadcasts (
    id              uuid PRIMARY KEY,
    areas           text[] COLLATE "C" NOT NULL,
    channels        text[] COLLATE "C" NOT NULL,
    texts           json NOT NULL,
    severity        text COLLATE "C" NOT NULL CHECK (severity IN ('info', 'minor', 'major',
                        'critical')),
    state           text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'ready', 'sending',
                        'done', 'stopped', 'refused')),
    exercise        boolean NOT NULL,
    size            integer NOT NULL,
    queued          integer NOT NULL,
    cost            bigint NOT NULL,
    made_by         text NOT NULL,
    made_by_name    text NOT NULL,
    made_at         timestamptz NOT NULL,
    reason          text NOT NULL,
    decided_by      text,
    decided_by_name text,
    decided_at      timestamptz,
    started_at      timestamptz,
    ended_at        timestamptz,
    job             uuid,
    cursor          uuid,
    CHECK (decided_by IS DISTINCT FROM made_by OR state = 'refused')
);
CREATE INDEX broadcasts_state ON broadcasts (state, id);
"""


def upgrade() -> None:
    for statement in (SUBSCRIPTIONS, BROADCASTS):
        op.execute(statement)
