"""Features of one layer as they are read. A page is one statement, and one for its count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from services.gis.layers import answers, messages
from services.gis.layers.crs import WGS84, Crs
from services.gis.layers.domain import Layer, UnknownFeature
from services.gis.layers.messages import INTEGER, Query
from services.gis.layers.tables import inside, layer_changes, table

Condition = sa.ColumnElement[bool]
Columns = Callable[[str | None], sa.ColumnElement[Any]]  # a sorted attribute; None for the key
LARGE = 50_000  # features
RINGED = ("Polygon", "MultiPolygon", "Geometry")  # what may have rings
REGCLASS: Any = pg.REGCLASS()
BOX = sa.types.NullType()


class Page(NamedTuple):
    """Rows (see `answers.collection`), the `next` or None, and how many match if that is known."""

    rows: list[tuple[Any, ...]]
    following: str | None
    matched: int | None = None


class Features:
    """A layer's features. `area` is where the one who asks may look, `""` for everywhere."""

    def __init__(self, tx: Connection, layer: Layer) -> None:
        self._tx, self._layer, self._table = tx, layer, table(layer)
        self.engine = tx.engine
        self._key = self._table.c[layer.key]
        self._geometry = self._table.c[layer.geometry]

    def page(self, query: Query, more: Condition | None = None) -> Page:
        """Return a page; `more` restricts it further, such as a compiled filter."""
        if query.count == "bounded" and not query.offset and self._picks(query, more):
            found = self._page_of_few(query, more)
            if found is not None:
                return found
            query = replace(query, count="none")  # there are more than are counted
        page = self._plain(query, more)
        if query.after is None and not query.offset and page.following is None:
            return page._replace(matched=len(page.rows))
        return page if query.count == "none" else page._replace(matched=self.count(query, more))

    def _plain(self, query: Query, more: Condition | None) -> Page:
        wanted = self._wanted(query, more)
        if query.after is not None:
            wanted.append(_beyond(query, self._column))
        columns, sorted_by = self._shown(query)
        page = sa.select(*columns, *sorted_by).where(*wanted)
        page = page.order_by(*_order(query, self._column))
        page = page.offset(query.offset).limit(query.limit + 1)
        return _cut(self._tx.execute(page).all(), query, len(columns))

    def _page_of_few(self, query: Query, more: Condition | None) -> Page | None:
        """Find what matches once, for the page and for its count; None where it is too much."""
        keys = {name: self._column(name).label(f"s{n}") for n, (name, _) in enumerate(query.sortby)}
        few = sa.select(self._key.label("k"), *keys.values()).where(*self._wanted(query, more))
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
        found = self._tx.execute(page.order_by(*_order(query, self._column))).all()
        count = found[0][-1] if found else 0
        if count > messages.MOST_MATCHED:
            return None
        return _cut(found, query, len(columns))._replace(matched=count)

    def _shown(self, query: Query) -> tuple[list[sa.ColumnElement[Any]], list[Any]]:
        names = answers.names(self._layer, query.fields)
        columns = self.columns(names, query.crs, with_geometry=query.with_geometry)
        return columns, [self._column(name).label(None) for name, _ in query.sortby]

    def _picks(self, query: Query, more: Condition | None) -> bool:
        return bool(query.boxes or query.properties or query.period or more is not None)

    def count(self, query: Query, more: Condition | None = None) -> int | None:
        """Return how many features match; None where they are more than are counted."""
        inside = sa.select(sa.literal(1)).where(*self._wanted(query, more))
        inside = inside.select_from(self._table)
        if query.count != "exact":
            inside = inside.limit(messages.MOST_MATCHED + 1)
        counted = sa.select(sa.func.count()).select_from(inside.subquery())
        found = int(self._tx.execute(counted).scalar_one())
        return None if query.count != "exact" and found > messages.MOST_MATCHED else found

    def get(self, feature_id: str, area: str, crs: Crs) -> tuple[Any, ...]:
        """Return the feature's row as a page has it; raises UnknownFeature."""
        columns = self.columns(answers.names(self._layer, None), crs)
        query = sa.select(*columns).where(self.named(feature_id), *self.inside(area))
        row = self._tx.execute(query).first()
        if row is None:
            raise unknown(self._layer, feature_id)
        return tuple(row)

    def made(self, feature_id: str) -> tuple[Any, ...]:
        """Return what the log knows of the feature's last change, who did it, and when."""
        row, log = self._table.c, layer_changes.c
        query = (
            sa.select(log.what, sa.func.coalesce(log.who, row.changed_by), row.changed_at)
            .select_from(self._table)
            .join(
                layer_changes,
                (log.layer == self._layer.id) & (log.version == row.version),
                isouter=True,
            )
        )
        return tuple(self._tx.execute(query.where(self.named(feature_id))).one())

    def extent(self, area: str) -> list[float] | None:
        """Return west, south, east, north of the features inside; None where there are none.

        Of a large table as a whole, its index tells, to a metre and by what was ever in it.
        """
        box = sa.func.ST_Extent(self._geometry, type_=BOX)
        found: sa.ColumnElement[Any] = sa.select(box).where(*self.inside(area)).scalar_subquery()
        if not area and not self._layer.where:
            name = sa.literal(self._table.name)
            large = sa.select(sa.column("reltuples") > LARGE).select_from(sa.table("pg_class"))
            large = large.where(sa.column("oid") == sa.cast(name, REGCLASS))
            quick = sa.func.ST_EstimatedExtent(name, self._geometry.name, type_=BOX)
            found = sa.case((large.scalar_subquery(), quick), else_=found)
        extent = sa.select(found.label("box")).subquery().c.box
        corners = (sa.func.ST_XMin, sa.func.ST_YMin, sa.func.ST_XMax, sa.func.ST_YMax)
        row = self._tx.execute(sa.select(*(corner(extent) for corner in corners))).one()
        return None if row[0] is None else list(row)

    # ---- parts that writing and history share

    def named(self, feature_id: str) -> Condition:
        """Return what picks the feature; raises UnknownFeature for what can't be an id."""
        return self._key == key_value(self._layer, feature_id)

    def inside(self, area: str) -> list[Condition]:
        """Return what restricts rows to the layer's own that are inside the area."""
        return inside(self._layer, area)

    def matching(self, query: Query, more: Condition | None) -> list[Condition]:
        """Return what restricts rows to those of the query, whichever page they are on."""
        return self._wanted(query, more)

    def columns(
        self, names: Sequence[str], crs: Crs, *, with_geometry: bool = True
    ) -> list[sa.ColumnElement[Any]]:
        return columns(self._layer, names, crs, with_geometry=with_geometry)

    def _column(self, name: str | None) -> sa.ColumnElement[Any]:
        attribute = None if name is None else self._layer.attribute(name)
        return self._key if attribute is None else self._table.c[attribute.column]

    # ---- conditions of a page

    def _wanted(self, query: Query, more: Condition | None) -> list[Condition]:
        found = self.inside(query.area)
        found += [self._column(name) == value for name, value in query.properties]
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
        shape: sa.ColumnElement[Any] = sa.func.ST_MakeEnvelope(*box, srid)
        if srid != WGS84:
            shape = sa.func.ST_Transform(shape, WGS84)
        near: Condition = self._geometry.intersects(shape)
        if self._layer.geometry_type != "Point" or srid != WGS84:
            return near & sa.func.ST_Intersects(self._geometry, shape)
        west, south, east, north = box
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


def _cut(found: Sequence[Sequence[Any]], query: Query, width: int) -> Page:
    """Return what fits on a page of rows of this width, which the sorted values follow."""
    size = min(answers.fitting(found), query.limit)
    following = None
    if size < len(found):
        last = found[size - 1]
        following = messages.token((*last[width : width + len(query.sortby)], last[0]))
    return Page([tuple(row[:width]) for row in found[:size]], following)


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


def key_value(layer: Layer, feature_id: str) -> str | int:
    """Return an id as its column has it; raises UnknownFeature."""
    if not isinstance(feature_id, str) or "\0" in feature_id:
        raise unknown(layer, str(feature_id))
    if layer.text_key:
        return feature_id
    if not INTEGER.fullmatch(feature_id):
        raise unknown(layer, feature_id)
    return int(feature_id)


def unknown(layer: Layer, feature_id: str) -> NotFound:
    return UnknownFeature(f"layer {layer.id} has no feature {feature_id[:80]}")
