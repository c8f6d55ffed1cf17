"""What is asked for at places without signal: the state of each, its acts, what came before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.layers.domain import UnknownFeature
from services.gis.layers.history_repository import archived
from services.gis.signal.assessing_repository import DEGREE
from services.gis.signal.descriptors import SPOTS
from services.gis.signal.tables import spot_acts, spots

# A place is that of an earlier proposal when they lie this near, be it the same spot.
_EARLIER = sa.text("""
SELECT b.id::text AS spot, b.name, b.proposal, ST_Distance(b.geometry::geography,
    o.geometry::geography) AS metres, extract(year FROM a.at)::int AS year
FROM blank_spots o JOIN blank_spots b ON b.geometry && ST_Expand(o.geometry, :again / :degree)
    AND ST_DWithin(b.geometry::geography, o.geometry::geography, :again)
JOIN spot_acts a ON a.spot = b.id AND a.state = 'proposed'
WHERE o.id = :spot AND extract(year FROM a.at) < :year
ORDER BY a.at DESC, b.id LIMIT 10
""")
_PAGE = sa.text("""
SELECT b.id::text AS spot, b.name, b.signal, b.proposal, b.area, v.name AS place, b.source,
    b.seen_on, b.version, a.reason, a.who, a.at, a.number
FROM blank_spots b LEFT JOIN areas v ON v.code = b.area
LEFT JOIN LATERAL (SELECT * FROM spot_acts a WHERE a.spot = b.id ORDER BY number DESC LIMIT 1) a
    ON true
WHERE b.id > :after AND (:area = '' OR b.area LIKE :area || '%')
    AND (CAST(:state AS text) IS NULL OR b.proposal = :state
        OR (:state = 'open' AND b.proposal IS NULL AND b.signal IN ('none', 'weak')))
ORDER BY b.id LIMIT :limit
""")


class Proposals:
    """Proposals of spots."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def spot(self, spot: int) -> Any:
        """Return the spot's `id name area proposal`; raises UnknownFeature."""
        columns = (spots.c.id, spots.c.name, spots.c.area, spots.c.proposal, spots.c.geometry)
        found = self._tx.execute(sa.select(*columns).where(spots.c.id == spot)).first()
        if found is None:
            raise UnknownFeature(f"there is no spot {spot}")
        return found

    def move(self, spot: int, state: str, reason: str, version: int, who: str) -> None:
        """Bring the spot's proposal to the state, at the layer's version; keeps the past."""
        mine = spots.c.id == spot
        self._tx.execute(archived(SPOTS, [mine], "updated", version, who))
        stamp = {"version": version, "changed_at": sa.func.now(), "changed_by": who}
        self._tx.execute(spots.update().where(mine).values(proposal=state, **stamp))
        last = sa.func.coalesce(sa.func.max(spot_acts.c.number), 0)
        number = sa.select(last + 1).where(spot_acts.c.spot == spot).scalar_subquery()
        act = {"spot": spot, "number": number, "state": state, "reason": reason, "who": who}
        self._tx.execute(spot_acts.insert().values(act))

    def acts(self, spot: int) -> Sequence[sa.Row[Any]]:
        """Return what became of the spot's proposal, the newest first."""
        query = sa.select(spot_acts).where(spot_acts.c.spot == spot)
        return self._tx.execute(query.order_by(spot_acts.c.number.desc()).limit(100)).all()

    def earlier(self, spot: int, year: int, again_m: float) -> list[dict[str, Any]]:
        """Return proposals of earlier years for the same place, the newest first."""
        asked = {"spot": spot, "year": year, "again": again_m, "degree": DEGREE}
        return [dict(row) for row in self._tx.execute(_EARLIER, asked).mappings()]

    def page(self, area: str, state: str | None, after: int, limit: int) -> Sequence[sa.Row[Any]]:
        """Return spots by id, of the state; `open` are those that nothing is asked for yet."""
        asked = {"area": area, "state": state, "after": after, "limit": limit}
        return self._tx.execute(_PAGE, asked).all()
