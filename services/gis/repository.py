"""The only SQL of the service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from geoalchemy2.shape import from_shape, to_shape
from shapely import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit import areas as codes
from libs.kit import outbox
from services.gis import messages
from services.gis.domain import REGENCY, Area, Changed, Shapes, Station
from services.gis.tables import SRID, areas, layers, station_changes, stations

DIGITS = 6  # of a coordinate on the wire: 0.1 m


class Areas:
    """Areas of all levels above the polling station."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, items: Sequence[Area]) -> None:
        """Insert or rename the areas; a point that is given replaces the one that was."""
        rows = [
            {"code": a.code, "level": codes.level(a.code), "name": a.name, "point": _wkb(a.point)}
            for a in items
        ]
        new = pg.insert(areas)
        point = sa.func.coalesce(new.excluded.point, areas.c.point)
        names = {"name": new.excluded.name, "point": point}
        self._tx.execute(new.on_conflict_do_update(index_elements=["code"], set_=names), rows)

    def village_points(self, regency: str) -> dict[str, Point]:
        inside = areas.c.code.startswith(regency) & (areas.c.level == "village")
        rows = self._tx.execute(sa.select(areas.c.code, areas.c.point).where(inside))
        return {row.code: to_shape(row.point) for row in rows}

    def put_shapes(self, shapes: Shapes) -> None:
        """Store the shapes; a surveyed one stays, an area without a name is called by its code."""
        rows = [
            {"code": code, "level": codes.level(code), "name": code, "geometry": _wkb(shape)}
            for code, shape in sorted(shapes.items())
        ]
        new = pg.insert(areas)
        put = new.on_conflict_do_update(
            index_elements=["code"],
            set_={"geometry": new.excluded.geometry},
            where=areas.c.quality == "voronoi",
        )
        if rows:
            self._tx.execute(put, rows)

    def page(self, query: messages.Query) -> Sequence[sa.RowMapping]:
        """Return one row more than the page holds, so that the caller sees whether more follow."""
        size = sa.func.round(sa.cast(areas.c.size_m2 / 1e6, sa.Numeric), 3)
        properties = (areas.c.name, areas.c.quality, sa.cast(size, sa.Float).label("size_km2"))
        wanted = areas.c.level == messages.LEVELS[query.layer]
        return _page(self._tx, query, areas, areas.c.geometry, properties, wanted)


class Stations:
    """Polling stations, a copy of what elections registered."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def put(self, station: Station) -> None:
        """Insert or replace the station; a registration without a point keeps the known one."""
        row = vars(station) | {"point": _wkb(station.point)}
        new = pg.insert(stations).values(row)
        names = ("election", "number", "special", "name", "dpt")
        facts = {name: new.excluded[name] for name in names}
        point = sa.func.coalesce(new.excluded.point, stations.c.point)
        put = new.on_conflict_do_update(index_elements=["code"], set_=facts | {"point": point})
        self._tx.execute(put)
        self._tx.execute(station_changes.insert().values(area=station.code[:REGENCY]))

    def take_changes(self, most: int = 10_000) -> list[str]:
        """Take the regencies that changed off the queue; several takers share it."""
        waiting = sa.select(station_changes.c.id).limit(most).with_for_update(skip_locked=True)
        taken = station_changes.delete().where(station_changes.c.id.in_(waiting))
        rows = self._tx.execute(taken.returning(station_changes.c.area))
        return sorted(set(rows.scalars()))

    def page(self, query: messages.Query) -> Sequence[sa.RowMapping]:
        """Return one row more than the page holds, so that the caller sees whether more follow."""
        number = sa.func.lpad(sa.cast(stations.c.number, sa.Text), 3, "0")
        name = sa.func.coalesce(stations.c.name, sa.func.concat("TPS ", number)).label("name")
        properties = (name, stations.c.number, stations.c.special, stations.c.dpt)
        return _page(self._tx, query, stations, stations.c.point, properties, sa.true())


class Layers:
    """Versions of what is drawn, by layer and regency."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def change(self, layer: str, area: str) -> Changed:
        """Count the layer's next version and tell of it; holds the layer's row to the commit."""
        new = pg.insert(layers).values(layer=layer, area=area, version=1)
        counted = new.on_conflict_do_update(
            index_elements=["layer", "area"], set_={"version": layers.c.version + 1}
        )
        version = self._tx.execute(counted.returning(layers.c.version)).scalar_one()
        changed = Changed(layer, area, version)
        outbox.add(self._tx, "gis", messages.to_event(changed))
        return changed


def _page(
    tx: Connection,
    query: messages.Query,
    table: sa.Table,
    geometry: sa.Column[Any],
    properties: Iterable[sa.ColumnElement[Any]],
    wanted: sa.ColumnElement[bool],
) -> Sequence[sa.RowMapping]:
    as_json = sa.cast(sa.func.ST_AsGeoJSON(geometry, DIGITS), pg.JSONB).label("geometry")
    page = sa.select(table.c.code, *properties, as_json).where(
        wanted, table.c.code.startswith(query.area), table.c.code > query.after
    )
    if query.bbox is not None:
        page = page.where(
            sa.func.ST_Intersects(geometry, sa.func.ST_MakeEnvelope(*query.bbox, SRID))
        )
    return tx.execute(page.order_by(table.c.code).limit(query.limit + 1)).mappings().all()


def _wkb(geometry: BaseGeometry | None) -> Any:
    return None if geometry is None else from_shape(geometry, srid=SRID)
