"""Roads come by file as any layer does, held to their rules; surveys stay with their codes."""

import json

from tests.integration.gis.filing import applied
from tests.integration.gis.layering import call, ids, listed, who
from tests.integration.gis.roading import CLERK, put_road, put_survey, stretch

EDITOR = who("gis_editor", name="Gita")


def _file(*codes, y=-2.1, **facts):
    line = {"type": "LineString", "coordinates": [[106.1, y], [106.12, y]]}
    features = [
        {"type": "Feature", "geometry": line, "properties": {"code": one, "name": one, **facts}}
        for one in codes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_roads_are_added_by_a_file(gis):
    found = applied(gis, _file("A-1", "A-2", width_m=5.5), EDITOR, layer="roads", mode="append")
    assert found["state"] == "applied"
    assert ids(listed(gis, layer="roads")) == ["A-1", "A-2"]


def test_a_file_that_breaks_a_rule_is_not_taken(gis):
    found = applied(gis, _file("A-1", "A/2", width_m=-1), EDITOR, layer="roads", mode="append")
    assert found["state"] != "applied"
    assert ids(listed(gis, layer="roads")) == []


def test_roads_replaced_by_a_file_keep_their_surveys(gis):
    put_road(gis, "A-1")
    put_road(gis, "A-2")
    put_survey(gis, stretch(0, 2000), road="A-1")
    found = applied(gis, _file("A-1", y=-2.2), EDITOR, layer="roads", mode="replace")
    assert found["state"] == "applied"
    gis.trace_roads()
    assert ids(listed(gis, layer="roads")) == ["A-1"]
    assert call(gis, "get_road", CLERK, road="A-1")["condition"]["good"] == 2000
    [one] = listed(gis, layer="road_segments")["features"]
    assert {point[1] for point in one["geometry"]["coordinates"]} == {-2.2}
