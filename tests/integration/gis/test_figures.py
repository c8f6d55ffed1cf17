"""Figures of areas are told when they change, once, and larger areas' follow from metres."""

import orjson
import pytest

from libs.kit import contracts
from services.gis.figures import telling
from services.gis.figures.domain import Village, roads, spots
from tests.asking import at_once
from tests.integration.gis.layering import call, who
from tests.integration.gis.roading import CLERK, put_road, put_survey, stretch
from tests.integration.gis.signalling import NOBODY, at, box, spot

OPERATOR = who("operator", "gis_editor", name="Citra")
WEST, EAST, OTHER = "990101", "990102", "990201"
PLACES = {
    "99": (105.9, -2.2, 0.6),
    WEST: (106.0, -2.2, 0.1),
    EAST: (106.1, -2.2, 0.1),
    OTHER: (106.2, -2.2, 0.1),
    "9901011001": (106.0, -2.2, 0.1),
    "9901021001": (106.1, -2.2, 0.05),
    "9901021002": (106.15, -2.2, 0.05),
    "9902011001": (106.2, -2.2, 0.1),
}


def _square(west, south, size):
    ring = [[west, south], [west + size, south], [west + size, south + size]]
    ring += [[west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def placed(gis):
    """The service with three sub-districts of two regencies, and four villages."""
    items = [
        {"code": code, "name": f"N {code}", "geometry": _square(*where)}
        for code, where in PLACES.items()
    ]
    call(gis, "put_boundaries", OPERATOR, items=items)
    return gis


def told(database, event):
    """Return the events' data by area, the newest last; each keeps its contract."""
    query = "SELECT envelope::json->'data' FROM gis.outbox WHERE event = %s ORDER BY id"
    found = {}
    for (data,) in database.execute(query, event):
        contracts.get("gis", event, 1).check(orjson.loads(orjson.dumps(data)))
        found.setdefault(data["area"], []).append(data)
    return found


def _survey(gis):
    """Put a road of 11 km in the west, half of it sound, and one of 2 km in the east."""
    put_road(gis, "R-1", ((106.0, -2.15), (106.1, -2.15)))
    put_road(gis, "R-2", ((106.11, -2.15), (106.13, -2.15)))
    put_survey(gis, stretch(0, 5000, iri=3.0), stretch(5000, 10000, iri=14.0))
    put_survey(gis, stretch(0, 2000, iri=3.0), road="R-2")
    gis.trace_roads()
    gis.tell_figures()


def test_a_larger_areas_soundness_is_of_its_metres(placed, database):
    _survey(placed)
    found = told(database, telling.ROADS)
    assert found.keys() == {"99", "9901", WEST, EAST}
    (west,), (east,), (both,) = found[WEST], found[EAST], found["9901"]
    assert west["metres"]["good"] == 5000
    assert west["metres"]["heavy"] == 5000
    assert west["soundness"] == round(100 * 5000 / west["length_m"], 4)
    assert (west["name"], west["version"]) == (f"N {WEST}", 1)
    assert both["length_m"] == west["length_m"] + east["length_m"]
    sound = west["metres"]["good"] + east["metres"]["good"]
    assert both["soundness"] == round(100 * sound / both["length_m"], 4)
    mean = (west["soundness"] + east["soundness"]) / 2
    assert abs(both["soundness"] - mean) > 10
    assert both["name"] == "9901"  # no boundary names it
    assert found["99"][0]["metres"] == both["metres"]


def test_what_stands_as_it_was_told_is_not_told_again(placed, database):
    _survey(placed)
    call(placed, "put_road_rules", who("admin"), rules={}, expected_version=0)
    put_survey(placed, stretch(0, 2000, iri=3.5), road="R-2", on="2024-06-01")
    placed.tell_figures()
    placed.tell_figures()
    assert {area: len(all_) for area, all_ in told(database, telling.ROADS).items()} == {
        "99": 1,
        "9901": 1,
        WEST: 1,
        EAST: 1,
    }
    put_survey(placed, stretch(0, 2000, iri=14), road="R-2", on="2024-07-01")
    placed.tell_figures()
    found = told(database, telling.ROADS)
    assert [one["version"] for one in found[EAST]] == [1, 2]
    assert [one["version"] for one in found["9901"]] == [1, 2]
    assert len(found[WEST]) == 1


def test_roads_that_go_leave_nothing(placed, database):
    _survey(placed)
    version = call(placed, "get_feature", CLERK, layer="roads", id="R-2")["version"]
    call(placed, "delete_feature", CLERK, layer="roads", id="R-2", expected_version=version)
    placed.trace_roads()
    placed.tell_figures()
    last = told(database, telling.ROADS)[EAST][-1]
    assert (last["length_m"], last["soundness"]) == (0, None)


def test_villages_with_a_blank_spot_are_told_by_sub_district(placed, database):
    spot(placed, at(106.12, -2.18))
    weak = [{"operator": "all", "signal": "weak"}]
    spot(placed, at(106.21, -2.18), weak)
    spot(placed, box(106.05, -2.15, 0.04))  # covers the middle of the west's one village
    placed.plan_stations()
    placed.tell_figures()
    found = told(database, telling.SPOTS)
    assert {area: (one[-1]["blank"], one[-1]["villages"]) for area, one in found.items()} == {
        "99": (2, 4),
        "9901": (2, 3),
        "9902": (0, 1),
        WEST: (1, 1),
        EAST: (1, 2),
        OTHER: (0, 1),
    }
    assert found[EAST][-1]["codes"] == ["9901021001"]
    assert found["9901"][-1]["codes"] is None


def test_two_loops_tell_once(placed, database):
    spot(placed, at(106.12, -2.18), NOBODY)
    placed.plan_stations()
    at_once([placed.tell_figures] * 4)
    placed.tell_figures()
    assert all(len(one) == 1 for one in told(database, telling.SPOTS).values())


def test_metres_of_sub_districts_make_their_regency():
    made = roads({WEST: {"good": 10.4, "heavy": 0.4}, EAST: {"fair": 30.0, "unknown": 60.0}})
    assert made["9901"]["metres"] == {"good": 10, "fair": 30, "light": 0, "heavy": 0, "unknown": 60}
    assert (made[WEST]["soundness"], made["9901"]["soundness"]) == (100, 40)
    assert roads({WEST: {}})[WEST]["soundness"] is None


def test_codes_are_told_of_sub_districts_alone():
    made = spots([Village("9901021002", blank=True), Village("9901021001", blank=True)])
    assert made[EAST] == {"villages": 2, "blank": 2, "codes": ["9901021001", "9901021002"]}
    assert made["99"] == {"villages": 2, "blank": 2, "codes": None}
