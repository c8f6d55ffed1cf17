"""What follows from roads and surveys: the newest stretches, their lines, each road's shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.gis.layers.changes import tell
from services.gis.layers.domain import Change, common
from services.gis.layers.following_repository import Follower, changed
from services.gis.layers.history_repository import archived
from services.gis.layers.repository import many
from services.gis.layers.writing_repository import area_of
from services.gis.roads.descriptors import NEWEST, PAST, ROADS, SEGMENTS
from services.gis.roads.domain import CLASSES
from services.gis.roads.lines import Expression, between
from services.gis.roads.tables import road_surveys, roads, segments

LAYERS = (ROADS, SEGMENTS)
WHO = "roads"  # in the log, where nobody in particular did it

Versions = dict[str, int]


@dataclass(frozen=True)
class Due:
    """A stretch that is not as it should be; `line` as it should be."""

    id: int
    was: bool  # the layer showed it
    will: bool
    line: Any
    name: str | None


class Tracing:
    """Has stretches and shares follow their roads; whoever writes has counted both versions."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def lock(self) -> Versions:
        """Count the next version of both layers."""
        return many(self._tx, LAYERS)

    def changed(self, since: int) -> list[str]:
        """Return the surveyed roads that changed or went after a version."""
        surveyed = sa.select(road_surveys.c.road).distinct()
        found = surveyed.where(road_surveys.c.road.in_(changed(ROADS, since)))
        return list(self._tx.execute(found).scalars())

    def is_due(self, codes: Sequence[str]) -> bool:
        """Tell whether anything of these roads is not as it should be."""
        return bool(self._due(codes)) or bool(self._mixed(codes))

    def follow(self, codes: Sequence[str], versions: Versions, who: str) -> tuple[Change, Change]:
        """Have the stretches of these roads, and their shares, be as they should be.

        Returns what became of both layers, for the caller to add to and tell.
        """
        due, version, place = self._due(codes), versions[SEGMENTS.id], self._place(codes)
        left = [one.id for one in due if one.was and not one.will]
        moved = [one.id for one in due if one.was and one.will]
        for ids, how in ((left, "deleted"), (moved, "updated")):
            kept = archived(SEGMENTS, [segments.c.id.in_(ids)], how, version, who)
            self._tx.execute(kept)
        self._move(due, version, who)
        added = sum(one.will and not one.was for one in due)
        counts: dict[str, Any] = {"added": added, "changed": len(moved), "removed": len(left)}
        mixed = self._mix(codes, versions[ROADS.id], who)
        return (
            Change(ROADS, versions[ROADS.id], who, "surveyed", changed=mixed, **place),
            Change(SEGMENTS, version, who, "surveyed", **counts, **place),
        )

    def _place(self, codes: Sequence[str]) -> dict[str, Any]:
        """Return the area and the box that hold these roads and their stretches as they are."""
        found = sa.select(roads.c.area, roads.c.geometry).where(roads.c.code.in_(codes))
        shown = (segments.c.road.in_(codes), segments.c.survey == NEWEST)
        both = found.union_all(sa.select(segments.c.area, segments.c.geometry).where(*shown))
        rows = both.subquery().c
        box = sa.func.ST_Extent(rows.geometry, type_=sa.types.NullType())
        corners = (sa.func.ST_XMin, sa.func.ST_YMin, sa.func.ST_XMax, sa.func.ST_YMax)
        query = sa.select(*(corner(box) for corner in corners), sa.func.array_agg(rows.area))
        *bounds, areas = self._tx.execute(query).one()
        return {"bbox": None if bounds[0] is None else tuple(bounds), "area": common(areas or [])}

    def _due(self, codes: Sequence[str]) -> list[Due]:
        """Return the stretches of these roads that are not as they should be."""
        part, metres = segments.c, roads.c.length_km * 1000
        newest = sa.select(sa.func.max(road_surveys.c.surveyed_on))
        newest = newest.where(road_surveys.c.road == part.road).correlate(segments)
        shown = roads.c.code.is_not(None) & (part.surveyed_on == newest.scalar_subquery())
        will = sa.case((shown, NEWEST), else_=PAST)
        line = between(roads.c.geometry, part.from_m / metres, sa.func.least(1, part.to_m / metres))
        line = sa.case((part.from_m < metres, line))
        query = (
            sa.select(part.id, part.survey, will, line, roads.c.name)
            .select_from(segments.outerjoin(roads, roads.c.code == part.road))
            .where(part.road.in_(codes))
            .where(
                part.survey.is_distinct_from(will)
                | sa.func.ST_AsBinary(part.geometry).is_distinct_from(sa.func.ST_AsBinary(line))
                | (roads.c.code.is_not(None) & part.road_name.is_distinct_from(roads.c.name))
            )
        )
        rows = self._tx.execute(query).all()
        return [Due(key, was == NEWEST, to == NEWEST, *more) for key, was, to, *more in rows]

    def _move(self, due: Sequence[Due], version: int, who: str) -> None:
        if not due:
            return
        line = sa.bindparam("line", type_=segments.c.geometry.type)
        values = {
            "geometry": line,
            "survey": sa.bindparam("as"),
            "road_name": sa.bindparam("name"),
            "area": area_of(line),
            "version": version,
            "changed_at": sa.func.now(),
            "changed_by": who,
        }
        rows = [
            {"key": one.id, "line": one.line, "as": NEWEST if one.will else PAST, "name": one.name}
            for one in due
        ]
        statement = segments.update().where(segments.c.id == sa.bindparam("key")).values(values)
        self._tx.execute(statement, rows)

    def _mix(self, codes: Sequence[str], version: int, who: str) -> int:
        """Write what the newest survey of each road found; returns how many roads it changed."""
        due = self._mixed(codes)
        if not due:
            return 0
        changing = [roads.c.code.in_([row["code"] for row in due])]
        self._tx.execute(archived(ROADS, changing, "updated", version, who))
        values: dict[str, Any] = {f"{one}_km": sa.bindparam(one) for one in CLASSES}
        stamp = {"version": version, "changed_at": sa.func.now(), "changed_by": who}
        statement = (
            roads.update()
            .where(roads.c.code == sa.bindparam("of"))
            .values({**values, "surveyed_on": sa.bindparam("on"), **stamp})
        )
        rows = [{"of": row["code"], "on": row["on"], **{c: row[c] for c in CLASSES}} for row in due]
        self._tx.execute(statement, rows)
        return len(due)

    def _mixed(self, codes: Sequence[str]) -> list[dict[str, Any]]:
        """Return, of roads that tell another mix than their newest stretches, what they should."""
        part = segments.c
        metres = sa.func.least(part.to_m, roads.c.length_km * 1000) - part.from_m
        metres = sa.func.greatest(0, metres)
        shares = [_kilometres(metres, part.condition == one).label(one) for one in CLASSES]
        on = sa.func.max(part.surveyed_on).label("on")
        mine = (part.road == roads.c.code) & (part.survey == NEWEST)
        query = sa.select(roads.c.code, on, *shares).select_from(roads.outerjoin(segments, mine))
        query = query.where(roads.c.code.in_(codes)).group_by(roads.c.code)
        told = [
            roads.c[f"{name}_km"].is_distinct_from(share)
            for name, share in zip(CLASSES, shares, strict=True)
        ]
        query = query.having(sa.or_(roads.c.surveyed_on.is_distinct_from(on), *told))
        return [dict(row) for row in self._tx.execute(query).mappings()]


def _kilometres(metres: Expression, which: Expression) -> Expression:
    """Return the sum, to the millimetre: added up in another order it is to be the same."""
    total = sa.func.coalesce(sa.func.sum(metres).filter(which), 0) / 1000
    return sa.cast(sa.func.round(sa.cast(total, sa.Numeric), 6), sa.Float)


def follow(tx: Connection) -> None:
    """Have segments follow what became of roads since the last time."""
    tracing, follower = Tracing(tx), Follower(tx, WHO)
    for since, version in follower.behind([ROADS]).values():
        codes = tracing.changed(since)
        if tracing.is_due(codes):
            for change in tracing.follow(codes, tracing.lock(), WHO):
                tell(tx, change)
        follower.saw(ROADS, version)
