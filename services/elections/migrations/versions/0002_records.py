"""Entries, the record that counts, decisions, quarantine."""

from alembic import op

revision = "0002"
down_revision = "0001"

RECORDS = """
ALTER TABLE results DROP CONSTRAINT results_state_check;
ALTER TABLE results
    ALTER state SET DEFAULT 'empty',
    ADD entries    jsonb NOT NULL DEFAULT '{}',
    ADD complete   boolean NOT NULL DEFAULT false,
    ADD counted    boolean NOT NULL DEFAULT false,
    ADD standing   boolean NOT NULL DEFAULT false,
    ADD quarantine text NOT NULL DEFAULT 'none' CHECK (quarantine IN ('none', 'results', 'all')),
    ADD conflicts  text[] NOT NULL DEFAULT '{}',
    ADD rules      integer NOT NULL DEFAULT 0;
ALTER TABLE submissions ADD reason text;
ALTER TABLE tallies
    ADD held       integer NOT NULL DEFAULT 0,
    ADD votes_held bigint NOT NULL DEFAULT 0;
ALTER TABLE tally_states ADD could_change boolean NOT NULL DEFAULT false;
CREATE TABLE record_changes (
    contest integer NOT NULL,
    tps     text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    change  text NOT NULL
        CHECK (change IN ('quarantined', 'released', 'finalised', 'reopened', 'consolidated')),
    who     text NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    reason  text,
    scope   text CHECK (scope IN ('none', 'results', 'all')),
    PRIMARY KEY (contest, tps, version)
);
CREATE TABLE reopenings (
    id           uuid PRIMARY KEY,
    contest      integer NOT NULL,
    tps          text COLLATE "C" NOT NULL,
    reason       text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    state        text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused')),
    decided_by   text,
    decided_at   timestamptz,
    answer       text,
    CHECK (decided_by <> requested_by)
);
CREATE UNIQUE INDEX reopenings_one_open ON reopenings (contest, tps) WHERE state = 'open';
CREATE INDEX reopenings_contest ON reopenings (contest, id);
CREATE TABLE election_options (
    election   text COLLATE "C" NOT NULL REFERENCES elections,
    version    integer NOT NULL,
    options    jsonb NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (election, version)
);
"""

# What is there becomes entries by source; each record then counts as it did. Where readers differ,
# `kendali elections recount --repair` says so.
CONVERTED = """
UPDATE results SET entries = made.entries FROM (
    SELECT contest, tps, jsonb_object_agg(source, jsonb_build_object('channel', channel,
        'who', who, 'at', at, 'version', version, 'figures', figures)) AS entries
    FROM (
        SELECT contest, tps, source,
            (array_agg(channel ORDER BY version DESC))[1] AS channel,
            (array_agg(who ORDER BY version DESC))[1] AS who,
            (array_agg(to_jsonb(received_at) ORDER BY version DESC))[1] AS at,
            max(version) AS version, jsonb_object_agg(name, count ORDER BY version) AS figures
        FROM (
            SELECT s.*, CASE WHEN channel IN ('crew', 'sms') THEN 'crew'
                WHEN channel = 'import' THEN channel ELSE channel || ':' || who END AS source
            FROM submissions s
        ) AS read, jsonb_each(read.figures) AS figure(name, count)
        GROUP BY contest, tps, source
    ) AS entry
    GROUP BY contest, tps
) AS made
WHERE made.contest = results.contest AND made.tps = results.tps;
UPDATE results r SET complete = r.state = 'entered', standing = r.version > 0,
    state = CASE WHEN r.version = 0 THEN 'empty' WHEN cast_votes.all_in THEN 'consolidated'
        ELSE 'partial' END,
    counted = cast_votes.all_in
FROM (
    SELECT r.contest, r.tps, count(f.name) = jsonb_array_length(c.candidates)
        AND coalesce(sum(f.count::integer), 0) > 0 AS all_in
    FROM results r
    JOIN contests c ON c.key = r.contest
    LEFT JOIN jsonb_each_text(r.figures) AS f(name, count) ON starts_with(f.name, 'votes.')
    GROUP BY r.contest, r.tps, c.candidates
) AS cast_votes
WHERE cast_votes.contest = r.contest AND cast_votes.tps = r.tps;
ALTER TABLE results ADD CONSTRAINT results_state_check
    CHECK (state IN ('empty', 'partial', 'entered', 'conflicted', 'consolidated', 'final'));
"""


def upgrade() -> None:
    for statements in (RECORDS, CONVERTED):
        op.execute(statements)
