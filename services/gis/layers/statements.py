"""The SQL of a page: what matches, in which order, and what is shown of it. Runs nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from services.gis.layers import answers, messages
from services.gis.layers.crs import WGS84, Crs
from services.gis.layers.domain import Layer
from services.gis.layers.messages import Query
from services.gis.layers.tables import inside, table

Condition = sa.ColumnElement[bool]
Columns = Callable[[str | None], sa.ColumnElement[Any]]  # a sorted attribute; None for the key
RINGED = ("Polygon", "MultiPolygon", "Geometry")  # what may have rings


class Pages:
    """Statements of one layer's pages. Conditions named `more` restrict them further."""

    def __init__(self, layer: Layer) -> None:
        self._layer, self._table = layer, table(layer)
        self._key, self._geometry = self._table.c[layer.key], self._table.c[layer.geometry]

    def plain(self, query: Query, more: Condition | None) -> tuple[sa.Select[Any], int]:
        """Return the statement of a page, and how many columns one has."""
        wanted = self.wanted(query, more)
        if query.after is not None:
            wanted.append(_beyond(query, self.column))
        columns, sorted_by = self._shown(query)
        page = sa.select(*columns, *sorted_by).where(*wanted)
        page = page.order_by(*_order(query, self.column))
        return page.offset(query.offset).limit(query.limit + 1), len(columns)

    def few(self, query: Query, more: Condition | None) -> tuple[sa.Select[Any], int]:
        """Return the statement of a page that finds what matches once, for its count too."""
        keys = {name: self.column(name).label(f"s{n}") for n, (name, _) in enumerate(query.sortby)}
        few = sa.select(self._key.label("k"), *keys.values()).where(*self.wanted(query, more))
        matched = few.limit(messages.MOST_MATCHED + 1).cte("matched")
        places = {name: matched.c[label.name] for name, label in keys.items()}
        at = lambda name: places.get(name, matched.c.k)  # noqa: E731 - a table's columns by name
        chosen = sa.select(matched.c.k).order_by(*_order(query, at))
        chosen = chosen.offset(query.offset).limit(query.limit + 1)
        if query.after is not None:
            chosen = chosen.where(_beyond(query, at))
        these = chosen.subquery("chosen")
        total = sa.select(sa.func.count()).select_from(matched).scalar_subquery()
        columns, sorted_by = self._shown(query)
        page = sa.select(*columns, *sorted_by, total).join_from(
            self._table, these, self._key == these.c.k
        )
        return page.order_by(*_order(query, self.column)), len(columns)

    def _shown(self, query: Query) -> tuple[list[sa.ColumnElement[Any]], list[Any]]:
        names = answers.names(self._layer, query.fields)
        shown = columns(self._layer, names, query.crs, with_geometry=query.with_geometry)
        return shown, [self.column(name).label(None) for name, _ in query.sortby]

    def column(self, name: str | None) -> sa.ColumnElement[Any]:
        attribute = None if name is None else self._layer.attribute(name)
        return self._key if attribute is None else self._table.c[attribute.column]

    def wanted(self, query: Query, more: Condition | None) -> list[Condition]:
        """Return what restricts rows to those of the query, whichever page they are on."""
        found = inside(self._layer, query.area)
        found += [self.column(name) == value for name, value in query.properties]
        if query.boxes:
            found.append(self._in_boxes(query))
        if query.period is not None and self._layer.time is not None:
            found += self._in_period(query)
        return found if more is None else [*found, more]

    def _in_boxes(self, query: Query) -> Condition:
        """A box keeps features that are nowhere (OGC API - Features, Part 1, 7.15.3)."""
        hits = [self._in_box(box, query.box_srid) for box in query.boxes]
        return sa.or_(*hits, self._geometry.is_(None))

    def _in_box(self, box: messages.Box, srid: int) -> Condition:
        """The index finds boxes that overlap, by less than a metre too many; the rest is exact.

        The index is named, as PostgreSQL does not think of it behind an OR, and a point is compared
        by its numbers, since what ST_Intersects is held to cost makes it start workers.
        """
        corners = [_number(corner) for corner in box]
        shape: sa.ColumnElement[Any] = sa.func.ST_MakeEnvelope(*corners, srid)
        if srid != WGS84:
            shape = sa.func.ST_Transform(shape, WGS84)
        near: Condition = self._geometry.intersects(shape)
        if self._layer.geometry_type != "Point" or srid != WGS84:
            return near & sa.func.ST_Intersects(self._geometry, shape)
        west, south, east, north = corners
        x, y = sa.func.ST_X(self._geometry), sa.func.ST_Y(self._geometry)
        return sa.and_(near, x.between(west, east), y.between(south, north))

    def _in_period(self, query: Query) -> list[Condition]:
        """As with boxes, features without a time are in any."""
        attribute = self._layer.attribute(self._layer.time or "")
        if attribute is None or query.period is None:
            return []
        column = self._table.c[attribute.column]
        low, high = query.period
        if attribute.kind == "date":
            low, high = (low and low.date(), high and high.date())  # type: ignore[assignment]
        found = [column >= low] if low else []
        found += [column <= high] if high else []
        return [sa.and_(*found) | column.is_(None)]


@functools.lru_cache(maxsize=256)
def few(layer: Layer, query: Query, more: Condition | None) -> tuple[sa.Select[Any], int]:
    """Return `Pages.few`, made once: a map that is moved asks the same with other corners."""
    return Pages(layer).few(query, more)


def _number(corner: float | str) -> Any:
    """Return a corner of a box; a name is that of a parameter."""
    return sa.bindparam(corner, type_=sa.Float) if isinstance(corner, str) else corner


# ---- order and pages: by the sorted values, then by the key, of a table or of what was matched


def _order(query: Query, at: Columns) -> list[sa.ColumnElement[Any]]:
    """Nulls stand where PostgreSQL puts them, so that an index serves: last, first if desc."""
    found = [at(name).desc() if descending else at(name).asc() for name, descending in query.sortby]
    return [*found, at(None).asc()]


def _beyond(query: Query, at: Columns) -> Condition:
    values = query.after or ()
    beyond: Condition = at(None) > values[-1]
    pairs = list(zip(query.sortby, values[:-1], strict=True))
    for (name, descending), value in reversed(pairs):
        column = at(name)
        same = column.is_(None) if value is None else column == value
        beyond = _later(column, value, descending=descending) | (same & beyond)
    return beyond


def _later(column: sa.ColumnElement[Any], value: Any, *, descending: bool) -> Condition:
    if descending:
        return column.is_not(None) if value is None else column < value
    return sa.false() if value is None else (column > value) | column.is_(None)


def columns(
    layer: Layer, names: Sequence[str], crs: Crs, *, with_geometry: bool = True
) -> list[sa.ColumnElement[Any]]:
    """Return key, version, geometry as JSON text, then the attributes of these names."""
    rows = table(layer)
    shape: sa.ColumnElement[Any] = sa.null()
    if with_geometry:
        place = _moved(_right_handed(layer), crs)
        shape = sa.func.ST_AsGeoJSON(place, crs.digits, type_=sa.Text)
    named = {one.name: one.column for one in layer.attributes}
    attributes = [rows.c[named[name]] for name in names]
    return [rows.c[layer.key], rows.c.version, shape.label("shape_"), *attributes]


def _right_handed(layer: Layer) -> Any:
    """Have outer rings run counterclockwise, and holes clockwise (RFC 7946, 3.1.6)."""
    shape = table(layer).c[layer.geometry]
    return sa.func.ST_ForcePolygonCCW(shape) if layer.geometry_type in RINGED else shape


def _moved(geometry: sa.ColumnElement[Any], crs: Crs) -> sa.ColumnElement[Any]:
    if crs.srid != WGS84:
        return sa.func.ST_Transform(geometry, crs.srid)
    return sa.func.ST_FlipCoordinates(geometry) if crs.north_first else geometry
