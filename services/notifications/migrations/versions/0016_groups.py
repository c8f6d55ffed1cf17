"""Counts of deliveries that are kept no longer; links of subscriptions stand in no message."""

from alembic import op

revision = "0016"
down_revision = "0015"

COUNTS = """
CREATE TABLE delivery_counts (
    day     date NOT NULL,
    topic   text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    state   text COLLATE "C" NOT NULL,
    count   bigint NOT NULL,
    PRIMARY KEY (day, topic, channel, state)
);
CREATE INDEX delivery_messages_made ON delivery_messages (made_at);
"""
# What is on its way keeps its links: those that are made now would not be known.
LINKS = """
UPDATE delivery_messages m SET link = '', values = (m.values::jsonb - 'off')::json
WHERE m.topic = 'subscription' AND NOT EXISTS (
    SELECT 1 FROM deliveries d WHERE d.key = m.key AND d.state IN ('queued', 'sending'));
"""


def upgrade() -> None:
    op.execute(COUNTS)
    op.execute(LINKS)
