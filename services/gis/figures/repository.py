"""What was told of areas, and where villages have blank spots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.gis.figures.domain import Village
from services.gis.figures.tables import told_figures
from services.gis.tables import areas

# The village that a spot stands in; or, of a spot that is larger, each whose middle it covers.
_VILLAGES = sa.text("""
WITH nowhere AS MATERIALIZED (SELECT area, geometry FROM blank_spots WHERE signal = 'none')
SELECT v.code, v.code IN (SELECT left(area, 10) FROM nowhere WHERE area IS NOT NULL) OR EXISTS (
    SELECT FROM nowhere b
    WHERE ST_Covers(b.geometry, coalesce(v.point, ST_PointOnSurface(v.geometry)))) AS blank
FROM areas v WHERE length(v.code) = 10
""")


class Told:
    """What was told by an event, `{"area", "version", "figures"}` of each area."""

    def __init__(self, tx: Connection, event: str) -> None:
        self._tx, self._event = tx, event

    def all(self) -> dict[str, tuple[int, dict[str, Any]]]:
        """Return (version, figures) by area."""
        rows = told_figures.c
        query = sa.select(rows.area, rows.version, rows.figures).where(rows.event == self._event)
        return {area: (version, found) for area, version, found in self._tx.execute(query)}

    def put(self, area: str, version: int, figures: dict[str, Any]) -> None:
        new = pg.insert(told_figures).values(
            event=self._event, area=area, version=version, figures=figures
        )
        values = {"version": new.excluded.version, "figures": new.excluded.figures}
        self._tx.execute(new.on_conflict_do_update(index_elements=["event", "area"], set_=values))


def villages(tx: Connection) -> list[Village]:
    return [Village(code, blank) for code, blank in tx.execute(_VILLAGES)]


def names(tx: Connection, codes: Sequence[str]) -> dict[str, str]:
    """Return the names of those areas that have one."""
    query = sa.select(areas.c.code, areas.c.name).where(areas.c.code.in_(codes))
    return {row.code: row.name for row in tx.execute(query)}
