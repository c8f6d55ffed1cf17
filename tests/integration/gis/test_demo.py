"""The map of the demo: made, labelled as made, and put there once however often it is asked for."""

import itertools
import math
import uuid

import orjson
import pytest

from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from services.gis.demo.making import DEGREE, MADE, made, survey_lines
from services.gis.demo.putting import put
from tests.integration.gis.layering import call, who

READER = who("viewer")


@pytest.fixture
def counts(gis):
    """Put the demo's map twice; what there is then."""

    def command(method, data, key):
        answer = getattr(gis, method)(Request(data, SYSTEM, str(uuid.UUID(key))))
        return orjson.loads(orjson.dumps(answer))["answer"]

    first = put(command)
    assert put(command) == first
    return first


def matched(gis, layer):
    return call(gis, "list_features", READER, layer=layer, limit=1000)["features"]


def test_all_of_it_is_there_once_and_says_that_it_is_made(gis, counts):
    roads, spots = matched(gis, "roads"), matched(gis, "blank_spots")
    assets, damage = matched(gis, "network_assets"), matched(gis, "road_damage")
    assert list(map(len, (roads, damage, spots, assets))) == list(counts.values())
    named = [one["properties"]["name"] for one in (*roads, *spots, *assets)]
    told = [one["properties"]["description"] for one in damage]
    assert all(MADE in one for one in named + told)
    _conditions_differ(gis, [one["properties"] for one in roads])
    _reports_stand_at_every_step(gis)


def _conditions_differ(gis, roads):
    assert {one["surveyed_on"] for one in roads} == {"2024-10-14"}
    assert all(one["unknown_km"] == pytest.approx(0, abs=0.01) for one in roads)
    figures = call(gis, "road_statistics", READER, by="year")["total"]
    assert min(figures["metres"][name] for name in ("good", "fair", "light", "heavy")) > 1000
    assert 40 < figures["soundness"] < 90


def _reports_stand_at_every_step(gis):
    found = call(gis, "list_damage", READER, limit=100)
    assert all(one["road"] for one in found["items"])
    assert min(found["counts"].values()) > 0


def test_the_network_of_roads_hangs_together_and_is_the_same_each_time():
    this = made()
    assert this == made()
    reached, todo = set(), {this.roads[0].line[0]}
    ends = [(road.line[0], road.line[-1]) for road in this.roads]
    while todo:
        reached |= todo
        todo = {b for pair in ends for a, b in (pair, pair[::-1]) if a in reached} - reached
    assert reached == set(itertools.chain.from_iterable(ends))
    for road in this.roads:
        steps = [math.dist(a, b) * DEGREE for a, b in itertools.pairwise(road.line)]
        assert max(steps) < 400
        lines = survey_lines(road, sum(steps))
        assert all(1 < iri < 40 and start < end for _, start, end, iri, _ in lines)
