"""Incoming letters and dispositions.

Who may read an incoming letter and its dispositions stands in `office_readers`, by the letter's id;
of a letter that came inside, whose readers are its own, each desk it is disposed from has a tree of
its own. What a secret one says is sealed; keys of its readers are those of holders alone.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

INCOMING = """
CREATE TABLE office_readers (
    reader  text COLLATE "C" NOT NULL,
    subject uuid NOT NULL,
    PRIMARY KEY (reader, subject)
);
CREATE INDEX office_readers_subject ON office_readers (subject, reader);
CREATE TABLE incoming_scans (
    hash  text COLLATE "C" PRIMARY KEY,
    bytes bytea NOT NULL
);
CREATE TABLE incoming (
    id             uuid PRIMARY KEY,
    unit           text COLLATE "C" NOT NULL REFERENCES units (code),
    area           text COLLATE "C" NOT NULL,
    registrar      text COLLATE "C" NOT NULL REFERENCES positions (code),
    year           integer NOT NULL,
    n              integer NOT NULL CHECK (n > 0),
    state          text NOT NULL CHECK (state IN ('recorded', 'forwarded', 'read', 'disposed',
                       'answered', 'filed', 'done')),
    version        integer NOT NULL,
    security       text NOT NULL,
    urgency        text NOT NULL,
    secret         boolean NOT NULL,
    classification text COLLATE "C" NOT NULL,
    dated          date NOT NULL,
    received       date NOT NULL,
    number         text,
    sender         text,
    subject        text,
    sealed         bytea,
    position       text COLLATE "C" REFERENCES positions (code),
    position_key   text COLLATE "C",
    scan           text COLLATE "C" REFERENCES incoming_scans (hash),
    scan_type      text,
    scan_size      integer,
    answer         uuid REFERENCES letters,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    UNIQUE (unit, secret, year, n),
    CHECK ((sealed IS NULL) <> secret),
    CHECK ((subject IS NULL) = secret AND (sender IS NULL) = secret AND (number IS NULL) = secret)
);
CREATE INDEX incoming_position ON incoming (position_key, state, id);
CREATE INDEX incoming_agenda ON incoming (unit, year, id);
CREATE INDEX incoming_twin ON incoming (unit, dated, lower(number)) WHERE NOT secret;
"""
DISPOSITIONS = """
CREATE TABLE dispositions (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('incoming', 'letter')),
    letter       uuid NOT NULL,
    subject      uuid NOT NULL,
    parent       uuid REFERENCES dispositions,
    giver        text COLLATE "C" NOT NULL REFERENCES positions (code),
    giver_key    text COLLATE "C" NOT NULL,
    receiver     text COLLATE "C" NOT NULL REFERENCES positions (code),
    receiver_key text COLLATE "C" NOT NULL,
    duty         boolean NOT NULL,
    state        text NOT NULL CHECK (state IN ('sent', 'cancelled', 'read', 'in_progress',
                     'passed_on', 'reported', 'done')),
    version      integer NOT NULL,
    urgency      text NOT NULL,
    due          date,
    told_due     date,
    secret       boolean NOT NULL,
    said         json,
    sealed       bytea,
    given_at     timestamptz NOT NULL,
    read_at      timestamptz,
    started_at   timestamptz,
    reported_at  timestamptz,
    done_at      timestamptz,
    CHECK ((said IS NULL) = secret AND (sealed IS NULL) <> secret)
);
CREATE INDEX dispositions_giver ON dispositions (giver_key, state, id);
CREATE INDEX dispositions_receiver ON dispositions (receiver_key, state, id);
CREATE INDEX dispositions_letter ON dispositions (letter, id);
CREATE INDEX dispositions_subject ON dispositions (subject, id);
CREATE INDEX dispositions_parent ON dispositions (parent) WHERE parent IS NOT NULL;
CREATE INDEX dispositions_due ON dispositions (due)
    WHERE duty AND state IN ('sent', 'read', 'in_progress', 'passed_on')
        AND told_due IS DISTINCT FROM due;
"""


def upgrade() -> None:
    op.execute(INCOMING)
    op.execute(DISPOSITIONS)
