"""Reports of damage: put on the nearest road, listed by what is due, with all that was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from geoalchemy2.shape import to_shape
from shapely import Point
from sqlalchemy.engine import Connection

from services.gis.layers.crs import WGS84
from services.gis.layers.features_repository import Features
from services.gis.layers.tables import table
from services.gis.roads.damages import DAMAGE, OPEN, Rules, UnknownDamage
from services.gis.roads.lines import Expression, fraction
from services.gis.roads.tables import road_damage_acts, road_damage_photos, roads

NEAR_ROADS = 5  # by degrees, of which the nearest by metres is taken
DEGREE = 110_000.0  # metres, at least, of a degree of latitude anywhere

damage = table(DAMAGE)
_PHOTOS = (
    sa.select(sa.func.count())
    .where(road_damage_photos.c.damage == damage.c.id, road_damage_photos.c.removed_at.is_(None))
    .scalar_subquery()
)


def _placed(point: Point) -> Expression:
    return sa.func.ST_SetSRID(sa.func.ST_MakePoint(point.x, point.y), WGS84)


@dataclass(frozen=True)
class Snapped:
    """A place on a road: where along it, and how far off it was said to be, in metres."""

    road: str
    name: str
    metre: float
    off: float


class Damages:
    """Reports that stand inside of an area."""

    def __init__(self, tx: Connection, area: str) -> None:
        self._tx = tx
        self._inside = Features(tx, DAMAGE).inside(area)

    def snapped(self, point: Point, rules: Rules) -> Snapped | None:
        """Return the place on the nearest road, None where none is near enough."""
        place = _placed(point)
        near = (
            sa.select(roads.c.code, roads.c.name, roads.c.geometry, roads.c.length_km)
            .where(roads.c.geometry.is_not(None))
            .order_by(roads.c.geometry.distance_centroid(place))
            .limit(NEAR_ROADS)
            .subquery()
            .c
        )
        off = sa.func.ST_Distance(sa.func.Geography(near.geometry), sa.func.Geography(place))
        metre = fraction(near.geometry, place) * near.length_km * 1000
        query = sa.select(near.code, near.name, metre, off.label("off")).order_by("off", near.code)
        row = self._tx.execute(query.limit(1)).first()
        found = None if row is None else Snapped(row[0], row[1], round(row[2], 1), row[3])
        return found if found is not None and found.off <= rules.snap_m else None

    def similar(self, point: Point, kind: str, rules: Rules) -> list[dict[str, Any]]:
        """Return open reports of this kind near the point, the nearest first."""
        place = _placed(point)
        far = sa.func.ST_Distance(sa.func.Geography(damage.c.geometry), sa.func.Geography(place))
        near = damage.c.geometry.intersects(sa.func.ST_Expand(place, 2 * rules.same_m / DEGREE))
        open_ = damage.c.state.in_(OPEN)
        wanted = [*self._inside, near, open_, damage.c.kind == kind, far <= rules.same_m]
        return self._many(wanted, [far, damage.c.id], 10)

    def get(self, damage_id: int) -> dict[str, Any]:
        """Return a report; raises UnknownDamage."""
        found = self._many([*self._inside, damage.c.id == damage_id], [damage.c.id], 1)
        if not found:
            raise UnknownDamage(f"there is no report {damage_id}")
        return found[0]

    def page(
        self, wanted: dict[str, Any], since: tuple[datetime, int] | None, limit: int
    ) -> list[dict[str, Any]]:
        """Return reports by when they are due, one more than the limit.

        `wanted` may have `area` (a prefix), `states`, `kind`, `road`.
        """
        found = [*self._inside]
        if wanted.get("area"):
            found.append(damage.c.area.startswith(wanted["area"]))
        if wanted.get("states"):
            found.append(damage.c.state.in_(wanted["states"]))
        found += [damage.c[name] == wanted[name] for name in ("kind", "road") if wanted.get(name)]
        if since is not None:
            found.append(sa.tuple_(damage.c.due_at, damage.c.id) > since)
        return self._many(found, [damage.c.due_at, damage.c.id], limit + 1)

    def counts(self) -> dict[str, int]:
        """Return how many reports are in each state."""
        counted = sa.select(damage.c.state, sa.func.count()).where(*self._inside)
        return {row[0]: row[1] for row in self._tx.execute(counted.group_by(damage.c.state))}

    def _many(
        self, wanted: Sequence[Any], order: Sequence[Any], limit: int
    ) -> list[dict[str, Any]]:
        columns = [damage.c[one.column] for one in DAMAGE.attributes]
        more = (damage.c.id, damage.c.area, damage.c.version, damage.c.geometry, _PHOTOS)
        query = sa.select(*more, *columns).where(*wanted).order_by(*order).limit(limit)
        names = (
            "id",
            "area",
            "version",
            "point",
            "photos",
            *(one.name for one in DAMAGE.attributes),
        )
        rows = self._tx.execute(query)
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return [row | {"point": list(to_shape(row["point"]).coords[0])} for row in found]

    # ---- what was done

    def acts(self, damage_id: int) -> list[dict[str, Any]]:
        """Return who did what with a report, in its order."""
        act = road_damage_acts.c
        columns = (act.state, act.reason, act.who, act.at)
        query = sa.select(*columns).where(act.damage == damage_id).order_by(act.number)
        names = ("state", "reason", "who", "at")
        return [dict(zip(names, row, strict=True)) for row in self._tx.execute(query)]

    def note(self, damage_id: int, state: str, reason: str, who: str, at: datetime) -> None:
        """Keep what was done with a report."""
        act = road_damage_acts.c
        number = sa.select(sa.func.count() + 1).where(act.damage == damage_id).scalar_subquery()
        values = {"damage": damage_id, "number": number, "state": state, "reason": reason}
        self._tx.execute(road_damage_acts.insert().values({**values, "who": who, "at": at}))
