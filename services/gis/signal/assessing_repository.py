"""What is known of signal around polling stations: one statement for many of them.

Metres are on the spheroid. The nearest are looked for among those that are nearest in degrees,
CANDIDATES of each: in Indonesia a degree of longitude is at most 2 % shorter than one of latitude.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.signal.domain import COVERED, Facts, Heard, Nearest, Rules

CANDIDATES = 8
# Metres that a degree has at least, up to 36° of latitude: for boxes that are wide enough.
DEGREE = 90_000.0
BY_SPOT, BY_ASSET, HERE = "spot", "asset", "here"

_FACTS = sa.text("""
WITH here AS MATERIALIZED (
    SELECT code, point, point::geography AS place FROM stations
    WHERE code = ANY(:codes) AND point IS NOT NULL
), holding AS MATERIALIZED (
    SELECT h.code, b.id, b.seen_on, b.source FROM here h
    JOIN blank_spots b ON b.geometry && ST_Expand(h.point, :reach / :degree)
    AND CASE ST_Dimension(b.geometry) WHEN 2 THEN ST_Intersects(b.geometry, h.point)
        ELSE ST_DWithin(b.geometry::geography, h.place, :reach) END
), newest AS (
    SELECT DISTINCT ON (w.code, g.operator) w.*, g.operator, g.signal, g.data
    FROM holding w JOIN spot_signals g ON g.spot = w.id
    ORDER BY w.code, g.operator, w.seen_on DESC, (w.source = 'survey') DESC, w.id DESC
), looked AS (
    SELECT code, jsonb_object_agg(operator, jsonb_build_object('signal', signal, 'data', data,
        'source', source, 'seen_on', seen_on, 'spot', id::text)) AS found FROM newest GROUP BY code
), served AS (
    SELECT h.code, jsonb_object_agg(a.operator, jsonb_build_object('signal', 'covered',
        'data', true, 'source', 'asset', 'asset', a.id::text)) AS found
    FROM here h JOIN network_assets a ON a.coverage && h.point AND a.kind = 'cell_tower'
    AND a.operator IS NOT NULL AND ST_DWithin(a.geometry::geography, h.place, a.radius_m)
    GROUP BY h.code
), held AS (
    SELECT code, array_agg(id) AS spots FROM holding GROUP BY code
)
SELECT h.code, h.point::text AS at,
    coalesce(served.found, '{}') || coalesce(looked.found, '{}') AS operators,
    coalesce(held.spots, '{}') AS spots, spot.found AS spot, asset.found AS asset,
    road.found AS road, (SELECT jsonb_object_agg(reach.name, reach.found) FROM (
        SELECT want.name, near.found FROM (VALUES ('covered', 'cell_tower'),
            ('wifi', 'village_wifi'), ('radio', 'radio')) AS want (name, kind)
        CROSS JOIN LATERAL (
            SELECT jsonb_build_object('id', c.id::text, 'name', c.name, 'kind', 'asset',
                'metres', greatest(0, c.straight - c.radius), 'point', ST_AsGeoJSON(CASE
                WHEN c.straight <= c.radius THEN h.point ELSE ST_LineInterpolatePoint(
                ST_MakeLine(c.geometry, h.point), c.radius / c.straight) END)::jsonb) AS found
            FROM (SELECT a.id, a.name, a.geometry, coalesce(a.radius_m, 0) AS radius,
                    ST_Distance(a.geometry::geography, h.place) AS straight
                FROM network_assets a WHERE a.kind = want.kind
                AND a.coverage && ST_Expand(h.point, :search / :degree)
                ORDER BY a.coverage <-> h.point LIMIT :candidates) c
            WHERE c.straight - c.radius <= :search
            AND (want.name <> 'covered' OR (c.radius > 0 AND c.straight > c.radius))
            ORDER BY greatest(0, c.straight - c.radius), c.straight, c.id LIMIT 1) near) reach
    ) AS reach
FROM here h
LEFT JOIN looked USING (code) LEFT JOIN served USING (code) LEFT JOIN held USING (code)
LEFT JOIN LATERAL (
    SELECT jsonb_build_object('id', c.id::text, 'name', c.name, 'kind', 'spot', 'metres', c.metres,
        'point', ST_AsGeoJSON(ST_ClosestPoint(c.geometry, h.point))::jsonb) AS found
    FROM (SELECT b.id, b.name, b.geometry, ST_Distance(b.geometry::geography, h.place) AS metres
        FROM blank_spots b WHERE b.geometry && ST_Expand(h.point, :search / :degree)
        AND EXISTS (SELECT FROM spot_signals g WHERE g.spot = b.id AND g.signal = 'covered')
        ORDER BY b.geometry <-> h.point LIMIT :candidates) c
    WHERE c.metres <= :search
    AND c.metres > CASE ST_Dimension(c.geometry) WHEN 2 THEN 0 ELSE :reach END
    ORDER BY c.metres, c.id LIMIT 1) spot ON true
LEFT JOIN LATERAL (
    SELECT jsonb_build_object('id', c.id::text, 'name', c.name, 'kind', c.kind,
        'metres', c.metres, 'point', ST_AsGeoJSON(c.geometry)::jsonb) AS found
    FROM (SELECT a.id, a.name, a.kind, a.geometry,
            ST_Distance(a.geometry::geography, h.place) AS metres
        FROM network_assets a WHERE a.geometry && ST_Expand(h.point, :search / :degree)
        ORDER BY a.geometry <-> h.point LIMIT :candidates) c
    WHERE c.metres <= :search ORDER BY c.metres, c.id LIMIT 1) asset ON true
LEFT JOIN LATERAL (
    SELECT jsonb_build_object('id', c.code, 'name', c.name, 'kind', 'road', 'metres', c.metres,
        'at_m', c.at_m, 'point', ST_AsGeoJSON(c.at)::jsonb) AS found
    FROM (SELECT r.code, r.name, ST_Distance(r.geometry::geography, h.place) AS metres,
            ST_LineLocatePoint(r.geometry, h.point) * r.length_km * 1000 AS at_m,
            ST_ClosestPoint(r.geometry, h.point) AS at
        FROM roads r WHERE r.geometry && ST_Expand(h.point, :search / :degree)
        ORDER BY r.geometry <-> h.point LIMIT :candidates) c
    WHERE c.metres <= :search ORDER BY c.metres, c.code LIMIT 1) road ON true
""")


@dataclass(frozen=True)
class Found:
    """What was found around a station: as rules take it, and as it is kept and shown.

    `shown` is `{"operators": {name: {"signal", "data", "source", "seen_on", "spot" | "asset"}},
    "covered" | "asset" | "wifi" | "radio" | "road": {"id", "name", "kind", "metres", "point"} |
    null}`; `spots` and `assets` are the features that it was found of, `point` is where, as PostGIS
    writes it.
    """

    facts: Facts
    shown: dict[str, Any]
    spots: list[int]
    assets: list[int]
    point: str | None = None


NOWHERE = Found(Facts(False, {}), {"operators": {}}, [], [])


def found(tx: Connection, codes: Sequence[str], rules: Rules) -> dict[str, Found]:
    """Return what is known around each of these stations that has a point, by code."""
    bounds = {"reach": rules.reach_m, "search": rules.search_m, "degree": DEGREE}
    asked = {"codes": list(codes), "candidates": CANDIDATES, **bounds}
    return {row.code: _read(row) for row in tx.execute(_FACTS, asked)}


def _read(row: Any) -> Found:
    operators = {name: Heard(one["signal"], one["data"]) for name, one in row.operators.items()}
    reach = row.reach or {}
    near = {"asset": row.asset, "wifi": reach.get("wifi"), "radio": reach.get("radio")}
    near["covered"] = _covered(operators, row.spot, reach.get("covered"))
    facts = Facts(True, operators, **{name: _nearest(one) for name, one in near.items()})
    shown = {"operators": row.operators, **near, "road": row.road}
    spots = [*row.spots, *_ids(near["covered"], BY_SPOT)]
    assets = [int(one["asset"]) for one in row.operators.values() if "asset" in one]
    assets += _ids(near["covered"], BY_ASSET)
    for name in ("asset", "wifi", "radio"):
        assets += [int(near[name]["id"])] if near[name] else []
    return Found(facts, shown, sorted(set(spots)), sorted(set(assets)), row.at)


def _covered(operators: dict[str, Heard], *away: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the nearest place where an operator covers, which may be the station itself."""
    if any(one.signal == COVERED for one in operators.values()):
        return {"id": "", "name": None, "kind": HERE, "metres": 0.0, "point": None}
    return min((one for one in away if one), key=lambda one: one["metres"], default=None)


def _ids(near: dict[str, Any] | None, kind: str) -> list[int]:
    return [int(near["id"])] if near and near["kind"] == kind else []


def _nearest(one: dict[str, Any] | None) -> Nearest | None:
    if one is None:
        return None
    at = one["point"] and tuple(one["point"]["coordinates"])
    return Nearest(one["id"], one["name"], one["metres"], one["kind"], at)
