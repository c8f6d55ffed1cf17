"""Broadcasts that rules propose."""

from alembic import op

revision = "0015"
down_revision = "0014"

PROPOSALS = """
CREATE TABLE broadcast_proposals (
    id              uuid PRIMARY KEY,
    alert           uuid NOT NULL UNIQUE,
    rules           text[] NOT NULL,
    area            text COLLATE "C" NOT NULL,
    severity        text COLLATE "C" NOT NULL,
    headline        text NOT NULL,
    text            text NOT NULL,
    state           text COLLATE "C" NOT NULL CHECK (state IN ('open', 'taken', 'dropped')),
    made_at         timestamptz NOT NULL,
    broadcast       uuid,
    decided_by_name text,
    decided_at      timestamptz,
    reason          text NOT NULL
);
CREATE INDEX broadcast_proposals_state ON broadcast_proposals (state, id);
"""


def upgrade() -> None:
    op.execute(PROPOSALS)
