"""Mailboxes of positions, and what search goes through; both are filed by functions.

`mailbox` has a row for what lies in a box of a position: all that came to it, and of the rest what
waits for it. `search_docs` has a row for each letter, incoming letter and disposition that is not
secret; its index knows words and readers together, so that a word that stands in a million letters
costs somebody who reads ten of them no more than ten. A function files a thing anew from the
tables that say what it is, under a lock of its own, at the end of the transaction that changed it
(`services/eoffice/filing.py`); the ones below it take many at once.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

MAILBOX = """
CREATE TABLE mailbox (
    thing   uuid NOT NULL,
    key     text COLLATE "C" NOT NULL,
    box     text COLLATE "C" NOT NULL CHECK (box IN ('drafts', 'to_initial', 'to_sign', 'to_send',
                'in', 'copies', 'dispositions', 'to_accept')),
    kind    text COLLATE "C" NOT NULL CHECK (kind IN ('letter', 'incoming', 'disposition')),
    unread  boolean NOT NULL,
    open    boolean NOT NULL,
    urgency smallint NOT NULL,
    due     date,
    at      timestamptz NOT NULL,
    PRIMARY KEY (thing, key, box)
);
CREATE INDEX mailbox_newest ON mailbox (key, box, at, thing);
CREATE INDEX mailbox_waiting ON mailbox (key, box, at, thing)
    INCLUDE (kind, unread, open, urgency, due) WHERE unread OR open;

CREATE FUNCTION urgency_rank(text) RETURNS smallint LANGUAGE sql IMMUTABLE AS $$
SELECT array_position(ARRAY['ordinary', 'urgent', 'very_urgent'], $1)::smallint - 1::smallint $$;

-- Where letters lie: by the keys that their readers have, so that nobody has one in a box that
-- they may not read.
CREATE FUNCTION boxes_of_letters(wanted uuid[]) RETURNS SETOF mailbox LANGUAGE sql STABLE AS $$
SELECT DISTINCT ON (l.id, r.reader, lies.box)
    l.id, r.reader, lies.box, 'letter', lies.unread, lies.open, urgency_rank(l.urgency), NULL::date,
    lies.at
FROM letters l
CROSS JOIN LATERAL (
    SELECT 'drafts' box, l.drafter "position", false unread, true open, l.changed_at at
        WHERE l.state IN ('draft', 'revision')
    UNION ALL SELECT 'to_initial', i.position, false, true, l.changed_at
        FROM letter_initials i WHERE i.letter = l.id AND i.due
    UNION ALL SELECT 'to_sign', l.signer, false, true, l.changed_at
        WHERE l.state IN ('ready_to_sign', 'signing_failed')
    UNION ALL SELECT 'to_send', whose, false, true, l.changed_at
        FROM unnest(ARRAY[l.signer, l.drafter]) whose WHERE l.state = 'signed'
    UNION ALL SELECT CASE WHEN d.copy THEN 'copies' ELSE 'in' END, d.position,
            d.state = 'delivered', NOT d.copy AND d.state IN ('delivered', 'read'), d.delivered_at
        FROM letter_recipients d WHERE d.letter = l.id AND d.position IS NOT NULL
) lies
JOIN letter_readers r ON r.letter = l.id AND r.reader = CASE
    WHEN l.security IN ('secret', 'top_secret') THEN 'secret:' || lies.position
    ELSE lies.position END
WHERE l.id = ANY (wanted)
$$;

CREATE FUNCTION boxes_of_incoming(wanted uuid[]) RETURNS SETOF mailbox LANGUAGE sql STABLE AS $$
SELECT i.id, i.position_key, 'in', 'incoming', i.state = 'forwarded',
    i.state IN ('forwarded', 'read'), urgency_rank(i.urgency), NULL::date, i.changed_at
FROM incoming i WHERE i.id = ANY (wanted) AND i.position_key IS NOT NULL
$$;

CREATE FUNCTION boxes_of_dispositions(wanted uuid[]) RETURNS SETOF mailbox
LANGUAGE sql STABLE AS $$
SELECT d.id, lies.key, lies.box, 'disposition', lies.unread, lies.open, urgency_rank(d.urgency),
    d.due, lies.at
FROM dispositions d
CROSS JOIN LATERAL (
    SELECT d.receiver_key key, 'dispositions' box, d.state = 'sent' unread, d.duty open,
        d.given_at at WHERE d.state IN ('sent', 'read', 'in_progress', 'passed_on')
    UNION ALL SELECT d.giver_key, 'to_accept', false, true, d.reported_at
        WHERE d.state = 'reported'
) lies
WHERE d.id = ANY (wanted) AND (lies.unread OR lies.open)
$$;

-- Puts what lies in boxes now in the place of what did; a thing keeps the time at which it came.
CREATE FUNCTION put_in_boxes(wanted uuid[], lies mailbox[]) RETURNS void LANGUAGE sql AS $$
DELETE FROM mailbox m WHERE m.thing = ANY (wanted) AND NOT EXISTS (
    SELECT FROM unnest(lies) n WHERE (n.thing, n.key, n.box) = (m.thing, m.key, m.box));
INSERT INTO mailbox AS m SELECT * FROM unnest(lies)
ON CONFLICT (thing, key, box) DO UPDATE
SET unread = excluded.unread, open = excluded.open, urgency = excluded.urgency, due = excluded.due
WHERE (m.unread, m.open, m.urgency, m.due)
    IS DISTINCT FROM (excluded.unread, excluded.open, excluded.urgency, excluded.due);
$$;
"""
WORDS = r"""
-- Small letters and digits without accents, the rest as spaces; python: `search/words.py`.
CREATE FUNCTION plain(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT regexp_replace(lower(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g')),
    '[\W_]+', ' ', 'g') $$;

-- Words of a short text: as they stand, for their beginnings, and their stems.
CREATE FUNCTION head(text, "char") RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
SELECT setweight(to_tsvector('pg_catalog.indonesian', plain($1))
    || to_tsvector('pg_catalog.simple', plain($1)), $2) $$;

-- Stems of a long text, of its first 200,000 characters, without HTML.
CREATE FUNCTION prose(text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
SELECT setweight(to_tsvector('pg_catalog.indonesian',
    plain(regexp_replace(left($1, 200000), '<[^>]*>|&[a-z#0-9]+;', ' ', 'g'))), 'D') $$;

-- A number as a whole, and what stands between its slashes: 600.1.9/187/kec.mlo, 600.1.9, kec.mlo.
CREATE FUNCTION number_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
SELECT coalesce((
    SELECT string_agg(DISTINCT quote_literal(part) || concat(':', '1A'), ' ')
    FROM (SELECT regexp_replace(lower(left($1, 300)), '[^a-z0-9./-]+', '', 'g') whole) n,
        LATERAL (SELECT whole part UNION SELECT regexp_split_to_table(whole, '/')) parts
    WHERE part <> ''), '')::tsvector || head($1, 'A') $$;
"""
DOCS = """
CREATE TABLE search_docs (
    id             uuid PRIMARY KEY,
    kind           text NOT NULL CHECK (kind IN ('letter', 'incoming', 'disposition')),
    subject        uuid NOT NULL,
    readers        text[] COLLATE "C" NOT NULL,
    words          tsvector NOT NULL,
    weeks          integer[] NOT NULL,
    at             timestamptz NOT NULL,
    unit           text COLLATE "C" NOT NULL,
    state          text NOT NULL,
    type           text NOT NULL,
    security       text NOT NULL,
    urgency        text NOT NULL,
    classification text COLLATE "C" NOT NULL
);
CREATE INDEX search_docs_subject ON search_docs (subject);
CREATE INDEX search_docs_words ON search_docs USING gin (words, readers, weeks)
    WITH (fastupdate = off);
COMMENT ON COLUMN search_docs.weeks IS 'the week of `at`, counted from 1970';

CREATE FUNCTION week_of(timestamptz) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
SELECT floor(extract(epoch FROM $1) / 604800)::integer $$;

CREATE FUNCTION docs_of_letters(wanted uuid[]) RETURNS SETOF search_docs LANGUAGE sql STABLE AS $$
SELECT l.id, 'letter', l.id, ARRAY(SELECT reader FROM letter_readers r WHERE r.letter = l.id),
    number_words(coalesce(l.number, '')) || head(coalesce(l.subject, ''), 'A')
    || head(concat_ws(' ', u.name, p.title, said.names), 'B')
    || head(coalesce(files.names, ''), 'C') || prose(coalesce(d.content->'content'->>'body', '')),
    ARRAY[week_of(came.at)], came.at, l.unit, l.state, l.kind, l.security, l.urgency,
    l.classification
FROM letters l
JOIN letter_drafts d ON d.letter = l.id AND d.draft = l.draft AND d.content IS NOT NULL
JOIN units u ON u.code = l.unit
LEFT JOIN positions p ON p.code = l.signer
CROSS JOIN LATERAL (SELECT coalesce(l.sent_at, l.signed_at, l.created_at) at) came
CROSS JOIN LATERAL (SELECT string_agg(one->>'name', ' ') names FROM (
    SELECT json_array_elements(d.content->'content'->'to') one
    UNION ALL SELECT json_array_elements(d.content->'content'->'copies')) recipients) said
CROSS JOIN LATERAL (SELECT string_agg(a.name, ' ') names
    FROM letter_attachments a WHERE a.letter = l.id AND a.gone IS NULL) files
WHERE l.id = ANY (wanted) AND l.security NOT IN ('secret', 'top_secret')
$$;

CREATE FUNCTION docs_of_incoming(wanted uuid[]) RETURNS SETOF search_docs LANGUAGE sql STABLE AS $$
SELECT i.id, 'incoming', i.id, ARRAY(SELECT reader FROM office_readers r WHERE r.subject = i.id),
    number_words(i.number) || number_words(concat(i.n, '/', i.year)) || head(i.subject, 'A')
    || head(i.sender, 'B') || prose(coalesce(to_jsonb(i)->>'text', '')),
    ARRAY[week_of(i.created_at)], i.created_at, i.unit, i.state, '', i.security, i.urgency,
    i.classification
FROM incoming i WHERE i.id = ANY (wanted) AND NOT i.secret
$$;

CREATE FUNCTION docs_of_dispositions(wanted uuid[]) RETURNS SETOF search_docs
LANGUAGE sql STABLE AS $$
SELECT d.id, 'disposition', d.subject,
    ARRAY(SELECT reader FROM office_readers r WHERE r.subject = d.subject),
    head(d.said->>'text', 'A') || setweight(head(d.said->>'report', 'B'), 'B'),
    ARRAY[week_of(d.given_at)], d.given_at, p.unit, d.state, '',
    coalesce(i.security, l.security), d.urgency, coalesce(i.classification, l.classification)
FROM dispositions d JOIN positions p ON p.code = d.giver
LEFT JOIN incoming i ON i.id = d.letter AND d.kind = 'incoming'
LEFT JOIN letters l ON l.id = d.letter AND d.kind = 'letter'
WHERE d.id = ANY (wanted) AND NOT d.secret
$$;

-- The words that stand in what is filed, by which the beginning of one is completed.
CREATE TABLE search_words (word text COLLATE "C" PRIMARY KEY);

CREATE FUNCTION words_of(docs search_docs[]) RETURNS SETOF text LANGUAGE sql STABLE AS $$
SELECT DISTINCT w.lexeme FROM unnest(docs) d, unnest(d.words) w
WHERE w.lexeme ~ '^[^0-9./-]{3,60}$' $$;

CREATE FUNCTION put_docs(wanted uuid[], docs search_docs[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE gone text[] := ARRAY(
    SELECT words_of(ARRAY(SELECT s FROM search_docs s WHERE s.id = ANY (wanted)))
    EXCEPT SELECT words_of(docs)); BEGIN
DELETE FROM search_docs s WHERE s.id = ANY (wanted)
    AND NOT EXISTS (SELECT FROM unnest(docs) n WHERE n.id = s.id);
INSERT INTO search_docs AS s SELECT * FROM unnest(docs)
ON CONFLICT (id) DO UPDATE SET readers = excluded.readers, words = excluded.words,
    weeks = excluded.weeks, at = excluded.at, state = excluded.state, type = excluded.type,
    security = excluded.security, urgency = excluded.urgency,
    classification = excluded.classification;
INSERT INTO search_words SELECT w FROM words_of(docs) w
    WHERE NOT EXISTS (SELECT FROM search_words s WHERE s.word = w) ORDER BY w
    ON CONFLICT DO NOTHING;
DELETE FROM search_words w WHERE w.word = ANY (gone) AND NOT EXISTS (
    SELECT FROM search_docs s WHERE s.words @@ quote_literal(w.word)::tsquery);
END $$;
"""
FILING = """
-- Whoever files the same thing waits here, and sees what the one before has filed.
CREATE FUNCTION take_turn(uuid) RETURNS void LANGUAGE sql AS $$
SELECT pg_advisory_xact_lock(hashtextextended($1::text, 6)) $$;

CREATE FUNCTION file_letter(letter uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM take_turn(letter);
    PERFORM put_in_boxes(ARRAY[letter], ARRAY(SELECT m FROM boxes_of_letters(ARRAY[letter]) m));
    PERFORM put_docs(ARRAY[letter], ARRAY(SELECT s FROM docs_of_letters(ARRAY[letter]) s));
END $$;

CREATE FUNCTION file_incoming(letter uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM take_turn(letter);
    PERFORM put_in_boxes(ARRAY[letter], ARRAY(SELECT m FROM boxes_of_incoming(ARRAY[letter]) m));
    PERFORM put_docs(ARRAY[letter], ARRAY(SELECT s FROM docs_of_incoming(ARRAY[letter]) s));
END $$;

CREATE FUNCTION file_disposition(one uuid, about uuid) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    PERFORM take_turn(about);
    PERFORM put_in_boxes(ARRAY[one], ARRAY(SELECT m FROM boxes_of_dispositions(ARRAY[one]) m));
    PERFORM put_docs(ARRAY[one], ARRAY(SELECT s FROM docs_of_dispositions(ARRAY[one]) s));
END $$;

-- Who reads an incoming letter, or what is given at one desk, changed.
CREATE FUNCTION file_readers(about uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE found text[] COLLATE "C"; BEGIN
    PERFORM take_turn(about);
    found := ARRAY(SELECT reader FROM office_readers r WHERE r.subject = about);
    UPDATE search_docs s SET readers = found
    WHERE s.subject = about AND s.kind <> 'letter' AND s.readers IS DISTINCT FROM found;
END $$;
"""
SAVED = """
CREATE TABLE saved_searches (
    id        uuid PRIMARY KEY,
    person    text COLLATE "C" NOT NULL,
    position  text COLLATE "C" NOT NULL REFERENCES positions (code),
    name      text NOT NULL,
    query     json NOT NULL,
    opened_at timestamptz NOT NULL,
    UNIQUE (person, position, name)
);
"""
THERE = """
INSERT INTO mailbox SELECT m.* FROM boxes_of_letters(ARRAY(SELECT id FROM letters)) m;
INSERT INTO mailbox SELECT m.* FROM boxes_of_incoming(ARRAY(SELECT id FROM incoming)) m;
INSERT INTO mailbox SELECT m.* FROM boxes_of_dispositions(ARRAY(SELECT id FROM dispositions)) m;
INSERT INTO search_docs SELECT s.* FROM docs_of_letters(ARRAY(SELECT id FROM letters)) s;
INSERT INTO search_docs SELECT s.* FROM docs_of_incoming(ARRAY(SELECT id FROM incoming)) s;
INSERT INTO search_docs SELECT s.* FROM docs_of_dispositions(ARRAY(SELECT id FROM dispositions)) s;
INSERT INTO search_words SELECT words_of(ARRAY(SELECT s FROM search_docs s));
"""


def upgrade() -> None:
    for part in (MAILBOX, WORDS, DOCS, FILING, SAVED, THERE):
        op.get_bind().exec_driver_sql(part)
