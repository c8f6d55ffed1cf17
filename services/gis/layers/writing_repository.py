"""Features of one layer as they are written; whoever writes has counted the layer's version."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from geoalchemy2.shape import from_shape, to_shape
from psycopg2.errors import UniqueViolation
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, InternalError

from libs.kit.errors import FieldError, Invalid
from services.gis.layers import answers
from services.gis.layers.crs import CRS84, WGS84, Crs
from services.gis.layers.domain import Feature, FeatureExists, Layer
from services.gis.layers.features_repository import Features, key_value, unknown
from services.gis.layers.history_repository import archived
from services.gis.layers.tables import scope, table
from services.gis.tables import areas

Written = tuple[tuple[Any, ...], str | None]  # the row as a page has it, and the area it stands in


class Writes:
    """Writes at one version of the layer, by one account."""

    def __init__(self, tx: Connection, layer: Layer, version: int, who: str) -> None:
        self._tx, self._layer, self._table = tx, layer, table(layer)
        self._stamp = {"version": version, "changed_at": sa.func.now(), "changed_by": who}
        self._version, self._who = version, who
        self._store = Features(tx, layer)

    def standing(self, feature_id: str) -> Feature:
        """Return the feature as it stands, wherever that is; raises UnknownFeature."""
        columns = [self._table.c[one.column] for one in self._layer.attributes]
        place = sa.null() if self._layer.area is None else self._table.c[self._layer.area]
        geometry, version = self._table.c[self._layer.geometry], self._table.c.version
        key = self._table.c[self._layer.key]
        query = sa.select(key, geometry, place, version, *columns).where(
            self._store.named(feature_id), scope(self._layer)
        )
        row = self._tx.execute(query).first()
        if row is None:
            raise unknown(self._layer, feature_id)
        names = answers.names(self._layer, None)
        shape = None if row[1] is None else to_shape(row[1])
        values = dict(zip(names, row[4:], strict=True))
        return Feature(str(row[0]), shape, values, area=row[2], version=row[3])

    def insert(self, feature: Feature) -> Written:
        """Insert the feature, by its id where it has one."""
        values = self._values(feature.properties) | self._placed(feature.geometry)
        if feature.id is not None:
            values[self._layer.key] = key_value(self._layer, feature.id)
        values |= dict(self._layer.where)
        return self._written(self._table.insert().values(values | self._stamp))

    def change(self, feature: Feature, properties: dict[str, Any], how: str) -> Written:
        """Keep the state that is replaced, then give the feature its geometry and properties."""
        assert feature.id is not None  # noqa: S101
        named = self._store.named(feature.id)
        values = self._values(properties) | self._placed(feature.geometry) | self._stamp
        update = self._table.update().where(named).values(values)
        return self._written(update.add_cte(self._archived(named, how)))

    def delete(self, feature_id: str) -> None:
        """Keep the feature's last state, and delete it."""
        named = self._store.named(feature_id)
        deleted = self._table.delete().where(named)
        self._tx.execute(deleted.add_cte(self._archived(named, "deleted")))

    def _archived(self, named: sa.ColumnElement[bool], how: str) -> sa.CTE:
        kept = archived(self._layer, [named], how, self._version, self._who)
        return kept.cte("kept")

    def _values(self, properties: dict[str, Any]) -> dict[str, Any]:
        columns = {one.name: one.column for one in self._layer.attributes}
        return {columns[name]: value for name, value in properties.items()}

    def _placed(self, geometry: BaseGeometry | None) -> dict[str, Any]:
        """Return the geometry and the area that it stands in."""
        shape = None if geometry is None else from_shape(geometry, srid=WGS84)
        found: dict[str, Any] = {self._layer.geometry: shape}
        if self._layer.area not in (None, self._layer.key):
            held = None if shape is None else area_of(shape)
            found[str(self._layer.area)] = held
        return found

    def _written(self, statement: Any) -> Written:
        columns = self._store.columns(answers.names(self._layer, None), CRS84)
        place = sa.null() if self._layer.area is None else self._table.c[self._layer.area]
        returned = statement.returning(*columns, place.label("place_"))
        try:
            row = self._tx.execute(returned).one()
        except IntegrityError as error:
            if not isinstance(error.orig, UniqueViolation):
                raise
            errors = (FieldError(f"properties.{self._layer.key}", "is another feature's"),)
            raise FeatureExists(f"layer {self._layer.id} has one of this code", errors) from None
        return tuple(row[:-1]), row[-1]


def area_of(geometry: Any) -> sa.ScalarSelect[Any]:
    """Return the deepest area that holds a point on the geometry, null outside all."""
    holds = sa.func.ST_Covers(areas.c.geometry, sa.func.ST_PointOnSurface(geometry))
    deepest = sa.func.length(areas.c.code).desc()
    query = sa.select(areas.c.code).where(holds).order_by(deepest, areas.c.code).limit(1)
    return query.correlate_except(areas).scalar_subquery()


def moved(tx: Connection, geometry: BaseGeometry, crs: Crs) -> BaseGeometry:
    """Return a geometry of this system, easting first, in degrees."""
    shape = sa.func.ST_Transform(from_shape(geometry, srid=crs.srid), WGS84)
    try:
        found: BaseGeometry = to_shape(tx.execute(sa.select(shape)).scalar_one())
    except InternalError:  # PROJ: outside of where the system is defined
        raise Invalid(
            "no such place", (FieldError("geometry", "lies outside of its CRS"),)
        ) from None
    return found
