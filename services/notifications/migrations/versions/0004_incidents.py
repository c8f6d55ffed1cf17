"""Incidents: reports, numbers, log, tasks, units, photos; how other services' events are taken."""

from alembic import op

revision = "0004"
down_revision = "0003"

INCIDENTS = """
CREATE TABLE incident_years (
    year integer PRIMARY KEY,
    last integer NOT NULL
);
CREATE TABLE incidents (
    id             uuid PRIMARY KEY,
    year           integer NOT NULL,
    number         integer NOT NULL,
    type           text NOT NULL,
    severity       text NOT NULL CHECK (severity IN ('info', 'minor', 'major', 'critical')),
    rank           smallint NOT NULL GENERATED ALWAYS AS (CASE severity WHEN 'critical' THEN 3
                       WHEN 'major' THEN 2 WHEN 'minor' THEN 1 ELSE 0 END) STORED,
    headline       text NOT NULL,
    text           text NOT NULL,
    area           text COLLATE "C" NOT NULL,
    lon            double precision,
    lat            double precision,
    spot           geography(Point, 4326) GENERATED ALWAYS AS
                       (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED,
    radius_m       integer,
    road           text COLLATE "C",
    metre          double precision,
    place          text NOT NULL,
    source         text NOT NULL,
    exercise       boolean NOT NULL,
    occurred_at    timestamptz NOT NULL,
    reported_at    timestamptz NOT NULL,
    state          text NOT NULL CHECK (state IN ('reported', 'verified', 'responding',
                       'contained', 'closed', 'false', 'duplicate')),
    version        integer NOT NULL,
    changed_by     text NOT NULL,
    changed_at     timestamptz NOT NULL,
    times          json NOT NULL,
    checked        boolean NOT NULL,
    handler        text COLLATE "C",
    handler_name   text,
    handler_agency text,
    handler_since  timestamptz,
    merged_into    uuid REFERENCES incidents (id),
    before_merge   text,
    UNIQUE (year, number),
    CHECK ((state = 'duplicate') = (merged_into IS NOT NULL)),
    CHECK ((lon IS NULL) = (lat IS NULL))
);
CREATE INDEX incidents_queue ON incidents (rank DESC, reported_at, id)
    WHERE state IN ('reported', 'verified', 'responding', 'contained');
CREATE INDEX incidents_past ON incidents (reported_at DESC, id DESC);
CREATE INDEX incidents_area ON incidents (area);
CREATE INDEX incidents_merged ON incidents (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX incidents_near ON incidents USING gist (spot)
    WHERE state IN ('reported', 'verified', 'responding', 'contained');
CREATE INDEX incidents_like ON incidents (type, occurred_at)
    WHERE state IN ('reported', 'verified', 'responding', 'contained');
"""

REPORTS = """
CREATE TABLE incident_reports (
    id          uuid PRIMARY KEY,
    incident    uuid NOT NULL REFERENCES incidents (id),
    source      text NOT NULL,
    account     text COLLATE "C",
    reporter    text NOT NULL,
    agency      text NOT NULL,
    headline    text NOT NULL,
    text        text NOT NULL,
    occurred_at timestamptz NOT NULL,
    first_at    timestamptz NOT NULL,
    last_at     timestamptz NOT NULL,
    count       integer NOT NULL DEFAULT 1,
    told        integer NOT NULL DEFAULT 1,
    receipt     text COLLATE "C" UNIQUE
);
CREATE INDEX incident_reports_incident ON incident_reports (incident, first_at);
CREATE INDEX incident_reports_account ON incident_reports (account) WHERE account IS NOT NULL;
CREATE INDEX incident_reports_untold ON incident_reports (incident) WHERE told <> count;
CREATE TABLE incident_keys (
    key    text COLLATE "C" PRIMARY KEY,
    report uuid NOT NULL,
    until  timestamptz
);
CREATE TABLE incident_sources (
    code text COLLATE "C" PRIMARY KEY,
    mode text NOT NULL CHECK (mode IN ('off', 'wait', 'open')),
    who  text NOT NULL,
    at   timestamptz NOT NULL
);
"""

HANGING = """
CREATE TABLE incident_tasks (
    id       uuid PRIMARY KEY,
    incident uuid NOT NULL REFERENCES incidents (id),
    text     text NOT NULL,
    assignee text NOT NULL,
    agency   text NOT NULL,
    due      timestamptz,
    state    text NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    made_by  text NOT NULL,
    made_at  timestamptz NOT NULL,
    ended_by text,
    ended_at timestamptz
);
CREATE INDEX incident_tasks_incident ON incident_tasks (incident);
CREATE TABLE incident_units (
    id         uuid PRIMARY KEY,
    incident   uuid NOT NULL REFERENCES incidents (id),
    name       text NOT NULL,
    agency     text NOT NULL,
    state      text NOT NULL CHECK (state IN ('assigned', 'en_route', 'on_site', 'released')),
    lon        double precision,
    lat        double precision,
    eta        timestamptz,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX incident_units_incident ON incident_units (incident);
CREATE TABLE incident_photos (
    id          uuid PRIMARY KEY,
    incident    uuid NOT NULL REFERENCES incidents (id),
    sha256      text COLLATE "C" NOT NULL,
    bytes       integer NOT NULL,
    width       integer NOT NULL,
    height      integer NOT NULL,
    taken_at    timestamptz,
    received_at timestamptz NOT NULL,
    account     text COLLATE "C" NOT NULL,
    who         text NOT NULL,
    UNIQUE (incident, sha256)
);
CREATE INDEX incident_photos_sha256 ON incident_photos (sha256);
CREATE TABLE incident_log (
    id       uuid PRIMARY KEY,
    incident uuid NOT NULL,
    at       timestamptz NOT NULL,
    what     text NOT NULL,
    account  text COLLATE "C" NOT NULL,
    who      text NOT NULL,
    agency   text NOT NULL,
    text     text NOT NULL,
    data     json
);
CREATE INDEX incident_log_incident ON incident_log (incident, id);
COMMENT ON TABLE incident_log IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON incident_log FROM CURRENT_USER;
"""


def upgrade() -> None:
    for part in (INCIDENTS, REPORTS, HANGING):
        op.execute(part)
