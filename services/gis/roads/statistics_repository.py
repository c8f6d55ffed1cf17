"""How much of the roads is in good order: by sub-district, by surface, by year. One statement.

A road counts at the end of a year by its newest survey until then; what none tells of is unknown.
Lengths are metres on the ellipsoid of what lies inside of the boundary that is asked for.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

DISTRICT = 6
_INSIDE = """
CASE WHEN p.geometry IS NULL OR ST_CoveredBy({line}, p.geometry) THEN ST_Length({line}::geography)
ELSE ST_Length(ST_CollectionExtract(ST_Intersection({line}, p.geometry), 2)::geography) END
"""
_PLACES = {
    "district": """
        SELECT code AS place, name, geometry FROM areas
        WHERE code LIKE :prefix AND length(code) = :length AND geometry IS NOT NULL
    """,
    "": """
        SELECT '' AS place, '' AS name, NULL::geometry AS geometry WHERE :area = ''
        UNION ALL SELECT code, name, geometry FROM areas
        WHERE code = :area AND geometry IS NOT NULL
    """,
}
_COUNTED = """
WITH places AS MATERIALIZED ({places}),
lengths AS MATERIALIZED (
    SELECT r.code AS road, coalesce(r.surface, 'unknown') AS surface, p.place, p.name,
        {road} AS metres
    FROM places p JOIN roads r ON p.geometry IS NULL OR ST_Intersects(r.geometry, p.geometry)
    WHERE r.geometry IS NOT NULL
),
years AS (
    SELECT DISTINCT extract(year FROM v.surveyed_on)::int AS year
    FROM road_surveys v WHERE v.road IN (SELECT road FROM lengths)
    UNION SELECT :now
),
known AS (
    SELECT y.year, v.road, max(v.surveyed_on) AS surveyed_on
    FROM years y JOIN road_surveys v ON extract(year FROM v.surveyed_on) <= y.year GROUP BY 1, 2
),
parts AS MATERIALIZED (
    SELECT s.road, s.surveyed_on, s.condition, p.place,
        coalesce(s.surface, r.surface, 'unknown') AS surface, {segment} AS metres
    FROM places p
    JOIN road_segments s ON p.geometry IS NULL OR ST_Intersects(s.geometry, p.geometry)
    JOIN roads r ON r.code = s.road
    WHERE s.geometry IS NOT NULL AND s.condition <> 'unknown'
),
found AS (
    SELECT k.year, s.place, s.road, s.surface, s.condition, sum(s.metres) AS metres
    FROM known k JOIN parts s USING (road, surveyed_on) GROUP BY 1, 2, 3, 4, 5
),
told AS (SELECT year, place, road, sum(metres) AS metres FROM found GROUP BY 1, 2, 3),
counted AS (
    SELECT year, place, surface, condition, metres FROM found
    UNION ALL
    SELECT y.year, l.place, l.surface, 'unknown', greatest(0, l.metres - coalesce(t.metres, 0))
    FROM lengths l CROSS JOIN years y
    LEFT JOIN told t ON t.year = y.year AND t.place = l.place AND t.road = l.road
)
SELECT year, {key} AS key, condition, sum(metres) AS metres FROM counted GROUP BY 1, 2, 3
"""
_KEYS = {"district": "place", "surface": "surface", "year": "year::text"}

Counts = dict[str, dict[int, dict[str, float]]]


def statement(by: str) -> str:
    """Return the one statement that counts metres by year, key and condition."""
    places = _PLACES["district" if by == "district" else ""]
    road, segment = (_INSIDE.format(line=f"{one}.geometry") for one in ("r", "s"))
    return _COUNTED.format(places=places, road=road, segment=segment, key=_KEYS[by])


class Statistics:
    """Metres by condition of what lies inside of an area, `""` for everywhere."""

    def __init__(self, tx: Connection, area: str) -> None:
        self._tx, self._area = tx, area

    def count(self, by: str, today: date) -> Counts:
        """Return metres by key, year and condition; the present year is always there."""
        length = max(DISTRICT, len(self._area))
        asked: dict[str, Any] = {"area": self._area, "prefix": f"{self._area}%", "length": length}
        query = sa.text(statement(by))
        names = query._bindparams  # noqa: SLF001
        values = {
            name: value for name, value in {**asked, "now": today.year}.items() if name in names
        }
        found: Counts = {}
        for year, key, condition, metres in self._tx.execute(query, values):
            found.setdefault(key, {}).setdefault(year, {})[condition] = float(metres)
        return found

    def names(self, codes: list[str]) -> dict[str, str]:
        """Return the names of areas."""
        query = sa.text("SELECT code, name FROM areas WHERE code = ANY(:codes)")
        return {row.code: row.name for row in self._tx.execute(query, {"codes": codes})}
