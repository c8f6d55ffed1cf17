"""The only SQL of areas and stations; as layers they are read by the layers' engine."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import shapely
import sqlalchemy as sa
from geoalchemy2.shape import from_shape, to_shape
from shapely import Point, point_on_surface
from shapely.geometry.base import BaseGeometry
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit import session
from services.gis.domain import Area, Boundary, Shapes, Station
from services.gis.layers.domain import Layer
from services.gis.layers.history_repository import archived
from services.gis.layers.tables import table
from services.gis.tables import SRID, areas, station_changes, stations

# For each station of a file of thousands, so: one statement, which goes with the COMMIT. A point
# that somebody placed here stands; the registration's is of unknown quality.
_PUT_STATION = """
WITH put AS (
    INSERT INTO stations AS s (code, election, number, special, name, dpt, point)
    VALUES (%(code)s, %(election)s, %(number)s, %(special)s, %(name)s, %(dpt)s, %(point)s::geometry)
    ON CONFLICT (code) DO UPDATE SET election = excluded.election, number = excluded.number,
        special = excluded.special, name = excluded.name, dpt = excluded.dpt,
        point = CASE WHEN s.quality = 'unknown' THEN coalesce(excluded.point, s.point)
            ELSE s.point END
)
INSERT INTO station_changes (code) VALUES (%(code)s)
"""

Box = tuple[float, float, float, float]


class Areas:
    """Areas of all levels above the polling station.

    `versions` are those of the areas' layers, by level, which whoever writes has counted.
    """

    def __init__(self, tx: Connection, versions: Mapping[str, int], who: str) -> None:
        self._tx, self._versions, self._who = tx, versions, who

    def put(self, items: Sequence[Area]) -> None:
        """Insert or rename the areas; a point that is given replaces the one that was."""
        rows = [self._row(a.code) | {"name": a.name, "point": _wkb(a.point)} for a in items]
        new = pg.insert(areas)
        point = sa.func.coalesce(new.excluded.point, areas.c.point)
        put = new.on_conflict_do_update(
            index_elements=["code"],
            set_={"name": new.excluded.name, "point": point} | _stamp(new),
        )
        self._tx.execute(put, rows)

    def village_points(self, regency: str) -> dict[str, Point]:
        inside = areas.c.code.startswith(regency) & (areas.c.level == "village")
        rows = self._tx.execute(sa.select(areas.c.code, areas.c.point).where(inside))
        return {row.code: to_shape(row.point) for row in rows}

    def put_shapes(self, shapes: Shapes) -> None:
        """Store the shapes; a surveyed one stays, an area without a name is called by its code."""
        rows = [
            self._row(code) | {"name": code, "geometry": _wkb(shape)}
            for code, shape in sorted(shapes.items())
        ]
        new = pg.insert(areas)
        moved = areas.c.geometry.is_distinct_from(new.excluded.geometry)
        put = new.on_conflict_do_update(
            index_elements=["code"],
            set_={"geometry": new.excluded.geometry} | _stamp(new),
            where=(areas.c.quality == "voronoi") & moved,
        )
        if rows:
            self._tx.execute(put, rows)

    def standing(self, wanted: Collection[str]) -> dict[str, Boundary]:
        """Return the boundaries that stand of these areas, by code."""
        columns = (areas.c.code, areas.c.name, areas.c.geometry, areas.c.quality)
        query = sa.select(*columns).where(areas.c.code.in_(sorted(wanted)))
        return {
            row.code: Boundary(row.code, row.name, row.geometry and to_shape(row.geometry), row[3])
            for row in self._tx.execute(query)
        }

    def put_surveyed(self, layer: Layer, items: Sequence[Boundary]) -> None:
        """Store the boundaries of one level, and keep the states that they replace.

        A point that lies outside of the boundary is put inside.
        """
        rows = [
            self._row(one.code)
            | {"name": one.name or one.code, "quality": one.quality}
            | {"geometry": _wkb(one.shape), "point": _wkb(point_on_surface(one.shape))}
            for one in items
        ]
        stand = table(layer).c
        these = stand.code.in_([one.code for one in items]) & stand.geometry.is_not(None)
        version = self._versions[codes.level(items[0].code)]
        self._tx.execute(archived(layer, [these], "updated", version, self._who))
        new = pg.insert(areas)
        inside = sa.func.ST_Covers(new.excluded.geometry, areas.c.point)
        kept = {
            "name": new.excluded.name,
            "point": sa.case((inside, areas.c.point), else_=new.excluded.point),
            "geometry": new.excluded.geometry,
            "quality": new.excluded.quality,
        }
        put = new.on_conflict_do_update(index_elements=["code"], set_=kept | _stamp(new))
        self._tx.execute(put, rows)

    def _row(self, code: str) -> dict[str, Any]:
        level = codes.level(code)
        stamp = {"version": self._versions[level], "changed_by": self._who}
        return {"code": code, "level": level, **stamp}


def _stamp(new: pg.Insert) -> dict[str, Any]:
    stamp = {name: new.excluded[name] for name in ("version", "changed_by")}
    return stamp | {"changed_at": sa.func.now()}


class Stations:
    """Polling stations, a copy of what elections registered."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, station: Station) -> None:
        """Insert or replace the station with the COMMIT; without a point the known one stays."""
        point = None if station.point is None else _hex(station.point)
        session.last(self._tx, _PUT_STATION, vars(station) | {"point": point})

    def take_changes(self, most: int = 10_000) -> list[str]:
        """Take the stations that changed off the queue; several takers share it."""
        waiting = sa.select(station_changes.c.id).limit(most).with_for_update(skip_locked=True)
        taken = station_changes.delete().where(station_changes.c.id.in_(waiting))
        rows = self._tx.execute(taken.returning(station_changes.c.code))
        return sorted(set(rows.scalars()))

    def stamp(self, changed: Sequence[str], version: int) -> Box | None:
        """Give the stations the layer's version; returns the box that holds their points."""
        these = stations.c.code == sa.func.any(sa.cast(list(changed), pg.ARRAY(sa.Text)))
        values = {"version": version, "changed_at": sa.func.now(), "changed_by": "elections"}
        self._tx.execute(stations.update().where(these).values(**values))
        box = sa.func.ST_Extent(stations.c.point)
        corners = (sa.func.ST_XMin, sa.func.ST_YMin, sa.func.ST_XMax, sa.func.ST_YMax)
        found = self._tx.execute(sa.select(*(corner(box) for corner in corners)).where(these))
        west, south, east, north = found.one()
        return None if west is None else (west, south, east, north)


def _wkb(geometry: BaseGeometry | None) -> Any:
    return None if geometry is None else from_shape(geometry, srid=SRID)


def _hex(point: Point) -> str:
    """Return the point as PostGIS reads it from a text."""
    return str(shapely.to_wkb(shapely.set_srid(point, SRID), hex=True, include_srid=True))
