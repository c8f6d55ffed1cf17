"""Rosters, hand-overs, absences."""

from alembic import op

revision = "0008"
down_revision = "0007"

ROSTERS = """
CREATE TABLE shift_agencies (
    agency          text COLLATE "C" PRIMARY KEY,
    area            text COLLATE "C" NOT NULL,
    rest_minutes    integer NOT NULL,
    rest_rule       text NOT NULL CHECK (rest_rule IN ('warn', 'refuse')),
    swaps_approved  boolean NOT NULL,
    overlap_minutes integer NOT NULL,
    late_minutes    integer NOT NULL,
    weeks           integer NOT NULL,
    changed_by      text NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE UNIQUE INDEX shift_agencies_name ON shift_agencies (lower(agency));
CREATE TABLE shift_patterns (
    id          uuid PRIMARY KEY,
    agency      text COLLATE "C" NOT NULL REFERENCES shift_agencies (agency),
    name        text NOT NULL,
    starts      time NOT NULL,
    ends        time NOT NULL,
    days        json NOT NULL,
    teams       json NOT NULL,
    needed      integer NOT NULL CHECK (needed > 0),
    turn_days   integer NOT NULL CHECK (turn_days > 0),
    turn_offset integer NOT NULL,
    first_day   date NOT NULL,
    last_day    date,
    made_by     text NOT NULL,
    made_at     timestamptz NOT NULL
);
CREATE INDEX shift_patterns_agency ON shift_patterns (agency);
CREATE TABLE shifts (
    id              uuid PRIMARY KEY,
    agency          text COLLATE "C" NOT NULL REFERENCES shift_agencies (agency),
    name            text NOT NULL,
    state           text NOT NULL CHECK (state IN ('planned', 'cancelled')),
    pattern         uuid REFERENCES shift_patterns (id),
    source_key      text COLLATE "C",
    day             date NOT NULL,
    starts          timestamptz NOT NULL,
    ends            timestamptz NOT NULL,
    overlap_minutes integer NOT NULL,
    needed          integer NOT NULL,
    version         integer NOT NULL,
    changed_by      text NOT NULL,
    changed_at      timestamptz NOT NULL,
    gap_told_at     timestamptz,
    late_told_at    timestamptz,
    CHECK (ends > starts),
    UNIQUE (pattern, day),
    UNIQUE (agency, source_key)
);
CREATE INDEX shifts_time ON shifts (starts, id);
CREATE INDEX shifts_agency ON shifts (agency, starts);
CREATE INDEX shifts_told ON shifts (id)
    WHERE gap_told_at IS NOT NULL OR late_told_at IS NOT NULL;
CREATE TABLE shift_people (
    shift      uuid NOT NULL REFERENCES shifts (id),
    person     text COLLATE "C" NOT NULL,
    on_it      boolean NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (shift, person)
);
CREATE INDEX shift_people_person ON shift_people (person, shift);
"""

PEOPLE = """
CREATE TABLE shift_swaps (
    id          uuid PRIMARY KEY,
    shift       uuid NOT NULL REFERENCES shifts (id),
    in_return   uuid REFERENCES shifts (id),
    person      text COLLATE "C" NOT NULL,
    other       text COLLATE "C" NOT NULL,
    state       text NOT NULL CHECK (state IN ('asked', 'accepted', 'done', 'refused',
                    'withdrawn')),
    reason      text NOT NULL,
    asked_at    timestamptz NOT NULL,
    answered_at timestamptz,
    ended_at    timestamptz,
    ended_by    text
);
CREATE UNIQUE INDEX shift_swaps_open ON shift_swaps (shift, person)
    WHERE state IN ('asked', 'accepted');
CREATE INDEX shift_swaps_other ON shift_swaps (other);
CREATE INDEX shift_swaps_person ON shift_swaps (person);
CREATE TABLE absences (
    id           uuid PRIMARY KEY,
    person       text COLLATE "C" NOT NULL,
    starts       timestamptz NOT NULL,
    ends         timestamptz NOT NULL,
    reason       text NOT NULL,
    made_by      text NOT NULL,
    made_at      timestamptz NOT NULL,
    withdrawn_by text,
    withdrawn_at timestamptz,
    CHECK (ends > starts)
);
CREATE INDEX absences_person ON absences (person, ends) WHERE withdrawn_at IS NULL;
CREATE TABLE hand_overs (
    id          uuid PRIMARY KEY,
    shift       uuid NOT NULL UNIQUE REFERENCES shifts (id),
    agency      text COLLATE "C" NOT NULL,
    given_by    text COLLATE "C" NOT NULL,
    at          timestamptz NOT NULL,
    notes       text NOT NULL,
    incidents   json NOT NULL,
    version     integer NOT NULL,
    accepted_by text COLLATE "C",
    accepted_at timestamptz
);
CREATE INDEX hand_overs_agency ON hand_overs (agency, at DESC);
"""


def upgrade() -> None:
    for part in (ROSTERS, PEOPLE):
        op.execute(part)
