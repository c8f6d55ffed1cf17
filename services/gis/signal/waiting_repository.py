"""Which polling stations are to be looked at again: those that a change of a layer touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.signal.assessing_repository import DEGREE
from services.gis.signal.domain import Rules

_QUEUE: dict[str, Any] = {
    "tps": sa.text("""
INSERT INTO signal_queue (tps)
SELECT s.code FROM stations s LEFT JOIN tps_signals t ON t.tps = s.code
WHERE s.version > :since AND (t.tps IS NULL OR t.point IS DISTINCT FROM s.point)
ON CONFLICT DO NOTHING
"""),
    # Where a spot stood, where it stands, and for whom it is the nearest that is covered.
    "blank_spots": sa.text("""
INSERT INTO signal_queue (tps)
SELECT t.tps FROM tps_signals t WHERE t.spots && CAST(:ids AS bigint[])
UNION SELECT t.tps FROM blank_spots b
JOIN tps_signals t ON t.point && ST_Expand(b.geometry, :search / :degree)
AND ST_DWithin(t.point::geography, b.geometry::geography, CASE WHEN EXISTS (
        SELECT FROM spot_signals g WHERE g.spot = b.id AND g.signal = 'covered')
    THEN greatest(:reach, coalesce(t.covered_m, :search)) ELSE :reach END)
WHERE b.id = ANY(CAST(:ids AS bigint[]))
ON CONFLICT DO NOTHING
"""),
    "network_assets": sa.text("""
INSERT INTO signal_queue (tps)
SELECT t.tps FROM tps_signals t WHERE t.assets && CAST(:ids AS bigint[])
UNION SELECT t.tps FROM network_assets a
JOIN tps_signals t ON t.point && ST_Expand(a.coverage, :search / :degree)
AND ST_DWithin(t.point::geography, a.geometry::geography, greatest(
    coalesce(t.asset_m, :search), CASE a.kind WHEN 'village_wifi' THEN coalesce(t.wifi_m, :search)
        WHEN 'radio' THEN coalesce(t.radio_m, :search)
        WHEN 'cell_tower' THEN coalesce(t.covered_m, :search) ELSE 0 END
    + coalesce(a.radius_m, 0)))
WHERE a.id = ANY(CAST(:ids AS bigint[]))
ON CONFLICT DO NOTHING
"""),
    "roads": sa.text("""
INSERT INTO signal_queue (tps)
SELECT t.tps FROM tps_signals t WHERE t.facts->'road'->>'id' = ANY(CAST(:ids AS text[]))
UNION SELECT t.tps FROM roads r
JOIN tps_signals t ON t.point && ST_Expand(r.geometry, :search / :degree)
AND ST_DWithin(t.point::geography, r.geometry::geography, coalesce(t.road_m, :search))
WHERE r.code = ANY(CAST(:ids AS text[]))
ON CONFLICT DO NOTHING
"""),
}
_QUEUE_ALL = sa.text("""
INSERT INTO signal_queue (tps) SELECT code FROM stations ORDER BY code
ON CONFLICT (tps) DO UPDATE SET tps = excluded.tps
""")
_TAKE = sa.text("""
DELETE FROM signal_queue WHERE tps IN (
    SELECT tps FROM signal_queue ORDER BY tps LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING tps
""")


class Waiting:
    """What is to be looked at again, and what of it is left to do."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def queue(self, layer: str, since: int, ids: Sequence[str], rules: Rules) -> None:
        """Have stations looked at again that a change of these features touches."""
        keys = list(ids) if layer == "roads" else [int(one) for one in ids]
        asked = {"since": since, "ids": keys, "reach": rules.reach_m, "search": rules.search_m}
        statement = _QUEUE[layer]
        known = statement.compile().params
        self._tx.execute(
            statement, {k: v for k, v in (asked | {"degree": DEGREE}).items() if k in known}
        )

    def queue_all(self) -> None:
        """Have every station looked at again.

        One that waits already is locked: nobody takes it before this transaction has ended, and
        looks at it by what stood before.
        """
        self._tx.execute(_QUEUE_ALL)

    def take(self, most: int) -> list[str]:
        """Take stations off the queue; several takers share it."""
        return sorted(self._tx.execute(_TAKE, {"most": most}).scalars())

    def waiting(self) -> int:
        """Return how many stations are still to be looked at."""
        query = sa.select(sa.func.count()).select_from(sa.table("signal_queue"))
        return int(self._tx.execute(query).scalar_one())
