"""Notices to positions: what came to whom in the e-office, and nothing of what it says."""

from alembic import op

revision = "0005"
down_revision = "0004"

ADDRESSED = """
CREATE TABLE addressed_notices (
    id         uuid PRIMARY KEY,
    key        text COLLATE "C" NOT NULL UNIQUE,
    reader     text COLLATE "C" NOT NULL,
    position   text COLLATE "C" NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('letter_received', 'disposition_given',
                   'disposition_overdue')),
    thing      uuid NOT NULL,
    urgency    text NOT NULL,
    due        date,
    raised_at  timestamptz NOT NULL,
    settled_at timestamptz
);
CREATE INDEX addressed_notices_open ON addressed_notices (reader, id) WHERE settled_at IS NULL;
CREATE INDEX addressed_notices_settled ON addressed_notices (settled_at)
    WHERE settled_at IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(ADDRESSED)
