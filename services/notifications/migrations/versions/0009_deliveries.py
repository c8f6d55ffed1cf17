"""Contacts, channels, templates, and a row for each delivery."""

from alembic import op

revision = "0009"
down_revision = "0008"

MESSAGES = """
CREATE TABLE delivery_messages (
    key        text COLLATE "C" PRIMARY KEY,
    topic      text COLLATE "C" NOT NULL,
    severity   text NOT NULL CHECK (severity IN ('info', 'minor', 'major', 'critical')),
    subject    text NOT NULL,
    text       text NOT NULL,
    link       text NOT NULL,
    exercise   boolean NOT NULL,
    expires_at timestamptz,
    values     json NOT NULL,
    area       text COLLATE "C" NOT NULL,
    made_at    timestamptz NOT NULL
);
CREATE INDEX delivery_messages_words ON delivery_messages
    USING gin (to_tsvector('simple', subject));
CREATE TABLE deliveries (
    id           uuid PRIMARY KEY,
    key          text COLLATE "C" NOT NULL REFERENCES delivery_messages,
    reader       text COLLATE "C" NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    contact      uuid NOT NULL,
    topic        text COLLATE "C" NOT NULL,
    rank         smallint NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('queued', 'sending', 'sent',
                     'delivered', 'read', 'failed', 'unknown', 'cancelled', 'expired')),
    ready        boolean NOT NULL,
    ready_at     timestamptz,
    expires_at   timestamptz,
    digest       boolean NOT NULL,
    attempts     smallint NOT NULL,
    leased_until timestamptz,
    why          text COLLATE "C" NOT NULL,
    queued_at    timestamptz NOT NULL,
    sent_at      timestamptz,
    delivered_at timestamptz,
    read_at      timestamptz,
    ended_at     timestamptz
);
CREATE UNIQUE INDEX deliveries_once ON deliveries (key, reader, channel, contact);
CREATE INDEX deliveries_queue ON deliveries (channel, rank DESC, id)
    WHERE state = 'queued' AND ready;
CREATE INDEX deliveries_waiting ON deliveries (ready_at) WHERE state = 'queued' AND NOT ready;
CREATE INDEX deliveries_expiring ON deliveries (expires_at)
    WHERE state = 'queued' AND expires_at IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (leased_until) WHERE state = 'sending';
CREATE INDEX deliveries_gathering ON deliveries (contact) WHERE state = 'queued' AND digest;
CREATE INDEX deliveries_by_state ON deliveries (state, id);
CREATE INDEX deliveries_by_channel ON deliveries (channel, state, id);
CREATE INDEX deliveries_by_reader ON deliveries (reader, id);
CREATE INDEX deliveries_by_topic ON deliveries (topic, id);
CREATE INDEX deliveries_by_key ON deliveries (key, id);
"""
CHANNELS = """
CREATE TABLE channels (
    name       text COLLATE "C" PRIMARY KEY,
    kind       text COLLATE "C" NOT NULL,
    parts      json NOT NULL,
    sealed     bytea NOT NULL,
    enabled    boolean NOT NULL,
    public     boolean NOT NULL,
    version    integer NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE TABLE channel_health (
    channel        text COLLATE "C" PRIMARY KEY,
    failures       integer NOT NULL,
    opened         integer NOT NULL,
    open_until     timestamptz,
    probing_until  timestamptz,
    last_ok_at     timestamptz,
    last_failed_at timestamptz,
    why            text COLLATE "C" NOT NULL
);
"""
CONTACTS = """
CREATE TABLE contacts (
    id          uuid PRIMARY KEY,
    reader      text COLLATE "C" NOT NULL,
    channel     text COLLATE "C" NOT NULL,
    place       smallint NOT NULL,
    least       text NOT NULL CHECK (least IN ('info', 'minor', 'major', 'critical')),
    sealed      bytea NOT NULL,
    masked      text NOT NULL,
    digest      bytea NOT NULL,
    verified_at timestamptz,
    nonce       bytea,
    code_until  timestamptz,
    tries       smallint NOT NULL,
    made_at     timestamptz NOT NULL,
    UNIQUE (reader, channel, digest)
);
CREATE TABLE delivery_preferences (
    reader      text COLLATE "C" PRIMARY KEY,
    language    text NOT NULL CHECK (language IN ('id', 'en')),
    quiet_from  time,
    quiet_until time,
    digest      boolean NOT NULL,
    CHECK ((quiet_from IS NULL) = (quiet_until IS NULL))
);
CREATE TABLE message_templates (
    topic      text COLLATE "C" NOT NULL,
    language   text COLLATE "C" NOT NULL,
    version    integer NOT NULL,
    subject    text NOT NULL,
    body       text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (topic, language, version)
);
"""


def upgrade() -> None:
    for statements in (MESSAGES, CHANNELS, CONTACTS):
        op.execute(statements)
