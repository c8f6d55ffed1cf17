"""Letters, their way to the signature, their recipients and their numbers.

What a letter says stands in `letter_drafts` alone, in clear or, of a secret one, sealed. Who may
read it stands in `letter_readers`, which every query goes through.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

LETTERS = """
CREATE TABLE letters (
    id             uuid PRIMARY KEY,
    unit           text COLLATE "C" NOT NULL REFERENCES units (code),
    area           text COLLATE "C" NOT NULL,
    drafter        text COLLATE "C" NOT NULL REFERENCES positions (code),
    state          text NOT NULL CHECK (state IN ('draft', 'review', 'revision', 'ready_to_sign',
                       'signing', 'signing_failed', 'signed', 'sent', 'refused', 'cancelled',
                       'void')),
    version        integer NOT NULL,
    draft          integer NOT NULL,
    submitted      boolean NOT NULL,
    kind           text NOT NULL,
    security       text NOT NULL,
    urgency        text NOT NULL,
    classification text COLLATE "C" NOT NULL,
    signer         text COLLATE "C" NOT NULL,
    subject        text,
    number         text,
    document       text,
    signed_at      timestamptz,
    sent_at        timestamptz,
    corrected_by   uuid,
    withdrawn_by   uuid,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    CHECK (subject IS NULL OR security NOT IN ('secret', 'top_secret'))
);
CREATE INDEX letters_drafter ON letters (drafter, state, id);
CREATE INDEX letters_signer ON letters (signer, state, id);
CREATE TABLE letter_drafts (
    letter   uuid NOT NULL REFERENCES letters,
    draft    integer NOT NULL,
    content  json,
    sealed   bytea,
    position text COLLATE "C" NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (letter, draft),
    CHECK ((content IS NULL) <> (sealed IS NULL))
);
CREATE TABLE letter_initials (
    letter   uuid NOT NULL REFERENCES letters,
    place    integer NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('ladder', 'coordination')),
    position text COLLATE "C" NOT NULL REFERENCES positions (code),
    person   text,
    capacity text,
    at       timestamptz,
    due      boolean NOT NULL,
    PRIMARY KEY (letter, place)
);
CREATE INDEX letter_initials_due ON letter_initials (position, letter) WHERE due;
CREATE TABLE letter_recipients (
    letter       uuid NOT NULL REFERENCES letters,
    place        integer NOT NULL,
    copy         boolean NOT NULL,
    position     text COLLATE "C" REFERENCES positions (code),
    unit         text COLLATE "C" REFERENCES units (code),
    state        text NOT NULL CHECK (state IN ('waiting', 'delivered', 'read', 'followed_up')),
    note         text NOT NULL,
    delivered_at timestamptz,
    read_at      timestamptz,
    followed_at  timestamptz,
    PRIMARY KEY (letter, place)
);
CREATE INDEX letter_recipients_position ON letter_recipients (position, state, copy, letter);
CREATE TABLE letter_readers (
    reader text COLLATE "C" NOT NULL,
    letter uuid NOT NULL REFERENCES letters,
    PRIMARY KEY (reader, letter)
);
CREATE INDEX letter_readers_letter ON letter_readers (letter);
CREATE TABLE recipient_groups (
    id      uuid PRIMARY KEY,
    unit    text COLLATE "C" NOT NULL REFERENCES units (code),
    name    text NOT NULL,
    members json NOT NULL,
    UNIQUE (unit, name)
);
CREATE TABLE classifications (
    code  text COLLATE "C" PRIMARY KEY,
    title text NOT NULL
);
CREATE TABLE letter_files (
    hash   text COLLATE "C" PRIMARY KEY,
    bytes  bytea NOT NULL
);
CREATE TABLE letter_attachments (
    id       uuid PRIMARY KEY,
    letter   uuid NOT NULL REFERENCES letters,
    draft    integer NOT NULL,
    gone     integer,
    name     text,
    type     text NOT NULL,
    size     integer NOT NULL,
    hash     text COLLATE "C" REFERENCES letter_files,
    sealed   bytea,
    position text COLLATE "C" NOT NULL,
    at       timestamptz NOT NULL,
    CHECK ((hash IS NULL) <> (sealed IS NULL))
);
CREATE INDEX letter_attachments_letter ON letter_attachments (letter, id);
"""
NUMBERS = """
CREATE TABLE number_rules (
    unit     text COLLATE "C" NOT NULL,
    kind     text NOT NULL,
    secret   boolean NOT NULL,
    template text NOT NULL,
    scope    text NOT NULL CHECK (scope IN ('institution', 'unit', 'unit_kind',
                 'unit_classification')),
    PRIMARY KEY (unit, kind, secret)
);
CREATE TABLE number_counters (
    series text COLLATE "C" NOT NULL,
    year   integer NOT NULL,
    last   integer NOT NULL,
    PRIMARY KEY (series, year)
);
CREATE TABLE numbers (
    id     uuid PRIMARY KEY,
    series text COLLATE "C" NOT NULL,
    year   integer NOT NULL,
    n      integer NOT NULL CHECK (n > 0),
    suffix text COLLATE "C" NOT NULL,
    text   text NOT NULL,
    letter uuid NOT NULL REFERENCES letters,
    unit   text COLLATE "C" NOT NULL,
    secret boolean NOT NULL,
    state  text NOT NULL CHECK (state IN ('reserved', 'used', 'void')),
    day    date NOT NULL,
    reason text NOT NULL,
    UNIQUE (series, year, n, suffix),
    CHECK (state <> 'void' OR reason <> '')
);
CREATE UNIQUE INDEX numbers_letter ON numbers (letter) WHERE state <> 'void';
CREATE INDEX numbers_unit ON numbers (unit, year);
"""


def upgrade() -> None:
    op.execute(LETTERS)
    op.execute(NUMBERS)
