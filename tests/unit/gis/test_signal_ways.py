import math

import pytest
from shapely import LineString, Point

from services.gis.signal.ways import METRES, Bad, Network, Road

Y = -2.0
X_SCALE = METRES * math.cos(math.radians(Y))


def at(x, y):
    """Return the point so many metres east and north of the middle."""
    return 106 + x / X_SCALE, Y + y / METRES


def road(code, *places, bad=()):
    line = LineString([at(*place) for place in places])
    length = LineString(places).length
    return Road(code, f"Jalan {code}", line, length, tuple(bad))


# A square with a way straight along the south, and one around by the north; T does not touch by
# 10 m, and crosses none.
def square(bad=()):
    return [
        road("S", (0, 0), (1000, 0), bad=bad),
        road("W", (0, 0), (0, 500)),
        road("N", (0, 500), (1000, 500)),
        road("T", (500, 10), (500, 490)),
        road("E", (1000, 500), (1000, 12)),
    ]


HOME, OFFICE = Point(at(100, -30)), Point(at(1000, -40))


def codes(way):
    return [leg.road for leg in way.legs]


def test_the_shortest_way_is_along_roads_and_says_what_is_straight():
    way = Network(square()).way(HOME, OFFICE)
    assert codes(way) == ["S"]
    assert way.metres == pytest.approx(900, abs=1)
    assert way.straight == pytest.approx(70, abs=1)
    assert (way.legs[0].start, way.legs[0].end) == (pytest.approx(100, abs=1), pytest.approx(1000))


def test_a_closed_stretch_is_told_and_gone_around():
    flood = Bad(600, 700, "flooded")
    network = Network(square([flood]))
    way = network.way(HOME, OFFICE)
    assert way.blocked
    assert way.legs[0].bad == (flood,)
    around = network.way(HOME, OFFICE, around=True)
    assert not around.blocked
    assert codes(around)[:2] == ["S", "T"]  # joined though 10 m apart
    assert codes(around)[-1] == "E"
    assert around.metres == pytest.approx(400 + 480 + 500 + 488, abs=5)


def test_heavy_damage_is_told_and_driven_over():
    network = Network(square([Bad(600, 700, "heavy")]))
    way = network.way(HOME, OFFICE, around=True)
    assert codes(way) == ["S"]
    assert not way.blocked
    assert [bad.reason for bad in way.legs[0].bad] == ["heavy"]


def test_a_block_that_is_not_on_the_way_is_not_told():
    way = Network(square([Bad(0, 50, "closed")])).way(Point(at(600, 0)), OFFICE)
    assert not way.blocked


def test_no_way_leads_where_roads_do_not():
    island = road("I", (5000, 0), (6000, 0))
    assert Network([*square(), island]).way(HOME, Point(at(5500, 0))) is None
    assert Network([]).way(HOME, OFFICE) is None


def test_crossing_roads_join():
    cross = [road("A", (0, 0), (1000, 0)), road("B", (500, -300), (500, 300))]
    way = Network(cross).way(Point(at(0, 0)), Point(at(500, 300)))
    assert codes(way) == ["A", "B"]
    assert way.metres == pytest.approx(800, abs=1)
