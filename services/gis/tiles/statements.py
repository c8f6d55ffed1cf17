"""The SQL of one layer's part of a tile, made once for a layer, a level of detail and an area.

Of few candidates all are drawn. Of too many, a grid keeps the largest of each cell; of what is too
much still for the tile's bytes, the largest. Both choose by size and key alone, so that the same
features give the same tile, and two tiles that share a border cut what crosses it at the same
places: a line is simplified as a whole before it is cut.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import psycopg2

from services.gis.layers.domain import Attribute, Layer
from services.gis.layers.tables import inside, table
from services.gis.tiles import domain
from services.gis.tiles.domain import (
    BUFFER,
    EXTENT,
    FEW,
    GEOMETRY,
    ID,
    LONGEST_TEXT,
    MOST_CANDIDATES,
)

MERCATOR = 3857
POLES = 85.06  # degrees: what lies beyond has no place in Web Mercator
FEATURE_BYTES, VERTEX_BYTES = 16, 3
VALUE_BYTES = {"integer": 8, "number": 14, "boolean": 4}
CODE_BYTES, TEXT_BYTES = 4, 8  # of a value that many share; of a text besides its letters
DATES = {"date": "YYYY-MM-DD", "datetime": 'YYYY-MM-DD"T"HH24:MI:SS"Z"'}
SMALL = 8  # units: what is so small and not drawn is there all the same, and not elsewhere
LARGE = 4  # cells: what is as large as this many is no other's rival for one
_DIALECT = psycopg2.dialect()  # type: ignore[no-untyped-call]

Expression = sa.ColumnElement[Any]


class _Box3D(sa.types.UserDefinedType[Any]):
    """PostGIS's type of boxes."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "box3d"


@dataclass(frozen=True)
class Statement:
    """The driver's SQL, and the values that stand in it whatever the tile.

    The row has `body`, the layer's part of the tile, and `left_out`. It takes z, x, y, the box
    (west, south, east, north), unit, tolerance, cell (degrees: see `Tile`), and room, in bytes.
    """

    text: str
    values: Mapping[str, Any]


def small(layer: Layer, z: int, area: str) -> Statement:
    """Draw the candidates; `body` is null where they are more than FEW, after a look at those."""
    return _small(layer, domain.shown(layer, z), area)


def whole(layer: Layer, z: int, area: str) -> Statement:
    """Draw the candidates; `body` is null where they are more than MOST_CANDIDATES."""
    return _whole(layer, domain.shown(layer, z), area)


def thinned(layer: Layer, z: int, area: str) -> Statement:
    """Draw the largest candidate of each cell; `left_out` counts all others of the tile's box."""
    return _thinned(layer, domain.shown(layer, z), area)


@functools.lru_cache(maxsize=500)
def _small(layer: Layer, brought: tuple[Attribute, ...], area: str) -> Statement:
    found = _Candidates(layer, brought, area)
    ranked = found.ranked(FEW + 1, *found.near)
    counts = sa.select(sa.func.count().label("there"), found.unseen(ranked).label("left_out"))
    told = counts.select_from(ranked).subquery("told_")
    body = sa.case((told.c.there <= FEW, found.body(ranked)))
    return _compiled(sa.select(body.label("body"), told.c.left_out))


@functools.lru_cache(maxsize=500)
def _whole(layer: Layer, brought: tuple[Attribute, ...], area: str) -> Statement:
    found = _Candidates(layer, brought, area)
    some = sa.select(sa.literal(1).label("one")).select_from(found.rows).where(*found.near)
    few = sa.func.count() <= MOST_CANDIDATES
    counted = some.limit(MOST_CANDIDATES + 1).subquery()
    told = sa.select(few.label("few")).select_from(counted).subquery("told_")
    ranked = found.ranked(MOST_CANDIDATES, *found.near)
    unseen = sa.select(found.unseen(ranked)).select_from(ranked).scalar_subquery()
    body, left_out = (sa.case((told.c.few, one)) for one in (found.body(ranked), unseen))
    return _compiled(sa.select(body.label("body"), left_out.label("left_out")))


@functools.lru_cache(maxsize=500)
def _thinned(layer: Layer, brought: tuple[Attribute, ...], area: str) -> Statement:
    found = _Candidates(layer, brought, area)
    cells = found.cells()
    chosen = sa.select(cells.c.id_).order_by(*found.rank(cells)).limit(MOST_CANDIDATES)
    ranked = found.ranked(MOST_CANDIDATES, found.key.in_(chosen))
    drawn = sa.select(sa.func.count()).select_from(ranked).where(*_fitting(ranked))
    left_out = found.there(cells) - drawn.scalar_subquery()
    return _compiled(sa.select(found.body(ranked).label("body"), left_out.label("left_out")))


class _Candidates:
    """The layer's features whose boxes touch the tile's box, as far as somebody sees them."""

    def __init__(self, layer: Layer, brought: tuple[Attribute, ...], area: str) -> None:
        self._layer, self._brought = layer, brought
        self.rows = table(layer)
        self.key, self._shape = self.rows.c[layer.key], self.rows.c[layer.geometry]
        self.points = layer.geometry_type == "Point"
        box = sa.func.ST_MakeEnvelope(*map(_float, ("west", "south", "east", "north")), layer.srid)
        self.near = [*inside(layer, area), self._shape.op("&&")(box)]

    def ranked(self, most: int, *wanted: sa.ColumnElement[bool]) -> sa.CTE:
        """Return key, values, size and geometry of rows, and the bytes up to each by its rank.

        The limit also keeps PostgreSQL from reading the whole table for a few rows, which it does
        (in parallel) where it weighs how much is to be done with each; the offset keeps it from
        drawing each geometry anew wherever it is named.
        """
        needed = {self.key, self._shape, *(self.rows.c[one.column] for one in self._brought)}
        columns = [column for column in self.rows.c if column in needed]
        near = sa.select(*columns).where(*wanted).limit(most).subquery("near_")
        values = [_value(one, near).label(f"value_{n}") for n, one in enumerate(self._brought)]
        shape = near.c[self._layer.geometry]
        size, drawn = self._size(shape).label("size_"), self._drawn(shape).label(GEOMETRY)
        all_of = sa.select(near.c[self._layer.key].label(ID), *values, size, drawn)
        rows = all_of.offset(0).subquery("rows_")
        upto = sa.func.sum(self._bytes(rows)).over(order_by=self.rank(rows), rows=(None, 0))
        return sa.select(*rows.c, upto.label("upto_")).cte("ranked_")

    def rank(self, rows: Any) -> list[Expression]:
        """Return the order in which features are kept: the largest first, else a shuffled one."""
        shuffled = sa.func.hashtext if self._layer.text_key else sa.func.hashint8
        return [rows.c.size_.desc(), shuffled(rows.c.id_), rows.c.id_]

    def unseen(self, ranked: sa.CTE) -> Expression:
        """Return the count of those that have no room, or are too small to be drawn."""
        no_room = ranked.c.upto_ > sa.bindparam("room")
        if self.points:
            return sa.func.count().filter(no_room)
        small = ranked.c.size_ < SMALL * _float("unit")
        too_small = ranked.c.geometry_.is_(None) & small
        return sa.func.count().filter(no_room | too_small)

    def cells(self) -> sa.CTE:
        """Return the key and size of the largest feature of each cell, and how many there are.

        What is smaller than a unit is counted and no cell's; a point has no size and may be.
        """
        count = sa.func.count().label("count_")
        if self.points:
            cell, size = _cell(*_corners(self._shape, "")), self._size(self._shape)
            one = sa.select(sa.func.min(self.key).label(ID), size.label("size_"), count)
            return one.where(*self.near).group_by(*cell).cte("cells_")
        rows = self._placed()
        seen = (rows.c.size_ >= _float("unit")) | (rows.c.size_ == 0)
        of_the_cell = [rows.c.column, rows.c.row, rows.c.alone]
        if self._layer.text_key:
            first = sa.select(rows.c.id_, rows.c.size_, sa.literal(1).label("count_"))
            first = first.where(seen).ext(pg.distinct_on(*of_the_cell))
            return first.order_by(*of_the_cell, rows.c.size_.desc(), rows.c.id_).cte("cells_")
        # The least of (-size, key): no sort of all that is there, as DISTINCT ON would need.
        pair = pg.array([-rows.c.size_, sa.cast(rows.c.id_, sa.Float)], type_=pg.ARRAY(sa.Float))
        best = sa.func.min(pair, type_=pg.ARRAY(sa.Float)).filter(seen).label("best")
        found = sa.select(best, count).group_by(*of_the_cell).subquery("best_")
        key = sa.cast(found.c.best[2], sa.BigInteger).label(ID)
        return sa.select(key, (-found.c.best[1]).label("size_"), found.c.count_).cte("cells_")

    def _placed(self) -> Any:
        """Return key, size, cell and, of what is as large as several cells, the key once more.

        A geometry's box is worked out once: of a million features that is what takes the time.
        """
        box = sa.cast(self._shape, _Box3D()).label("box")
        near = sa.select(self.key.label(ID), box).where(*self.near).offset(0).subquery("boxes_")
        size, middle = _size(near.c.box), _middle(near.c.box)
        alone = sa.case((size >= LARGE * _float("cell"), near.c.id_)).label("alone")
        return sa.select(near.c.id_, size.label("size_"), *_cell(*middle), alone).subquery("near_")

    def there(self, cells: sa.CTE) -> Expression:
        """Return how many candidates there are."""
        if self.points or not self._layer.text_key:
            count = sa.cast(sa.func.sum(cells.c.count_), sa.BigInteger)
            return sa.select(count).scalar_subquery()
        return sa.select(sa.func.count()).select_from(self.rows).where(*self.near).scalar_subquery()

    def body(self, ranked: sa.CTE) -> Expression:
        """Return the tile of what fits."""
        values = [ranked.c[f"value_{n}"].label(one.name) for n, one in enumerate(self._brought)]
        key = [] if self._layer.text_key else [ranked.c.id_]
        fitting = sa.select(*key, *values, ranked.c.geometry_).where(*_fitting(ranked))
        rows = fitting.order_by(ranked.c.upto_).subquery("q")
        names = [GEOMETRY, *([ID] if key else [])]
        tile = sa.func.ST_AsMVT(sa.literal_column("q"), self._layer.id, EXTENT, *names)
        return sa.select(tile).select_from(rows).scalar_subquery()

    def _size(self, shape: Expression) -> Expression:
        """Return the longer side of the shape's box in degrees."""
        if self.points:
            return sa.literal_column("0.0")
        return _size(shape)

    def _drawn(self, shape: Expression) -> Expression:
        """Return the geometry in the tile's units; null where nothing of it is to be seen."""
        if not self.points:
            world = sa.func.ST_MakeEnvelope(-180, -POLES, 180, POLES, self._layer.srid)
            beyond = (sa.func.ST_YMax(shape) > POLES) | (sa.func.ST_YMin(shape) < -POLES)
            shape = sa.case((beyond, sa.func.ST_ClipByBox2D(shape, world)), else_=shape)
            shape = sa.func.ST_Simplify(shape, _float("tolerance"), sa.true())
        place = sa.func.ST_TileEnvelope(*map(sa.bindparam, "zxy"))
        moved = sa.func.ST_Transform(shape, MERCATOR)
        return sa.func.ST_AsMVTGeom(moved, place, EXTENT, BUFFER, sa.true())

    def _bytes(self, rows: Any) -> Expression:
        """Return how many bytes the feature may take, and rather more."""
        size = FEATURE_BYTES + VERTEX_BYTES * sa.func.ST_NPoints(rows.c.geometry_)
        for number, one in enumerate(self._brought):
            size = size + _value_bytes(one, rows.c[f"value_{number}"])
        return sa.case((rows.c.geometry_.is_not(None), size), else_=0)


def _value(one: Attribute, rows: Any) -> Expression:
    """Return the attribute as a tile has it; null for a long text."""
    column = rows.c[one.column]
    if one.kind == "text":
        return sa.case((sa.func.length(column) <= LONGEST_TEXT, column))
    if one.kind == "datetime":
        column = sa.func.timezone("UTC", column)
    return sa.func.to_char(column, DATES[one.kind]) if one.kind in DATES else column


def _value_bytes(one: Attribute, value: Expression) -> Expression:
    if one.codes:
        return sa.literal(CODE_BYTES)
    if one.kind in VALUE_BYTES:
        return sa.literal(VALUE_BYTES[one.kind])
    return sa.func.coalesce(sa.func.octet_length(value) + TEXT_BYTES, 0)


def _fitting(ranked: sa.CTE) -> list[sa.ColumnElement[bool]]:
    return [ranked.c.geometry_.is_not(None), ranked.c.upto_ <= sa.bindparam("room")]


def _size(shape: Expression) -> Expression:
    low, high = _corners(shape, "Min"), _corners(shape, "Max")
    return sa.func.greatest(*(top - bottom for bottom, top in zip(low, high, strict=True)))


def _middle(shape: Expression) -> list[Expression]:
    low, high = _corners(shape, "Min"), _corners(shape, "Max")
    return [(top + bottom) * 0.5 for bottom, top in zip(low, high, strict=True)]


def _corners(shape: Expression, which: str) -> list[Expression]:
    return [getattr(sa.func, f"ST_{axis}{which}")(shape, type_=sa.Float) for axis in "XY"]


def _cell(longitude: Expression, latitude: Expression) -> list[Expression]:
    """Return the cell's column and row: whole numbers that neighbouring tiles share."""
    cell = _float("cell")
    northing = sa.func.degrees(sa.func.asinh(sa.func.tand(latitude)), type_=sa.Float)
    column, row = sa.func.floor(longitude / cell), sa.func.floor(northing / cell)
    return [column.label("column"), row.label("row")]


def _float(name: str) -> sa.BindParameter[float]:
    return sa.bindparam(name, type_=sa.Float)


def _compiled(statement: sa.Select[Any]) -> Statement:
    compiled = statement.compile(dialect=_DIALECT)
    known = {name: value for name, value in compiled.params.items() if value is not None}
    return Statement(str(compiled), known)
