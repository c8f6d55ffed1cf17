import random

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from services.gis import domain
from tests.shared import needs_shared, village_points

BLOCK = {"1971010001": Point(106.1, -2.1), "1971010002": Point(106.2, -2.1)}
steps = st.integers(-400, 400)
scattered = st.sets(st.tuples(steps, steps), min_size=1, max_size=40)


def _village(number: int) -> str:
    return f"19710{1 + number % 7}{number:04d}"


@needs_shared
def test_pangkalpinangs_cells_cover_the_outline_without_overlap_and_hold_their_points():
    points = {code: point for code, (_, point) in village_points().items()}
    drawn = domain.shapes(points)
    cells = [drawn[code] for code in points]
    assert len(points) == 42
    assert len(drawn) == 42 + 7 + 1
    assert shapely.coverage_is_valid(cells)
    assert all(drawn[code].covers(point) for code, point in points.items())
    assert sum(cell.area for cell in cells) == pytest.approx(drawn["1971"].area, rel=1e-12)
    assert {len(cell.geoms) for cell in cells} == {1}


@needs_shared
def test_a_cell_is_what_lies_nearest_to_its_point_by_true_distance():
    points = {code: point for code, (_, point) in village_points("blora").items()}
    drawn = domain.shapes(points)
    squeezed = {c: shapely.transform(p, lambda a: a * [0.992, 1.0]) for c, p in points.items()}
    west, south, east, north = drawn["3316"].bounds
    dice = random.Random(20241127)
    for _ in range(200):
        spot = Point(dice.uniform(west, east), dice.uniform(south, north))
        flat = shapely.transform(spot, lambda a: a * [0.992, 1.0])
        nearest = sorted(squeezed, key=lambda code: squeezed[code].distance(flat))
        near, next_one = (squeezed[code].distance(flat) for code in nearest[:2])
        if drawn["3316"].covers(spot) and next_one - near > 1e-3:
            assert drawn[nearest[0]].covers(spot)


@given(scattered)
def test_any_scatter_of_villages_gives_a_valid_coverage(spots):
    points = {
        _village(number): Point(111 + x / 2000, -7 + y / 2000)
        for number, (x, y) in enumerate(sorted(spots))
    }
    drawn = domain.shapes(points)
    cells = [drawn[code] for code in points]
    assert shapely.coverage_is_valid(cells)
    assert all(cell.covers(point) for cell, point in zip(cells, points.values(), strict=True))
    assert all(shape.is_valid and not shape.is_empty for shape in drawn.values())


@given(st.randoms())
def test_the_order_of_the_villages_does_not_matter(dice):
    points = [(_village(n), Point(111 + n % 5 / 100, -7 + n // 5 / 100)) for n in range(20)]
    shuffled = dice.sample(points, len(points))
    drawn, again = domain.shapes(dict(points)), domain.shapes(dict(shuffled))
    assert all(drawn[code].equals_exact(again[code]) for code in drawn)


def test_districts_are_the_union_of_their_villages():
    points = {"1971010001": Point(106.1, -2.1), "1971020001": Point(106.2, -2.1)}
    drawn = domain.shapes(points)
    assert drawn["197101"].equals(drawn["1971010001"])
    assert drawn["1971"].equals(shapely.union_all([drawn["197101"], drawn["197102"]]))


def test_a_lone_village_is_drawn_as_a_disc_of_the_least_rim():
    drawn = domain.shapes({"1971010001": Point(106.1, -2.1)})
    west, _, east, _ = drawn["1971010001"].bounds
    assert (east - west) * domain.METRES == pytest.approx(2 * domain.LEAST_RIM, rel=1e-3)


def test_no_villages_have_no_shapes():
    assert domain.shapes({}) == {}


def test_two_villages_at_one_point_are_refused_by_name():
    same = BLOCK | {"1971010003": Point(106.2, -2.10001)}
    with pytest.raises(domain.SamePoint, match="1971010002 and 1971010003"):
        domain.shapes(same)
