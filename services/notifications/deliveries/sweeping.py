"""Deliveries that are older than they are kept give way to their counts, which name nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.notifications.deliveries.lists_repository import first_id
from services.notifications.deliveries.tables import delivery_counts

MOST = 5_000  # rows of one transaction
_C = delivery_counts.c
_SWEEP = sa.text("""
WITH old AS (
    SELECT id FROM deliveries WHERE id < :first AND state NOT IN ('queued', 'sending')
    ORDER BY id LIMIT :most FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM deliveries USING old WHERE deliveries.id = old.id
    RETURNING (queued_at AT TIME ZONE :zone)::date AS day, topic, channel, state
), counted AS (
    INSERT INTO delivery_counts (day, topic, channel, state, count)
    SELECT day, topic, channel, state, count(*) FROM gone GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (day, topic, channel, state)
        DO UPDATE SET count = delivery_counts.count + excluded.count
)
SELECT count(*) FROM gone
""")
_MESSAGES = sa.text("""
DELETE FROM delivery_messages WHERE key IN (
    SELECT key FROM delivery_messages m
    WHERE made_at < :before AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.key = m.key)
    ORDER BY made_at LIMIT :most FOR UPDATE SKIP LOCKED)
""")


def sweep(tx: Connection, before: datetime, zone: ZoneInfo) -> int:
    """Count and delete some that were queued before; returns how many rows went."""
    asked = {"first": first_id(before), "most": MOST, "zone": zone.key}
    gone = int(tx.execute(_SWEEP, asked).scalar_one())
    return gone + tx.execute(_MESSAGES, {"before": before, "most": MOST}).rowcount


def counts(tx: Connection, where: dict[str, str]) -> dict[str, int]:
    """Return how many of those were in each state; `where` has topic, channel, state or less."""
    wanted: list[Any] = [_C[name] == value for name, value in where.items()]
    query = sa.select(_C.state, sa.func.sum(_C.count)).where(*wanted).group_by(_C.state)
    return {state: int(count) for state, count in tx.execute(query)}
