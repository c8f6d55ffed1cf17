"""Areas' figures are counted when a layer that they follow from changed; what differs is told.

Nobody who edits waits for it: it is a loop's, which follows the layers by their versions. Counting
and telling are one transaction, so that each area's figures are told once.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit import outbox
from libs.kit.envelope import Event
from services.gis.figures import domain
from services.gis.figures.domain import Figures
from services.gis.figures.repository import Told, names, villages
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.following_repository import Follower
from services.gis.roads.statistics_repository import Statistics

WHO = "figures"
ROADS, SPOTS = "road_condition_changed", "blank_spots_changed"
LAYERS = {ROADS: ("roads", "road_segments", "districts"), SPOTS: ("blank_spots", "villages")}
NO_ROADS = domain.roads({"": {}})[""]
NO_VILLAGES = {"villages": 0, "blank": 0, "codes": None}


def tell(tx: Connection, today: date) -> None:
    """Tell of each area whose figures are others since the last time."""
    follower = Follower(tx, WHO)
    if not follower.is_free():
        return
    due = follower.behind([BUILTIN[name] for names in LAYERS.values() for name in names])
    if not due.keys().isdisjoint(LAYERS[ROADS]):
        _tell(tx, ROADS, domain.roads(_metres(tx, today)), NO_ROADS)
    if not due.keys().isdisjoint(LAYERS[SPOTS]):
        _tell(tx, SPOTS, domain.spots(villages(tx)), NO_VILLAGES)
    for name, (_since, version) in due.items():
        follower.saw(BUILTIN[name], version)


def _metres(tx: Connection, today: date) -> dict[str, dict[str, float]]:
    counts = Statistics(tx, "").count("district", today)
    return {district: years[max(years)] for district, years in counts.items()}


def _tell(tx: Connection, event: str, found: Figures, nothing: dict[str, Any]) -> None:
    """Tell what differs from what was told; of an area that is no more, that it has nothing."""
    store = Told(tx, event)
    told = store.all()
    now = dict.fromkeys(told, nothing) | found
    changed = sorted(area for area, one in now.items() if told.get(area, (0, None))[1] != one)
    called = names(tx, changed)
    for area in changed:
        version = told.get(area, (0, None))[0] + 1
        store.put(area, version, now[area])
        data = {"area": area, "name": called.get(area, area), **now[area], "version": version}
        outbox.add(tx, "gis", Event(event, area, data))
