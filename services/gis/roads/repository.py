"""Roads with their surveys, as they are read and put. A road's surveys go by its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from libs.kit.errors import NotFound
from services.gis.layers.features_repository import Features
from services.gis.layers.history_repository import archived
from services.gis.roads.descriptors import NEWEST, PAST, ROADS, SEGMENTS
from services.gis.roads.domain import Stretch
from services.gis.roads.tables import road_surveys, roads, segments


class UnknownRoad(NotFound):
    slug, title = "unknown-road", "No such road"


class UnknownSurvey(NotFound):
    slug, title = "unknown-survey", "The road was not surveyed that day"


@dataclass(frozen=True)
class Road:
    """What is known of a section; `metres` is the length of its line, None without one."""

    code: str
    area: str | None
    surface: str | None
    metres: float | None
    facts: dict[str, Any]


class Roads:
    """Roads inside of an area, as the layer shows them to whoever asks."""

    def __init__(self, tx: Connection, area: str) -> None:
        self._tx, self._area = tx, area
        self._inside = Features(tx, ROADS).inside(area)

    def get(self, code: str) -> Road:
        """Return the road; raises UnknownRoad."""
        found = self._many([roads.c.code == code], 1)
        if not found:
            raise UnknownRoad(f"there is no road {code[:80]}")
        return found[0]

    def page(self, district: str, after: str, limit: int) -> list[Road]:
        """Return roads of the area by code, one more than the limit."""
        wanted = [roads.c.code > after]
        wanted += [roads.c.area.startswith(district)] if district else []
        return self._many(wanted, limit + 1)

    def _many(self, wanted: Sequence[sa.ColumnElement[bool]], limit: int) -> list[Road]:
        facts = [roads.c[one.column] for one in ROADS.attributes]
        query = sa.select(roads.c.area, roads.c.version, *facts).where(*self._inside, *wanted)
        rows = self._tx.execute(query.order_by(roads.c.code).limit(limit)).mappings()
        return [_road(dict(row)) for row in rows]


def _road(facts: dict[str, Any]) -> Road:
    metres = None if facts["length_km"] is None else facts["length_km"] * 1000
    return Road(facts["code"], facts["area"], facts["surface"], metres, facts)


class Surveys:
    """Surveys of roads: when each was made, and what it found from metre to metre."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx

    def of(self, road: str) -> list[dict[str, Any]]:
        """Return the road's surveys, the newest first, each with metres by condition."""
        kept, part = road_surveys.c, segments.c
        mine = sa.and_(part.road == kept.road, part.surveyed_on == kept.surveyed_on)
        metres = sa.func.sum(part.to_m - part.from_m)
        by = sa.select(part.condition, metres.label("metres")).where(mine)
        grouped = by.group_by(part.condition).correlate(road_surveys).subquery()
        mix = sa.select(sa.func.jsonb_object_agg(grouped.c.condition, grouped.c.metres))
        columns = (kept.surveyed_on, kept.source, kept.who, kept.at)
        query = sa.select(*columns, mix.scalar_subquery().label("metres"))
        query = query.where(kept.road == road).order_by(kept.surveyed_on.desc())
        return [dict(row) for row in self._tx.execute(query).mappings()]

    def stretches(
        self, road: str, on: date, after: float, limit: int
    ) -> list[tuple[dict[str, Any], str | None]]:
        """Return a survey's stretches along the road, each with its line as GeoJSON text."""
        part = segments.c
        columns = [part[one.column] for one in SEGMENTS.attributes]
        shape = sa.func.ST_AsGeoJSON(part.geometry, 7, type_=sa.Text).label("line")
        query = sa.select(part.id, *columns, shape).where(
            part.road == road, part.surveyed_on == on, part.from_m > after
        )
        rows = self._tx.execute(query.order_by(part.from_m).limit(limit)).mappings()
        return [(dict(row), row["line"]) for row in rows]

    def put(self, road: str, on: date, source: str, who: str) -> None:
        """Keep that the road was surveyed; a survey of the same day is put in its place."""
        values = {"road": road, "surveyed_on": on, "source": source, "who": who}
        new = pg.insert(road_surveys).values(values)
        again = {"source": source, "who": who, "at": sa.func.now()}
        key = ["road", "surveyed_on"]
        self._tx.execute(new.on_conflict_do_update(index_elements=key, set_=again))

    def clear(self, road: str, on: date, version: int, who: str) -> int:
        """Delete a survey's stretches; returns how many the layer showed, whose past is kept."""
        mine = sa.and_(segments.c.road == road, segments.c.surveyed_on == on)
        shown = segments.c.survey == NEWEST
        self._tx.execute(archived(SEGMENTS, [mine, shown], "deleted", version, who))
        gone = segments.delete().where(mine).returning(segments.c.survey)
        return list(self._tx.execute(gone).scalars()).count(NEWEST)

    def add(self, road: str, on: date, found: Sequence[tuple[Stretch, str]], **stamp: Any) -> None:
        """Add stretches with their class; `stamp` has version and changed_by.

        Whether the layer shows them, and where they lie, is for `Tracing` to find.
        """
        rows = [
            {
                **{name: value for name, value in asdict(one).items() if name in _KEPT},
                "road": road,
                "surveyed_on": on,
                "survey": PAST,
                "from_m": one.start,
                "to_m": one.end,
                "condition": condition,
                "judged": one.condition is None,
                **stamp,
            }
            for one, condition in found
        ]
        self._tx.execute(segments.insert(), rows)


_KEPT = ("iri", "sdi", "surface")
