"""People, positions and groups that can be told; orders."""

from alembic import op

revision = "0007"
down_revision = "0006"

RECIPIENTS = """
CREATE TABLE known_positions (
    code      text COLLATE "C" PRIMARY KEY,
    unit      text COLLATE "C" NOT NULL,
    unit_name text NOT NULL,
    area      text COLLATE "C" NOT NULL,
    title     text NOT NULL,
    level     text NOT NULL,
    above     text COLLATE "C"
);
CREATE INDEX known_positions_area ON known_positions (area);
CREATE INDEX known_positions_unit ON known_positions (unit);
CREATE TABLE known_holdings (
    position text COLLATE "C" NOT NULL,
    person   text COLLATE "C" NOT NULL,
    capacity text NOT NULL CHECK (capacity IN ('definitive', 'pj', 'plt', 'plh')),
    starts   date NOT NULL,
    ends     date
);
CREATE INDEX known_holdings_position ON known_holdings (position);
CREATE INDEX known_holdings_person ON known_holdings (person);
CREATE TABLE known_delegations (
    from_position text COLLATE "C" NOT NULL,
    to_position   text COLLATE "C" NOT NULL,
    matters       text NOT NULL,
    starts        date NOT NULL,
    ends          date NOT NULL
);
CREATE INDEX known_delegations_from ON known_delegations (from_position);
CREATE INDEX known_delegations_to ON known_delegations (to_position);
CREATE TABLE recipient_groups (
    code       text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    area       text COLLATE "C" NOT NULL,
    members    json NOT NULL,
    version    integer NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX recipient_groups_area ON recipient_groups (area);
"""

ORDERS = """
CREATE TABLE order_years (
    year integer PRIMARY KEY,
    last integer NOT NULL
);
CREATE TABLE orders (
    id             uuid PRIMARY KEY,
    year           integer NOT NULL,
    number         integer NOT NULL,
    text           text NOT NULL,
    urgency        text NOT NULL CHECK (urgency IN ('ordinary', 'urgent', 'very_urgent')),
    area           text COLLATE "C" NOT NULL,
    incident       uuid REFERENCES incidents (id),
    exercise       boolean NOT NULL,
    given_by       text COLLATE "C" NOT NULL,
    given_as       text COLLATE "C" NOT NULL,
    given_title    text NOT NULL,
    given_at       timestamptz NOT NULL,
    acknowledge_by timestamptz NOT NULL,
    deadline       timestamptz NOT NULL,
    state          text NOT NULL CHECK (state IN ('open', 'done', 'not_done', 'cancelled')),
    ended_at       timestamptz,
    ended_by       text NOT NULL,
    reason         text NOT NULL,
    version        integer NOT NULL,
    UNIQUE (year, number),
    CHECK ((state = 'open') = (ended_at IS NULL))
);
CREATE INDEX orders_giver ON orders (given_as, id);
CREATE INDEX orders_given_by ON orders (given_by, id);
CREATE INDEX orders_area ON orders (area);
CREATE INDEX orders_incident ON orders (incident) WHERE incident IS NOT NULL;
CREATE INDEX orders_open ON orders (deadline) WHERE state = 'open';
CREATE TABLE order_receivers (
    id           uuid PRIMARY KEY,
    order_id     uuid NOT NULL REFERENCES orders (id),
    person       text COLLATE "C" NOT NULL,
    position     text COLLATE "C" NOT NULL,
    title        text NOT NULL,
    unit_name    text NOT NULL,
    state        text NOT NULL CHECK (state IN ('sent', 'delivered', 'read', 'acknowledged',
                     'done', 'cannot')),
    times        json NOT NULL,
    answered_by  text NOT NULL,
    reason       text NOT NULL,
    reminders    integer NOT NULL,
    reminded_at  timestamptz,
    escalated_at timestamptz,
    overdue_at   timestamptz,
    escalated_to text[] COLLATE "C" NOT NULL,
    UNIQUE (order_id, person, position),
    CHECK (person <> '' OR position <> '')
);
CREATE INDEX order_receivers_person ON order_receivers (person) WHERE person <> '';
CREATE INDEX order_receivers_position ON order_receivers (position) WHERE position <> '';
CREATE INDEX order_receivers_escalated ON order_receivers USING gin (escalated_to);
CREATE TABLE order_log (
    id       uuid PRIMARY KEY,
    order_id uuid NOT NULL,
    receiver uuid,
    at       timestamptz NOT NULL,
    what     text NOT NULL,
    who      text NOT NULL,
    as_title text NOT NULL,
    text     text NOT NULL
);
CREATE INDEX order_log_order ON order_log (order_id, id);
COMMENT ON TABLE order_log IS 'append-only';
REVOKE UPDATE, DELETE, TRUNCATE ON order_log FROM CURRENT_USER;
"""


def upgrade() -> None:
    op.execute(RECIPIENTS)
    op.execute(ORDERS)
