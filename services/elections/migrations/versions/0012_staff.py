"""Ad-hoc staff and the party check."""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = """
CREATE TABLE staff_rounds (
    id        uuid PRIMARY KEY,
    election  text COLLATE "C" NOT NULL REFERENCES elections,
    body      text NOT NULL,
    area      text COLLATE "C" NOT NULL,
    name      text NOT NULL,
    opens     date NOT NULL,
    closes    date NOT NULL,
    term_ends date NOT NULL,
    made_by   text NOT NULL,
    made_at   timestamptz NOT NULL DEFAULT now(),
    erased_at timestamptz,
    CHECK (opens <= closes AND closes <= term_ends)
);
CREATE INDEX staff_rounds_by_election ON staff_rounds (election, area, body, id);
CREATE TABLE staff_applicants (
    id               uuid PRIMARY KEY,
    election         text COLLATE "C" NOT NULL REFERENCES elections,
    round            uuid NOT NULL REFERENCES staff_rounds,
    body             text NOT NULL,
    area             text COLLATE "C" NOT NULL,
    name             text,
    nik_hash         bytea,
    nik_tail         text,
    birth_date       date,
    nik_agrees       boolean NOT NULL,
    no_party         boolean NOT NULL,
    state            text NOT NULL DEFAULT 'applied',
    reason           text NOT NULL DEFAULT '',
    decided_by       text,
    decided_at       timestamptz,
    party            text NOT NULL,
    party_source     text NOT NULL,
    party_checked_at timestamptz NOT NULL,
    version          integer NOT NULL DEFAULT 1,
    added_by         text NOT NULL,
    added_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX staff_applicants_by_area ON staff_applicants (election, area, id);
CREATE INDEX staff_applicants_by_person ON staff_applicants (election, nik_hash);
CREATE UNIQUE INDEX staff_applicants_once_a_round ON staff_applicants (round, nik_hash);
CREATE UNIQUE INDEX staff_applicants_in_one_body ON staff_applicants (election, nik_hash)
    WHERE state = 'accepted';
CREATE TABLE staff_party_snapshots (
    election text COLLATE "C" NOT NULL REFERENCES elections,
    party    text NOT NULL,
    snapshot uuid NOT NULL,
    members  integer NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (election, party)
);
CREATE TABLE staff_party_members (
    election text COLLATE "C" NOT NULL REFERENCES elections,
    nik_hash bytea NOT NULL,
    party    text NOT NULL,
    snapshot uuid NOT NULL,
    position text NOT NULL,
    place    text NOT NULL,
    PRIMARY KEY (election, nik_hash, party, snapshot)
);
CREATE TABLE staff_objections (
    id         uuid PRIMARY KEY,
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    applicant  uuid NOT NULL REFERENCES staff_applicants,
    nik_hash   bytea NOT NULL,
    state      text NOT NULL DEFAULT 'filed',
    note       text NOT NULL,
    filed_by   text NOT NULL,
    filed_at   timestamptz NOT NULL DEFAULT now(),
    decision   text NOT NULL DEFAULT '',
    decided_by text,
    decided_at timestamptz
);
CREATE INDEX staff_objections_by_person ON staff_objections (election, nik_hash, filed_at DESC);
CREATE UNIQUE INDEX staff_objections_open ON staff_objections (election, nik_hash)
    WHERE state = 'filed';
CREATE TABLE staff_watches (
    election text COLLATE "C" NOT NULL REFERENCES elections,
    day      date NOT NULL,
    at       timestamptz NOT NULL DEFAULT now(),
    outcome  text NOT NULL DEFAULT 'checked',
    watched  integer NOT NULL DEFAULT 0,
    appeared integer NOT NULL DEFAULT 0,
    PRIMARY KEY (election, day)
);
"""


def upgrade() -> None:
    op.execute(TABLES)
