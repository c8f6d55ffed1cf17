"""How sound roads are, against a slow recount with Shapely: real lines, made surveys."""

import itertools
import math
from collections import defaultdict

import pytest
import shapely
from shapely.ops import substring

from libs.kit.db import Database
from services.gis import rule_tables
from services.gis.roads.domain import Stretch, judged, rules_in
from services.gis.service import GisService
from tests.integration.gis.layering import call, who
from tests.integration.gis.roading import (
    CLERK,
    REGENCY,
    made_districts,
    made_survey,
    put_road,
    put_survey,
    real_roads,
    stretch,
)
from tests.shared import needs_shared

ADMIN = who("admin", name="Eka")
YEARS = (2022, 2024)
AXIS, FLAT = 6_378_137.0, 1 / 298.257223563
RULES = rules_in(rule_tables.shipped("roads"))


def _metres(line):
    """Return the length of a line on the ellipsoid, by short steps on its tangent plane."""
    total = 0.0
    squared = FLAT * (2 - FLAT)
    for part in getattr(line, "geoms", [line]):
        places = list(part.coords)
        for (x1, y1), (x2, y2) in itertools.pairwise(places):
            sine = math.sin(math.radians((y1 + y2) / 2)) ** 2
            north = AXIS * (1 - squared) / (1 - squared * sine) ** 1.5
            east = AXIS / math.sqrt(1 - squared * sine) * math.cos(math.radians((y1 + y2) / 2))
            total += math.hypot(math.radians(y2 - y1) * north, math.radians(x2 - x1) * east)
    return total


def _lines(found):
    parts = [
        one
        for one in shapely.get_parts(found)
        if one.geom_type == "LineString" and not one.is_empty
    ]
    return shapely.MultiLineString(parts)


def _between(line, start, end):
    """Return the line from metre to metre, with every step of it measured by itself."""
    whole, places, at = _metres(line), list(line.coords), 0.0
    found = []
    for first, second in itertools.pairwise(places):
        step = shapely.LineString([first, second])
        length = _metres(step)
        low, high = max(start, at), min(end, at + length)
        if length and low < high:
            cut = substring(step, (low - at) / length, (high - at) / length, normalized=True)
            found.append(cut)
        at += length
    assert at == pytest.approx(whole)
    return shapely.MultiLineString(found)


def _areas(places):
    return {one["code"]: shapely.geometry.shape(one["geometry"]) for one in places}


def _recount(roads, surveys, places, by):
    """Return metres by (key, year, condition), each stretch by itself."""
    found = defaultdict(float)
    for code, line, surface in roads:
        for place, shape in places.items():
            inside = line if shape is None else _lines(line.intersection(shape))
            for year in YEARS:
                rest = _metres(inside)
                for start, end, condition, own in surveys[code, year]:
                    part = _between(line, start, end)
                    part = part if shape is None else _lines(part.intersection(shape))
                    key = {"district": place, "surface": own or surface, "year": str(year)}[by]
                    found[key, year, condition] += _metres(part)
                    rest -= _metres(part)
                key = {"district": place, "surface": surface, "year": str(year)}[by]
                found[key, year, "unknown"] += rest
    return found


def _told(answer):
    if answer["by"] == "year":
        years = [(int(one["key"]), one) for one in answer["items"]]
        return {(one["key"], y, c): m for y, one in years for c, m in one["metres"].items()}
    return {
        (one["key"], trend["year"], condition): metres
        for one in answer["items"]
        for trend in one["trend"]
        for condition, metres in trend["metres"].items()
    }


@pytest.fixture(scope="module")
def counted(module_gis):
    """Some thirty real roads with made surveys of two years; returns what was put."""
    chosen = [one for number, one in enumerate(real_roads()) if number % 5 == 0]
    lines = {code: shapely.LineString(line) for code, _, line in chosen}
    districts = list(made_districts(shapely.total_bounds(list(lines.values())).tolist()))
    call(module_gis, "put_boundaries", ADMIN, items=districts)
    surveys = defaultdict(list)
    for number, (code, name, line) in enumerate(chosen):
        put_road(module_gis, code, line, name=name)
        length = call(module_gis, "get_road", CLERK, road=code)["length_m"]
        for year in YEARS:
            if (number + year) % 3:
                items = list(made_survey(length, number * year))
                put_survey(module_gis, *items, road=code, on=f"{year}-05-05")
                surveys[code, year] = [_judged(item) for item in items]
            elif year == YEARS[1]:  # the newest until then still stands
                surveys[code, year] = surveys[code, YEARS[0]]
    return [(code, line, "asphalt") for code, line in lines.items()], surveys, _areas(districts)


def _judged(item):
    surface = item.get("surface")
    one = Stretch(item["from"], item["to"], iri=item["iri"], surface=surface)
    return item["from"], item["to"], judged(one, RULES), surface


@pytest.fixture(scope="module")
def module_gis(module_database):
    service = GisService()
    service.db = Database(module_database.url("gis"), 5)
    yield service
    service.db.close()


@needs_shared
@pytest.mark.parametrize("by", ["district", "surface", "year"])
@pytest.mark.parametrize("area", ["", f"{REGENCY}02"])
def test_metres_are_those_of_a_slow_recount(module_gis, counted, by, area):
    roads, surveys, districts = counted
    places = {code: shape for code, shape in districts.items() if code.startswith(area)}
    expected = _recount(roads, surveys, places if area or by == "district" else {"": None}, by)
    answer = call(module_gis, "road_statistics", CLERK, by=by, area=area)
    told = {key: metres for key, metres in _told(answer).items() if key[1] in YEARS}
    for key in set(told) | {key for key, metres in expected.items() if metres > 1}:
        assert told.get(key, 0) == pytest.approx(expected[key], abs=0.5), key
    newest = defaultdict(float)
    for (_, year, condition), metres in expected.items():
        newest[condition] += metres if year == YEARS[1] else 0
    share = 100 * (newest["good"] + newest["fair"]) / sum(newest.values())
    assert answer["total"]["soundness"] == pytest.approx(share, abs=0.01)
    assert answer["total"]["length_m"] == pytest.approx(sum(newest.values()), rel=1e-5)


@needs_shared
def test_all_real_roads_are_as_long_as_their_agency_says(gis):
    for code, name, line in real_roads():
        put_road(gis, code, line, name=name)
    answer = call(gis, "road_statistics", CLERK, by="surface")
    assert answer["total"]["length_m"] == pytest.approx(924_500, rel=0.01)
    assert answer["total"]["soundness"] == 0
    assert [one["key"] for one in answer["items"]] == ["asphalt"]


def test_an_account_counts_inside_of_its_area_only(gis):
    square = [[106.0, -2.2], [106.11, -2.2], [106.11, -2.0], [106.0, -2.0], [106.0, -2.2]]
    shape = {"type": "Polygon", "coordinates": [square]}
    call(gis, "put_boundaries", ADMIN, items=[{"code": "197101", "name": "A", "geometry": shape}])
    put_road(gis)
    put_survey(gis, stretch(0, 600), stretch(600, 2224, iri=20))
    mine = call(gis, "road_statistics", who("viewer", area="197101"), by="district")
    [one] = mine["items"]
    assert (one["key"], one["name"]) == ("197101", "A")
    assert one["length_m"] == pytest.approx(1112.3, abs=0.5)
    assert one["metres"]["good"] == pytest.approx(600, abs=0.01)
    assert one["trend"][0]["year"] == 2023
