"""Stations, spots and assets to plan with, and the loop that plans made to run."""

from __future__ import annotations

import orjson

from tests.asking import told
from tests.integration.gis.layering import EDITOR, call

NOBODY = [{"operator": "all", "signal": "none"}]


def register(gis, stations):
    """Register stations `{code: (lon, lat) or None}` as elections would, and announce them."""
    with gis.db.begin() as tx:
        for code, point in stations.items():
            data = {"election": "pilkada", "tps": code, "number": int(code[10:]), "special": False}
            data |= {"name": None, "dpt": {"male": 1, "female": 1, "total": 2}}
            data["point"] = None if point is None else list(point)
            gis.on_station_registered(tx, told("elections", "station_registered", code, data))
    gis.announce_stations()


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def at(x, y):
    return {"type": "Point", "coordinates": [x, y]}


def box(x, y, half=0.005):
    west, south, east, north = x - half, y - half, x + half, y + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def spot(gis, geometry, signals=NOBODY, seen_on="2024-06-01", source="survey", **more):
    properties = {"name": "Titik", "signals": signals, "source": source, "seen_on": seen_on}
    made = feature(geometry, **properties | more)
    return call(gis, "create_feature", EDITOR, layer="blank_spots", feature=made)["id"]


def asset(gis, x, y, kind, **more):
    made = feature(at(x, y), name=f"{kind} {x:.3f}", kind=kind, **more)
    return call(gis, "create_feature", EDITOR, layer="network_assets", feature=made)["id"]


def plan(gis, tps, who=EDITOR):
    return call(gis, "get_station_plan", who, tps=tps)


def planned(database):
    """Return the data of the events that told of plans, in their order."""
    query = "SELECT envelope::json->'data' FROM gis.outbox WHERE event = %s ORDER BY id"
    return [
        orjson.loads(orjson.dumps(data))
        for (data,) in database.execute(query, "station_plan_changed")
    ]
