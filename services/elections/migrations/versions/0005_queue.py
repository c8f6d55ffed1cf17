"""The verifiers' work queue."""

from alembic import op

revision = "0005"
down_revision = "0004"

# A row stands for a record that ever asked for a verifier; `open` says that it asks now.
TABLES = """
CREATE TABLE queue (
    contest      integer NOT NULL,
    tps          text COLLATE "C" NOT NULL,
    open         boolean NOT NULL,
    since        timestamptz NOT NULL,
    state        text NOT NULL,
    counted      boolean NOT NULL,
    votes        integer NOT NULL,
    readers      text[] NOT NULL,
    passed_by    text[] NOT NULL DEFAULT '{}',
    leased_by    text,
    leased_name  text,
    leased_at    timestamptz,
    leased_until timestamptz,
    PRIMARY KEY (contest, tps)
) WITH (fillfactor = 70);
CREATE INDEX queue_open ON queue (contest, tps) WHERE open;
CREATE TABLE queue_checks (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contest   integer NOT NULL,
    tps       text COLLATE "C" NOT NULL,
    who       text NOT NULL,
    leased_at timestamptz NOT NULL,
    ended_at  timestamptz NOT NULL,
    outcome   text NOT NULL CHECK (outcome IN ('done', 'passed', 'released'))
);
CREATE INDEX queue_checks_who ON queue_checks (who, ended_at);
"""

# Whoever changes a record, by whatever road, keeps the queue right in the same transaction. A
# record asks for a verifier while its votes are in and nothing makes them count, or while it has
# open findings; not right after one decided it or quarantined it, until something new comes.
KEPT = """
CREATE FUNCTION asks_for_verifier(r results) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT r.state IN ('entered', 'conflicted')
        OR r.state = 'consolidated' AND r.errors + r.warnings > 0
            AND (r.entries -> 'verifier' ->> 'version')::integer IS DISTINCT FROM r.version
$$;
CREATE FUNCTION put_in_queue(r results) RETURNS void LANGUAGE sql AS $$
    INSERT INTO queue AS q (contest, tps, open, since, state, counted, votes, readers)
    SELECT r.contest, r.tps, true, now(), r.state, r.counted,
        (SELECT coalesce(sum(f.count::integer), 0) FROM jsonb_each_text(r.figures) AS f(name, count)
         WHERE starts_with(f.name, 'votes.')),
        ARRAY(SELECT DISTINCT s.who FROM submissions s
              WHERE s.contest = r.contest AND s.tps = r.tps AND s.channel <> 'verifier')
    ON CONFLICT (contest, tps) DO UPDATE SET open = true,
        since = CASE WHEN q.open THEN q.since ELSE excluded.since END,
        state = excluded.state, counted = excluded.counted, votes = excluded.votes,
        readers = excluded.readers
$$;
CREATE FUNCTION keep_queue() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.version <> OLD.version THEN
        UPDATE queue SET passed_by = '{}'
        WHERE contest = NEW.contest AND tps = NEW.tps AND passed_by <> '{}';
    END IF;
    IF asks_for_verifier(NEW)
        AND NOT (NEW.quarantine <> 'none' AND NEW.quarantine <> OLD.quarantine) THEN
        PERFORM put_in_queue(NEW);
    ELSE
        UPDATE queue SET open = false WHERE contest = NEW.contest AND tps = NEW.tps AND open;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER keep_queue AFTER UPDATE ON results FOR EACH ROW
    WHEN (NEW.errors + NEW.warnings > 0 OR OLD.errors + OLD.warnings > 0
        OR NEW.state IN ('entered', 'conflicted') OR OLD.state IN ('entered', 'conflicted'))
    EXECUTE FUNCTION keep_queue();
SELECT put_in_queue(r) FROM results r WHERE asks_for_verifier(r) AND r.quarantine = 'none';
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(KEPT)
