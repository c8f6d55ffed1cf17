"""Features of one layer as they are read. A page is one statement, and one for its count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from services.gis.layers import answers, messages
from services.gis.layers.crs import Crs
from services.gis.layers.domain import Layer, UnknownFeature
from services.gis.layers.messages import INTEGER, Query
from services.gis.layers.statements import Condition, Pages, columns, few
from services.gis.layers.tables import inside, layer_changes, table

LARGE = 50_000  # features
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
        self._pages = Pages(layer)
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
        statement, width = self._pages.plain(query, more)
        return _cut(self._tx.execute(statement).all(), query, width)

    def _page_of_few(self, query: Query, more: Condition | None) -> Page | None:
        """Find what matches once, for the page and for its count; None where it is too much."""
        named, corners = query.named()
        statement, width = few(self._layer, named, more)
        found = self._tx.execute(statement, corners).all()
        count = found[0][-1] if found else 0
        if count > messages.MOST_MATCHED:
            return None
        return _cut(found, query, width)._replace(matched=count)

    def _picks(self, query: Query, more: Condition | None) -> bool:
        return bool(query.boxes or query.properties or query.period or more is not None)

    def count(self, query: Query, more: Condition | None = None) -> int | None:
        """Return how many features match; None where they are more than are counted."""
        inside = sa.select(sa.literal(1)).where(*self._pages.wanted(query, more))
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
        return self._pages.wanted(query, more)

    def columns(
        self, names: Sequence[str], crs: Crs, *, with_geometry: bool = True
    ) -> list[sa.ColumnElement[Any]]:
        return columns(self._layer, names, crs, with_geometry=with_geometry)


def _cut(found: Sequence[Sequence[Any]], query: Query, width: int) -> Page:
    """Return what fits on a page of rows of this width, which the sorted values follow."""
    size = min(answers.fitting(found), query.limit)
    following = None
    if size < len(found):
        last = found[size - 1]
        following = messages.token((*last[width : width + len(query.sortby)], last[0]))
    return Page([tuple(row[:width]) for row in found[:size]], following)


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
