"""CAP messages that came and went out."""

from alembic import op

revision = "0012"
down_revision = "0011"

MESSAGES = """
CREATE TABLE cap_messages (
    id              uuid PRIMARY KEY,
    chain           uuid NOT NULL,
    refers          uuid REFERENCES cap_messages (id),
    ended_by        uuid REFERENCES cap_messages (id),
    incident        uuid,
    identifier      text COLLATE "C" NOT NULL UNIQUE,
    msg_type        text COLLATE "C" NOT NULL CHECK (msg_type IN ('Alert', 'Update', 'Cancel')),
    status          text COLLATE "C" NOT NULL CHECK (status IN ('Actual', 'Exercise', 'Test')),
    scope           text COLLATE "C" NOT NULL CHECK (scope IN ('Public', 'Restricted')),
    state           text COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'issued', 'refused')),
    content         json NOT NULL,
    notes           json NOT NULL,
    headline        text NOT NULL,
    severity        text NOT NULL,
    made_by         text NOT NULL,
    made_by_name    text NOT NULL,
    made_at         timestamptz NOT NULL,
    decided_by      text,
    decided_by_name text,
    decided_at      timestamptz,
    reason          text NOT NULL,
    sent            timestamptz,
    expires         timestamptz,
    xml             bytea,
    CHECK ((state = 'issued') = (xml IS NOT NULL AND sent IS NOT NULL)),
    CHECK (NOT (state = 'issued' AND scope = 'Public' AND status = 'Actual'
                AND decided_by IS NOT DISTINCT FROM made_by))
);
-- Of two who update or cancel the same message, the second is told.
CREATE UNIQUE INDEX cap_messages_follower ON cap_messages (refers) WHERE state <> 'refused';
CREATE INDEX cap_messages_chain ON cap_messages (chain);
CREATE INDEX cap_messages_public ON cap_messages (sent)
    WHERE state = 'issued' AND scope = 'Public' AND status = 'Actual';
"""
INCOMING = """
CREATE TABLE cap_incoming (
    id          uuid PRIMARY KEY,
    feed        text COLLATE "C" NOT NULL,
    entry       text COLLATE "C" NOT NULL,
    state       text COLLATE "C" NOT NULL CHECK (state IN ('reported', 'elsewhere', 'over', 'kept',
                    'replaced', 'cancelled', 'applied', 'refused')),
    sha256      bytea NOT NULL,
    raw         bytea NOT NULL,
    error       text NOT NULL,
    headline    text NOT NULL,
    event       text NOT NULL,
    area        text NOT NULL,
    brought_by  text NOT NULL,
    received_at timestamptz NOT NULL,
    repeats     integer NOT NULL,
    key         text COLLATE "C",
    chain       text COLLATE "C",
    msg_type    text COLLATE "C",
    status      text COLLATE "C",
    severity    text COLLATE "C",
    sent        timestamptz,
    expires     timestamptz,
    refers      text[] COLLATE "C" NOT NULL,
    incident    uuid
);
CREATE UNIQUE INDEX cap_incoming_bytes ON cap_incoming (sha256);
CREATE UNIQUE INDEX cap_incoming_key ON cap_incoming (key) WHERE state <> 'refused';
CREATE INDEX cap_incoming_chain ON cap_incoming (chain);
CREATE INDEX cap_incoming_entry ON cap_incoming (feed, entry) WHERE entry <> '';
"""
FEEDS = """
CREATE TABLE cap_feeds (
    name         text COLLATE "C" PRIMARY KEY,
    url          text NOT NULL,
    areas        text[] COLLATE "C" NOT NULL,
    bounds       float8[],
    every_s      integer NOT NULL CHECK (every_s BETWEEN 30 AND 86400),
    enabled      boolean NOT NULL,
    changed_by   text NOT NULL,
    changed_at   timestamptz NOT NULL,
    next_at      timestamptz NOT NULL,
    etag         text NOT NULL,
    modified     text NOT NULL,
    asked_at     timestamptz,
    ok_at        timestamptz,
    failed_since timestamptz,
    error        text NOT NULL,
    failures     integer NOT NULL,
    entries      integer NOT NULL
);
CREATE INDEX cap_feeds_next ON cap_feeds (next_at) WHERE enabled;
"""


def upgrade() -> None:
    for statement in (MESSAGES, INCOMING, FEEDS):
        op.execute(statement)
