"""Which polling stations are to be looked at again: those that a change of a layer touches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.gis.layers.tables import catalogue
from services.gis.signal.assessing_repository import DEGREE
from services.gis.signal.domain import Rules
from services.gis.signal.tables import signal_seen

LAYERS = ("blank_spots", "network_assets", "roads", "tps")

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
_STANDING = {
    "blank_spots": "SELECT id::text FROM blank_spots WHERE version > :since",
    "network_assets": "SELECT id::text FROM network_assets WHERE version > :since",
    "roads": "SELECT code FROM roads WHERE version > :since",
}
_GONE = " UNION SELECT feature FROM feature_history WHERE layer = :layer AND until > :since"
_CHANGED = {name: sa.text(query + _GONE) for name, query in _STANDING.items()}
_ALL = sa.text("INSERT INTO signal_queue (tps) SELECT code FROM stations ON CONFLICT DO NOTHING")
_TAKE = sa.text("""
DELETE FROM signal_queue WHERE tps IN (
    SELECT tps FROM signal_queue ORDER BY tps LIMIT :most FOR UPDATE SKIP LOCKED) RETURNING tps
""")
_FREE = sa.text("SELECT pg_try_advisory_xact_lock(hashtext('gis.signal_seen'))")


class Following:
    """How far signal follows the layers that it is made of, and what is left to do."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def is_free(self) -> bool:
        """Tell whether nobody else follows now; it is ours to the end of the transaction."""
        return bool(self._tx.execute(_FREE).scalar_one())

    def versions(self) -> dict[str, tuple[int, int]]:
        """Return (seen, standing) versions of the layers that changed since."""
        seen = sa.func.coalesce(signal_seen.c.version, 0)
        both = catalogue.outerjoin(signal_seen, signal_seen.c.layer == catalogue.c.id)
        query = sa.select(catalogue.c.id, seen, catalogue.c.version).select_from(both)
        wanted = catalogue.c.id.in_(LAYERS) & (catalogue.c.version > seen)
        rows = self._tx.execute(query.where(wanted).order_by(catalogue.c.id))
        return {name: (since, version) for name, since, version in rows}

    def changed(self, layer: str, since: int) -> list[str]:
        """Return ids of the layer's features that changed or went since the version."""
        if layer not in _CHANGED:
            return []
        rows = self._tx.execute(_CHANGED[layer], {"layer": layer, "since": since})
        return sorted(rows.scalars())

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
        """Have every station looked at again: the rules changed."""
        self._tx.execute(_ALL)

    def saw(self, layer: str, version: int) -> None:
        new = pg.insert(signal_seen).values(layer=layer, version=version)
        again = new.on_conflict_do_update(
            index_elements=["layer"], set_={"version": new.excluded.version}
        )
        self._tx.execute(again)

    def take(self, most: int) -> list[str]:
        """Take stations off the queue; several takers share it."""
        return sorted(self._tx.execute(_TAKE, {"most": most}).scalars())

    def waiting(self) -> int:
        """Return how many stations are still to be looked at."""
        query = sa.select(sa.func.count()).select_from(sa.table("signal_queue"))
        return int(self._tx.execute(query).scalar_one())
