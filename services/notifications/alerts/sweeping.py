"""What is deleted of alerts that are over: chains soon, who was told as long as deliveries.

The alert itself, and its log, which can only be added to, stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

STEPS_KEPT = timedelta(days=30)  # after the alert's end
MOST = 5_000  # rows of a table in one transaction
_GONE = """
DELETE FROM {table} WHERE ctid = ANY(ARRAY(
    SELECT t.ctid FROM alerts a JOIN {table} t ON t.alert = a.id
    WHERE a.ended_at < :before LIMIT :most FOR UPDATE OF t SKIP LOCKED))
"""
_STEPS = [sa.text(_GONE.format(table=table)) for table in ("alert_chains", "alert_gathered")]
_READERS = sa.text(_GONE.format(table="alert_readers"))


def sweep(tx: Connection, now: datetime, readers_kept: timedelta) -> int:
    """Delete some; returns how many rows went."""
    steps = {"before": now - STEPS_KEPT, "most": MOST}
    gone = sum(tx.execute(one, steps).rowcount for one in _STEPS)
    told = {"before": now - readers_kept, "most": MOST}
    return gone + tx.execute(_READERS, told).rowcount
