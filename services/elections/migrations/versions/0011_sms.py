"""The SMS line."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = """
CREATE TABLE sms_phones (
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    phone_hash bytea NOT NULL,
    area       text COLLATE "C" NOT NULL,
    added_by   text NOT NULL,
    added_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (election, phone_hash)
);
CREATE TABLE sms_messages (
    id          uuid PRIMARY KEY,
    election    text COLLATE "C" NOT NULL REFERENCES elections,
    received_at timestamptz NOT NULL,
    channel     text NOT NULL,
    who         text NOT NULL,
    tail        text NOT NULL,
    text        text NOT NULL,
    tps         text COLLATE "C" NOT NULL,
    contest     text COLLATE "C" NOT NULL,
    state       text NOT NULL,
    reply       text NOT NULL,
    submission  uuid
);
CREATE INDEX sms_messages_by_time ON sms_messages (election, received_at DESC, id DESC);
"""


def upgrade() -> None:
    op.execute(TABLES)
