"""Alerts, who was told of them, chains under way; rules and chains as they are set; silences."""

from alembic import op

revision = "0010"
down_revision = "0009"

ALERTS = """
CREATE TABLE alerts (
    id              uuid PRIMARY KEY,
    key             text COLLATE "C" NOT NULL,
    topic           text COLLATE "C" NOT NULL,
    severity        text NOT NULL CHECK (severity IN ('info', 'minor', 'major', 'critical')),
    rank            smallint NOT NULL GENERATED ALWAYS AS (CASE severity WHEN 'critical' THEN 3
                        WHEN 'major' THEN 2 WHEN 'minor' THEN 1 ELSE 0 END) STORED,
    area            text COLLATE "C" NOT NULL,
    headline        text NOT NULL,
    text            text NOT NULL,
    link            text NOT NULL,
    source          text NOT NULL,
    exercise        boolean NOT NULL,
    about_kind      text COLLATE "C" NOT NULL,
    about_id        text COLLATE "C" NOT NULL,
    raised_by       text NOT NULL,
    raised_at       timestamptz NOT NULL,
    last_at         timestamptz NOT NULL,
    changed_at      timestamptz NOT NULL,
    state           text NOT NULL CHECK (state IN ('firing', 'acknowledged', 'resolved',
                        'cancelled', 'expired')),
    held            text NOT NULL,
    count           integer NOT NULL,
    told_count      integer NOT NULL DEFAULT 1,
    round           integer NOT NULL,
    version         integer NOT NULL,
    route_at        timestamptz,
    again_at        timestamptz,
    expires_at      timestamptz,
    acknowledged_by text,
    acknowledged_at timestamptz,
    note            text,
    ended_by        text,
    ended_at        timestamptz
);
CREATE UNIQUE INDEX alerts_one_open_of_a_key ON alerts (key)
    WHERE state IN ('firing', 'acknowledged');
CREATE INDEX alerts_firing ON alerts (rank DESC, raised_at, id) WHERE state = 'firing';
CREATE INDEX alerts_acknowledged ON alerts (acknowledged_at, id) WHERE state = 'acknowledged';
CREATE INDEX alerts_past ON alerts (ended_at DESC, id DESC)
    WHERE state NOT IN ('firing', 'acknowledged');
CREATE INDEX alerts_about ON alerts (about_kind, about_id);
CREATE INDEX alerts_strong ON alerts (topic) WHERE state IN ('firing', 'acknowledged');
CREATE INDEX alerts_route ON alerts (route_at) WHERE route_at IS NOT NULL;
CREATE INDEX alerts_again ON alerts (again_at) WHERE again_at IS NOT NULL;
CREATE INDEX alerts_expire ON alerts (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX alerts_untold ON alerts (id) WHERE told_count <> count;
CREATE INDEX alerts_held ON alerts (held) WHERE held <> '';
"""

TOLD = """
CREATE TABLE alert_log (
    id    uuid PRIMARY KEY,
    alert uuid NOT NULL,
    at    timestamptz NOT NULL,
    what  text NOT NULL,
    who   text NOT NULL,
    text  text NOT NULL,
    data  json
);
CREATE INDEX alert_log_alert ON alert_log (alert, id);
COMMENT ON TABLE alert_log IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON alert_log FROM CURRENT_USER;
CREATE TABLE alert_readers (
    alert    uuid NOT NULL REFERENCES alerts (id),
    person   text COLLATE "C" NOT NULL,
    position text COLLATE "C" NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (alert, person, position)
);
CREATE INDEX alert_readers_person ON alert_readers (person, alert);
CREATE TABLE alert_gathered (
    gathering text COLLATE "C" NOT NULL,
    alert     uuid NOT NULL REFERENCES alerts (id),
    round     integer NOT NULL,
    rule      text COLLATE "C" NOT NULL,
    due_at    timestamptz NOT NULL,
    PRIMARY KEY (gathering, alert)
);
CREATE INDEX alert_gathered_due ON alert_gathered (due_at);
CREATE TABLE alert_chains (
    id      uuid PRIMARY KEY,
    alert   uuid NOT NULL REFERENCES alerts (id),
    chain   text COLLATE "C" NOT NULL,
    round   integer NOT NULL,
    step    integer NOT NULL,
    turn    integer NOT NULL,
    steps   json NOT NULL,
    due_at  timestamptz,
    ends_at timestamptz,
    UNIQUE (alert, chain, round)
);
CREATE INDEX alert_chains_due ON alert_chains (due_at) WHERE due_at IS NOT NULL;
"""

SET = """
CREATE TABLE alert_settings (
    kind    text COLLATE "C" NOT NULL,
    code    text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    body    json,
    who     text NOT NULL,
    at      timestamptz NOT NULL,
    PRIMARY KEY (kind, code, version)
);
COMMENT ON TABLE alert_settings IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON alert_settings FROM CURRENT_USER;
CREATE TABLE alert_silences (
    id       uuid PRIMARY KEY,
    match    json NOT NULL,
    area     text COLLATE "C" NOT NULL,
    why      text NOT NULL,
    who      text NOT NULL,
    starts   timestamptz NOT NULL,
    ends     timestamptz NOT NULL,
    made_at  timestamptz NOT NULL,
    version  integer NOT NULL,
    ended_by text,
    CHECK (starts < ends)
);
CREATE INDEX alert_silences_ends ON alert_silences (ends);
"""


def upgrade() -> None:
    for part in (ALERTS, TOLD, SET):
        op.execute(part)
