"""The SQL of incidents on the map: copies, what lies around one, roads that one blocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from geoalchemy2 import WKBElement
from geoalchemy2.shape import to_shape
from shapely import Point
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound

MOST = 500  # stations, villages or roads around one, or stretches that it blocks

# An event that is older than what is known changes nothing; one of the same version tells the same.
_KEEP = sa.text("""
INSERT INTO incident_copies AS c (incident, version, area, point, radius_m, checked)
VALUES (:incident, :version, :area, ST_SetSRID(ST_MakePoint(:x, :y), 4326), :radius_m, :checked)
ON CONFLICT (incident) DO UPDATE SET version = excluded.version, area = excluded.area,
    point = excluded.point, radius_m = excluded.radius_m, checked = excluded.checked
WHERE excluded.version >= c.version RETURNING xmax = 0
""")
_STATION = sa.text("SELECT point FROM stations WHERE code = :code AND point IS NOT NULL")
_ON_ROAD = sa.text("""
SELECT ST_LineInterpolatePoint(geometry, least(1, greatest(0, :metre / (length_km * 1000))))
FROM roads WHERE code = :road AND geometry IS NOT NULL AND length_km > 0
""")
_AREA = sa.text("""
SELECT code FROM areas WHERE ST_Covers(geometry, ST_SetSRID(ST_MakePoint(:x, :y), 4326))
ORDER BY length(code) DESC, code LIMIT 1
""")
_VILLAGE = sa.text("""
SELECT v.code, v.name, coalesce(d.name, left(v.code, 6)) AS district
FROM areas v LEFT JOIN areas d ON d.code = left(v.code, 6)
WHERE v.level = 'village' AND ST_Covers(v.geometry, ST_SetSRID(ST_MakePoint(:x, :y), 4326))
ORDER BY v.code LIMIT 1
""")
_STATIONS = sa.text("""
SELECT s.code, s.name, s.dpt, ST_Distance(s.point::geography, h.point::geography) AS metres
FROM incident_copies h JOIN stations s ON s.point && ST_Expand(h.point, :degrees)
    AND ST_DWithin(s.point::geography, h.point::geography, :radius)
WHERE h.incident = :incident ORDER BY metres, s.code LIMIT :most
""")
_VILLAGES = sa.text("""
SELECT a.code, a.name FROM incident_copies h
JOIN areas a ON a.level = 'village' AND a.geometry && ST_Expand(h.point, :degrees)
    AND ST_DWithin(a.geometry::geography, h.point::geography, :radius)
WHERE h.incident = :incident ORDER BY a.code LIMIT :most
""")
_ROADS = sa.text("""
SELECT r.code, r.name, ST_Distance(r.geometry::geography, h.point::geography) AS metres, EXISTS (
    SELECT FROM road_blocks b WHERE b.road = r.code AND b.since <= now()
        AND (b.until IS NULL OR b.until > now())) AS blocked
FROM incident_copies h JOIN roads r ON r.geometry && ST_Expand(h.point, :degrees)
    AND ST_DWithin(r.geometry::geography, h.point::geography, :radius)
WHERE h.incident = :incident ORDER BY metres, r.code LIMIT :most
""")
# Where roads run through the circle. A degree to the east is stretched to one to the north, as
# `roads/lines.py` says why.
_THROUGH = sa.text("""
WITH disc AS (SELECT ST_Buffer(ST_SetSRID(ST_MakePoint(:x, :y), 4326)::geography, :radius)
    ::geometry AS shape)
SELECT r.code AS road, r.area, r.length_km * 1000 * least(f.a, f.b) AS from_m,
    r.length_km * 1000 * greatest(f.a, f.b) AS to_m
FROM disc d JOIN roads r ON r.geometry && d.shape
CROSS JOIN LATERAL ST_Dump(ST_Intersection(r.geometry, d.shape)) AS p
CROSS JOIN LATERAL (SELECT cos(radians(ST_Y(ST_Centroid(r.geometry)))) AS east) e
CROSS JOIN LATERAL (SELECT
    ST_LineLocatePoint(ST_Scale(r.geometry, e.east, 1),
        ST_Scale(ST_StartPoint(p.geom), e.east, 1)) AS a,
    ST_LineLocatePoint(ST_Scale(r.geometry, e.east, 1),
        ST_Scale(ST_EndPoint(p.geom), e.east, 1)) AS b) f
WHERE GeometryType(p.geom) = 'LINESTRING' ORDER BY 1, 3 LIMIT :most
""")
_ALONG = sa.text("""
SELECT code AS road, area, greatest(0, :start) AS from_m, least(length_km * 1000, :end) AS to_m
FROM roads WHERE code = :road AND geometry IS NOT NULL
""")
_STANDING = sa.text("""
SELECT road, from_m, to_m, reason FROM road_blocks
WHERE incident = :incident AND until IS NULL ORDER BY road, from_m
""")
_END = sa.text("UPDATE road_blocks SET until = now() WHERE incident = :incident AND until IS NULL")
_BLOCK = sa.text("""
INSERT INTO road_blocks (road, from_m, to_m, reason, since, source, area, who, incident)
VALUES (:road, :from_m, :to_m, :reason, :since, :source, :area, 'incidents', :incident)
""")
DEGREE = 110_000.0  # metres, at least, of a degree of latitude anywhere


class UnknownIncident(NotFound):
    slug, title = "unknown-incident", "No such incident"


class Copies:
    """Incidents as their events told of them."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def keep(self, data: dict[str, Any], area: str | None, point: Point | None) -> bool | None:
        """Keep what an event tells; returns whether it is the first that is known of it.

        None when it is older than what is known, so that nothing is kept.
        """
        x, y = (None, None) if point is None else (point.x, point.y)
        told = {name: data[name] for name in ("incident", "version", "radius_m", "checked")}
        kept = self._tx.execute(_KEEP, {**told, "area": area, "x": x, "y": y})
        found: bool | None = kept.scalar_one_or_none()
        return found

    def get(self, incident: str) -> Any:
        """Return `area`, `radius_m`, `checked`, and whether it is `placed`; raises."""
        query = "SELECT area, radius_m, checked, point IS NOT NULL AS placed FROM incident_copies"
        found = self._tx.execute(
            sa.text(f"{query} WHERE incident = :incident"), {"incident": incident}
        ).first()
        if found is None:
            raise UnknownIncident(f"there is no incident {incident[:40]}")
        return found

    def station(self, code: str) -> Point | None:
        """Return where a polling station is."""
        return self._point(_STATION, {"code": code})

    def on_road(self, road: str, metre: float) -> Point | None:
        """Return where a metre of a road is."""
        return self._point(_ON_ROAD, {"road": road, "metre": metre})

    def _point(self, query: Any, asked: dict[str, Any]) -> Point | None:
        found = self._tx.execute(query, asked).scalar_one_or_none()
        if found is None:
            return None
        return cast("Point", to_shape(WKBElement(found)))

    def area(self, point: Point) -> str | None:
        """Return the deepest area that holds the point."""
        found = self._tx.execute(_AREA, {"x": point.x, "y": point.y}).scalar_one_or_none()
        return None if found is None else str(found)

    def village(self, lon: float, lat: float) -> dict[str, Any] | None:
        """Return `{"code", "name", "district"}` of the village in which a point lies."""
        row = self._tx.execute(_VILLAGE, {"x": lon, "y": lat}).mappings().first()
        return None if row is None else dict(row)

    def around(self, incident: str, radius: float) -> dict[str, list[dict[str, Any]]]:
        """Return polling stations, villages and roads within metres of it, the nearest first."""
        # Degrees to the east are shorter, so the box is twice as wide as it is high: up to 60°.
        asked = {"incident": incident, "radius": radius, "most": MOST}
        asked |= {"degrees": 2 * radius / DEGREE}
        queries = {"tps": _STATIONS, "villages": _VILLAGES, "roads": _ROADS}
        return {
            name: [dict(row) for row in self._tx.execute(query, asked).mappings()]
            for name, query in queries.items()
        }


class Blocks:
    """Stretches of roads that one incident blocks."""

    def __init__(self, tx: Connection, incident: str) -> None:
        self._tx, self._incident = tx, incident

    def through(self, point: Point, radius: float) -> list[dict[str, Any]]:
        """Return stretches `{"road", "area", "from_m", "to_m"}` that run through a circle."""
        asked = {"x": point.x, "y": point.y, "radius": radius, "most": MOST}
        return [dict(row) for row in self._tx.execute(_THROUGH, asked).mappings()]

    def along(self, road: str, start: float, end: float) -> list[dict[str, Any]]:
        """Return the stretch of a road, as far as the road goes; none of an unknown road."""
        asked = {"road": road, "start": start, "end": end}
        found = self._tx.execute(_ALONG, asked).mappings()
        return [dict(row) for row in found if row["from_m"] <= row["to_m"]]

    def put(
        self, stretches: Sequence[dict[str, Any]], reason: str, source: str, since: datetime
    ) -> None:
        """Have these stretches be blocked and no other; those that stand so are left alone."""
        standing = self._tx.execute(_STANDING, {"incident": self._incident}).all()
        known = [(row.road, round(row.from_m), round(row.to_m), row.reason) for row in standing]
        wanted = [
            (one["road"], round(one["from_m"]), round(one["to_m"]), reason) for one in stretches
        ]
        if known == wanted:
            return
        if known:
            self._tx.execute(_END, {"incident": self._incident})
        told = {"reason": reason, "source": source, "since": since, "incident": self._incident}
        if stretches:
            self._tx.execute(_BLOCK, [{**one, **told} for one in stretches])
