"""Roads for tests: real lines of one regency, with districts and surveys that are made."""

from __future__ import annotations

import json
import random

from tests.integration.gis.layering import call, who
from tests.shared import SHARED

CLERK = who("operator", name="Dewi")
FILE = SHARED / "data" / "gis" / "roads_bojonegoro.geojson"
REGENCY = "3522"
STEP = 500.0


def put_road(gis, code="R-1", line=((106.1, -2.1), (106.12, -2.1)), principal=CLERK, **facts):
    """Make a road; returns its feature."""
    shape = {"type": "LineString", "coordinates": [list(point) for point in line]}
    properties = {"code": code, "name": f"Jalan {code}", "surface": "asphalt"} | facts
    feature = {"type": "Feature", "geometry": shape, "properties": properties}
    return call(gis, "create_feature", principal, layer="roads", feature=feature)["feature"]


def put_survey(gis, *items, road="R-1", on="2023-06-01", principal=CLERK, **more):
    data = {"road": road, "surveyed_on": on, "items": list(items), **more}
    return call(gis, "put_survey", principal, **data)


def stretch(start, end, **found):
    return {"from": start, "to": end} | (found or {"iri": 3.0})


def real_roads():
    """Return (code, name, line) of the 155 real sections; the file has some numbers twice."""
    found = json.loads(FILE.read_text(encoding="utf-8"))["features"]
    for number, feature in enumerate(found, 1):
        yield f"22.{number:03}", feature["properties"]["ruas"], feature["geometry"]["coordinates"]


def made_survey(length, seed):
    """Return stretches (made, not surveyed) of a road, with a gap here and there."""
    chance, start = random.Random(seed), 0.0
    while start < length:
        end = min(start + STEP, length)
        if chance.random() < 0.9:
            surface = chance.choice(["asphalt", "concrete", "gravel", None])
            iri = round(chance.uniform(1, 16), 2)
            yield stretch(start, end, iri=iri, **({"surface": surface} if surface else {}))
        start = end


def made_districts(bounds, columns=3, rows=2):
    """Return districts (made: rectangles) that cover the bounds but for a strip in the west."""
    west, south, east, north = bounds
    west += (east - west) / 10
    wide, high = (east - west) / columns, (north - south) / rows
    for number in range(columns * rows):
        x, y = west + number % columns * wide, south + number // columns * high
        ring = [[x, y], [x + wide, y], [x + wide, y + high], [x, y + high], [x, y]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        yield {"code": f"{REGENCY}{number + 1:02}", "name": f"K{number + 1}", "geometry": shape}
