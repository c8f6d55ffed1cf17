"""Roads around a station with what is bad on them now, and roads that are blocked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import shapely
import sqlalchemy as sa
from shapely import LineString, Point
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import NotFound
from services.gis.signal.assessing_repository import DEGREE
from services.gis.signal.tables import road_blocks
from services.gis.signal.ways import Bad, Road

MARGIN = 5_000.0  # metres around both ends that a way may swing out
MOST_ROADS = 5_000

_PLACE = sa.text("""
SELECT ST_X(s.point) AS x, ST_Y(s.point) AS y, d.code, d.name, ST_X(c.centre) AS cx,
    ST_Y(c.centre) AS cy, f.facts->'covered' AS covered, f.facts->'asset' AS asset
FROM stations s LEFT JOIN areas d ON d.code = left(s.code, 6)
LEFT JOIN LATERAL (SELECT coalesce(d.point, ST_PointOnSurface(d.geometry)) AS centre) c ON true
LEFT JOIN tps_signals f ON f.tps = s.code WHERE s.code = :tps
""")
_ROADS = sa.text("""
SELECT r.code, r.name, ST_AsBinary(r.geometry) AS line, r.length_km * 1000 AS metres,
    ST_Distance(r.geometry::geography, ST_SetSRID(ST_MakePoint(:x, :y), 4326)::geography) AS away
FROM roads r WHERE r.geometry && ST_Expand(ST_MakeEnvelope(:west, :south, :east, :north, 4326),
    :margin) ORDER BY r.geometry <-> ST_SetSRID(ST_MakePoint(:x, :y), 4326) LIMIT :most
""")
_BAD = sa.text("""
SELECT road, from_m, to_m, 'heavy' AS reason, NULL AS since, NULL AS until, NULL AS source
FROM road_segments WHERE survey = 'newest' AND condition = 'heavy' AND road = ANY(:codes)
UNION ALL SELECT road, from_m, to_m, reason, since, until, source FROM road_blocks
WHERE road = ANY(:codes) AND since <= now() AND (until IS NULL OR until > now())
ORDER BY road, from_m
""")
_BLOCKS = sa.text("""
SELECT b.*, r.name FROM road_blocks b LEFT JOIN roads r ON r.code = b.road
WHERE b.id > :after AND (:area = '' OR b.area LIKE :area || '%')
    AND (b.until IS NULL OR b.until > now()) ORDER BY b.id LIMIT :limit
""")


class UnknownBlock(NotFound):
    slug, title = "unknown-block", "No such block"


class Ways:
    """What ways are made of."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def place(self, tps: str) -> Any:
        """Return the station's `x y`, its district's `code name cx cy`, `covered` and `asset`.

        None if it is not registered.
        """
        return self._tx.execute(_PLACE, {"tps": tps}).first()

    def roads(self, ends: Sequence[Point]) -> list[tuple[Road, float]]:
        """Return roads around these points, each with its metres from the first of them."""
        xs, ys = [at.x for at in ends], [at.y for at in ends]
        box = {"west": min(xs), "south": min(ys), "east": max(xs), "north": max(ys)}
        more = {"x": xs[0], "y": ys[0], "margin": MARGIN / DEGREE, "most": MOST_ROADS}
        rows = self._tx.execute(_ROADS, {**box, **more}).all()
        bad = self._bad([row.code for row in rows])
        return [
            (
                Road(
                    row.code,
                    row.name,
                    cast("LineString", shapely.from_wkb(bytes(row.line))),
                    row.metres,
                    bad.get(row.code, ()),
                ),
                row.away,
            )
            for row in rows
        ]

    def _bad(self, codes: Sequence[str]) -> dict[str, tuple[Bad, ...]]:
        found: dict[str, tuple[Bad, ...]] = {}
        for row in self._tx.execute(_BAD, {"codes": list(codes)}):
            since, until = (value and clock.to_text(value) for value in (row.since, row.until))
            one = Bad(row.from_m, row.to_m, row.reason, since, until, row.source)
            found[row.road] = (*found.get(row.road, ()), one)
        return found


class Blocks:
    """Stretches of roads that are blocked."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def add(self, values: Mapping[str, Any]) -> int:
        """Keep a block; its area is the road's."""
        new = road_blocks.insert().values(dict(values)).returning(road_blocks.c.id)
        return int(self._tx.execute(new).scalar_one())

    def get(self, block: int) -> Any:
        """Return the block; raises UnknownBlock."""
        found = self._tx.execute(sa.select(road_blocks).where(road_blocks.c.id == block)).first()
        if found is None:
            raise UnknownBlock(f"there is no block {block}")
        return found

    def end(self, block: int) -> None:
        """End the block now, unless it ended."""
        late = road_blocks.c.until.is_(None) | (road_blocks.c.until > sa.func.now())
        these = road_blocks.update().where(road_blocks.c.id == block, late)
        self._tx.execute(these.values(until=sa.func.now()))

    def page(self, area: str, after: int, limit: int) -> Sequence[sa.Row[Any]]:
        """Return blocks that stand or are to come, inside the area."""
        return self._tx.execute(_BLOCKS, {"area": area, "after": after, "limit": limit}).all()
