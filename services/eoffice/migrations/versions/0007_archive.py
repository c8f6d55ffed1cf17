"""Files, the retention schedule, transfers and destructions; agenda books that were asked for.

What is destroyed leaves `archive_records`, to which rows are only added, and of a signed letter
`destroyed_documents`, by which it is verified further. The bytes of `signed_documents` may be
deleted by the service and never changed (`libs.kit.migrate.ERASABLE`).
"""

from alembic import op

revision = "0007"
down_revision = "0006"

FILES = """
CREATE TABLE retention_rules (
    code           text COLLATE "C" PRIMARY KEY,
    title          text NOT NULL,
    active_years   integer NOT NULL CHECK (active_years BETWEEN 0 AND 100),
    inactive_years integer NOT NULL CHECK (inactive_years BETWEEN 0 AND 100),
    fate           text NOT NULL CHECK (fate IN ('permanent', 'destroy', 'review')),
    basis          text NOT NULL
);
CREATE TABLE archive_institutions (
    area          text COLLATE "C" PRIMARY KEY,
    record_centre text COLLATE "C" NOT NULL REFERENCES units (code),
    institution   text COLLATE "C" NOT NULL REFERENCES units (code)
);
CREATE TABLE archive_lists (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('transfer', 'destruction')),
    unit       text COLLATE "C" NOT NULL REFERENCES units (code),
    centre     text COLLATE "C" NOT NULL REFERENCES units (code),
    judge      text COLLATE "C" NOT NULL REFERENCES units (code),
    state      text NOT NULL CHECK (state IN ('proposed', 'accepted', 'approved', 'refused',
                   'carried_out')),
    version    integer NOT NULL,
    note       text NOT NULL,
    decree     text NOT NULL,
    proposer   text COLLATE "C" NOT NULL,
    person     text NOT NULL,
    made_at    timestamptz NOT NULL,
    decided_at timestamptz
);
CREATE INDEX archive_lists_unit ON archive_lists (unit, id);
CREATE INDEX archive_lists_centre ON archive_lists (centre, id);
CREATE TABLE archive_decisions (
    list     uuid NOT NULL REFERENCES archive_lists,
    side     text NOT NULL CHECK (side IN ('unit', 'institution', 'centre')),
    verdict  text NOT NULL,
    position text COLLATE "C" NOT NULL,
    title    text NOT NULL,
    person   text NOT NULL,
    capacity text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (list, side, verdict)
);
CREATE TABLE archive_files (
    id             uuid PRIMARY KEY,
    unit           text COLLATE "C" NOT NULL REFERENCES units (code),
    keeper         text COLLATE "C" NOT NULL REFERENCES units (code),
    opener         text COLLATE "C" NOT NULL,
    code           text COLLATE "C" NOT NULL,
    title          text NOT NULL,
    classification text COLLATE "C" NOT NULL,
    security       text NOT NULL,
    state          text NOT NULL CHECK (state IN ('archived_active', 'archived_inactive',
                       'permanent', 'proposed_for_destruction', 'destroyed')),
    version        integer NOT NULL,
    opened         date NOT NULL,
    closed         date,
    rule           text COLLATE "C",
    active_years   integer,
    inactive_years integer,
    fate           text CHECK (fate IN ('permanent', 'destroy', 'review')),
    basis          text,
    active_until   date,
    inactive_until date,
    list           uuid REFERENCES archive_lists,
    UNIQUE (unit, code),
    CHECK (closed >= opened),
    CHECK ((closed IS NULL) = (fate IS NULL)),
    CHECK (closed IS NOT NULL OR state = 'archived_active'),
    CHECK (fate = 'destroy' OR state NOT IN ('proposed_for_destruction', 'destroyed'))
);
CREATE INDEX archive_files_keeper ON archive_files (keeper, id);
CREATE INDEX archive_files_unit ON archive_files (unit, id);
CREATE INDEX archive_files_active ON archive_files (active_until, id)
    WHERE state = 'archived_active';
CREATE INDEX archive_files_inactive ON archive_files (inactive_until, id)
    WHERE state = 'archived_inactive';
CREATE INDEX archive_files_list ON archive_files (list) WHERE list IS NOT NULL;
CREATE TABLE archive_items (
    id       uuid PRIMARY KEY,
    kind     text NOT NULL CHECK (kind IN ('letter', 'incoming')),
    letter   uuid NOT NULL UNIQUE,
    file     uuid NOT NULL REFERENCES archive_files,
    position text COLLATE "C" NOT NULL,
    at       timestamptz NOT NULL
);
CREATE INDEX archive_items_file ON archive_items (file, id);
CREATE TABLE archive_list_files (
    list uuid NOT NULL REFERENCES archive_lists,
    file uuid NOT NULL REFERENCES archive_files,
    PRIMARY KEY (list, file)
);
"""
RECORDS = """
CREATE TABLE archive_records (
    letter         uuid PRIMARY KEY,
    kind           text NOT NULL,
    list           uuid NOT NULL,
    file           uuid NOT NULL,
    unit           text COLLATE "C" NOT NULL,
    number         text,
    subject        text,
    party          text,
    sealed         bytea,
    dated          date NOT NULL,
    classification text COLLATE "C" NOT NULL,
    security       text NOT NULL,
    document       text,
    hash           text NOT NULL,
    position       text COLLATE "C" NOT NULL,
    person         text NOT NULL,
    at             timestamptz NOT NULL
);
CREATE INDEX archive_records_list ON archive_records (list, letter);
COMMENT ON TABLE archive_records IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON archive_records FROM CURRENT_USER;
CREATE TABLE destroyed_documents (
    letter    uuid PRIMARY KEY REFERENCES letters,
    code      text COLLATE "C" NOT NULL UNIQUE,
    hash      text NOT NULL,
    digest    text NOT NULL,
    secret    boolean NOT NULL,
    facts     json,
    signed_at timestamptz NOT NULL,
    at        timestamptz NOT NULL
);
COMMENT ON TABLE destroyed_documents IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON destroyed_documents FROM CURRENT_USER;
DO $$ BEGIN  -- where nobody guards, the service owns it and took its own right away
    IF (SELECT tableowner FROM pg_tables WHERE tablename = 'signed_documents'
            AND schemaname = current_schema()) = current_user
    THEN GRANT DELETE ON signed_documents TO CURRENT_USER; END IF;
END $$;
CREATE TABLE agenda_books (
    job  uuid PRIMARY KEY,
    name text NOT NULL,
    type text NOT NULL,
    body bytea NOT NULL,
    at   timestamptz NOT NULL
);
CREATE INDEX numbers_book ON numbers (unit, day, id);
CREATE INDEX letters_signed ON letters (signer, signed_at) WHERE signed_at IS NOT NULL;
CREATE INDEX letter_initials_given ON letter_initials (position, at) WHERE at IS NOT NULL;
CREATE INDEX incoming_received ON incoming (unit, received, id);
"""


def upgrade() -> None:
    op.execute(FILES)
    op.execute(RECORDS)
