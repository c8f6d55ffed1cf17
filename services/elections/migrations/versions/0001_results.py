"""Elections, polling stations, results and their tallies."""

from alembic import op

from libs.kit.migrate import create_kit_tables

revision = "0001"
down_revision = None

REGISTERED = """
CREATE TABLE elections (
    id            text COLLATE "C" PRIMARY KEY,
    name          text NOT NULL,
    date          date NOT NULL,
    area          text COLLATE "C" NOT NULL,
    rehearsal     boolean NOT NULL,
    dpt_limit     integer NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE contests (
    key        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    id         text COLLATE "C" NOT NULL,
    position   smallint NOT NULL,
    name       text NOT NULL,
    area       text COLLATE "C" NOT NULL,
    candidates jsonb NOT NULL,
    UNIQUE (election, id)
);
CREATE TABLE areas (
    election text COLLATE "C" NOT NULL REFERENCES elections,
    code     text COLLATE "C" NOT NULL,
    name     text NOT NULL,
    PRIMARY KEY (election, code)
);
CREATE TABLE stations (
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    tps        text COLLATE "C" NOT NULL CHECK (tps ~ '^[0-9]{13}$'),
    dpt_male   integer,
    dpt_female integer,
    dpt_total  integer,
    lon        double precision,
    lat        double precision,
    name       text,
    PRIMARY KEY (election, tps)
);
"""

# A record is made empty, when its station registers, and grows tenfold with the first submission:
# room for that in its page keeps the update from touching the index.
HANDED_IN = """
CREATE TABLE results (
    contest     integer NOT NULL,
    tps         text COLLATE "C" NOT NULL,
    version     integer NOT NULL DEFAULT 0,
    state       text NOT NULL DEFAULT 'none' CHECK (state IN ('none', 'partial', 'entered')),
    figures     jsonb NOT NULL DEFAULT '{}',
    errors      smallint NOT NULL DEFAULT 0,
    warnings    smallint NOT NULL DEFAULT 0,
    submission  uuid,
    channel     text,
    who         text,
    received_at timestamptz,
    PRIMARY KEY (contest, tps)
) WITH (fillfactor = 10);
CREATE TABLE submissions (
    id          uuid PRIMARY KEY,
    contest     integer NOT NULL,
    tps         text COLLATE "C" NOT NULL,
    version     integer NOT NULL,
    channel     text NOT NULL,
    who         text NOT NULL,
    received_at timestamptz NOT NULL,
    recorded_at timestamptz,
    figures     jsonb NOT NULL,
    UNIQUE (contest, tps, version)
);
CREATE INDEX submissions_received_at ON submissions (received_at);
CREATE TABLE findings (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contest    integer NOT NULL,
    tps        text COLLATE "C" NOT NULL,
    rule       text NOT NULL,
    severity   text NOT NULL CHECK (severity IN ('error', 'warning')),
    fields     text[] NOT NULL,
    message    text NOT NULL,
    difference integer NOT NULL
);
CREATE INDEX findings_station ON findings (contest, tps);
"""

TALLIED = """
CREATE TABLE tallies (
    contest     integer NOT NULL,
    level       smallint NOT NULL,
    area        text COLLATE "C" NOT NULL,
    expected    integer NOT NULL,
    stations_in integer NOT NULL,
    complete    integer NOT NULL,
    votes       bigint[] NOT NULL,
    invalid     bigint NOT NULL,
    dpt         bigint NOT NULL,
    dpt_in      bigint NOT NULL,
    users       bigint NOT NULL,
    errors      integer NOT NULL,
    warnings    integer NOT NULL,
    latest      timestamptz,
    version     bigint NOT NULL,
    PRIMARY KEY (contest, level, area)
) WITH (fillfactor = 70);
CREATE TABLE tally_changes (
    contest integer NOT NULL,
    id      bigint GENERATED ALWAYS AS IDENTITY,
    tps     text COLLATE "C" NOT NULL,
    PRIMARY KEY (contest, id)
);
CREATE TABLE tally_states (
    contest   integer PRIMARY KEY,
    version   bigint NOT NULL DEFAULT 0,
    folded_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE import_errors (
    job    uuid NOT NULL,
    place  integer NOT NULL,
    code   text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (job, place)
);
"""


def upgrade() -> None:
    create_kit_tables(op)
    for statements in (REGISTERED, HANDED_IN, TALLIED):
        op.execute(statements)
