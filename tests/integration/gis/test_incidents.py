"""Incidents on the map: the layer, the area that one lies in, what is around, blocked roads."""

import pytest

from libs.kit import contracts
from libs.kit.errors import Forbidden, Invalid
from services.gis.incidents.repository import UnknownIncident
from tests.asking import ask, told
from tests.integration.gis.layering import EDITOR, call, listed, who
from tests.integration.gis.signalling import feature, register

TPS, VILLAGE = "1971010001001", "1971010001"
VILLAGES = [(VILLAGE, "Utara", 106.1, -2.1), ("1971010002", "Selatan", 106.12, -2.1)]
HERE = [106.105, -2.1]
DESK = who("operator", area="1971", name="Sari")


@pytest.fixture
def town(gis):
    """Two villages, the road S from one to the other, a polling station at its beginning."""
    items = [{"code": c, "name": n, "point": [x, y]} for c, n, x, y in VILLAGES]
    items += [{"code": code, "name": code} for code in ("1971", "197101")]
    gis.register_areas(ask({"items": items}))
    shape = {"type": "LineString", "coordinates": [[106.1, -2.1], [106.12, -2.1]]}
    made = feature(shape, code="S", name="Jalan S")
    call(gis, "create_feature", EDITOR, layer="roads", feature=made)
    register(gis, {TPS: (106.1005, -2.1002)})
    return gis


def happens(gis, name="reported", **changes):
    """Let gis hear of the flood of the contract's example."""
    event = f"incident_{name}"
    data = contracts.get("notifications", event, 1).example()
    where = {"area": VILLAGE, "station": None, "point": HERE, "radius_m": 300}
    data |= {**where, **changes}
    with gis.db.begin() as tx:
        heard = told("notifications", event, data["incident"], data)
        getattr(gis, f"on_{event}")(tx, heard)
    return data["incident"]


def shown(gis, principal=DESK):
    return [one["properties"] for one in listed(gis, principal, layer="incidents")["features"]]


def placed(database):
    query = "SELECT envelope::json->'data' FROM gis.outbox WHERE event = %s ORDER BY id"
    return [row[0] for row in database.execute(query, "incident_placed")]


def blocked(gis):
    found = call(gis, "list_road_blocks")["items"]
    return [(one["road"], round(one["from_m"]), round(one["to_m"]), one["reason"]) for one in found]


def test_the_layer_shows_what_is_open_and_checked(town):
    happens(town, checked=False)
    assert shown(town) == []
    happens(town, "verified", version=2)
    [one] = shown(town)
    assert (one["number"], one["state"], one["severity"]) == ("INS-0047", "verified", "major")
    happens(town, "changed", version=3, severity="critical", state="responding")
    assert [one["severity"] for one in shown(town)] == ["critical"]
    happens(town, "closed", version=4)
    assert shown(town) == []


def test_what_is_older_changes_nothing(town):
    happens(town, "closed", version=4)
    happens(town, "verified", version=2)
    assert shown(town) == []
    assert blocked(town) == []


def test_the_layer_is_read_by_roles_and_areas(town):
    happens(town)
    assert len(shown(town, who("viewer", area="1971"))) == 1
    assert shown(town, who("viewer", area="1972")) == []
    with pytest.raises(Forbidden):
        shown(town, who("ops"))
    with pytest.raises(Forbidden):
        shown(town, who("reporter", area=TPS))


def test_what_nobody_placed_is_placed_by_the_map(town, database):
    incident = happens(town, area="", station=None)
    assert placed(database) == [{"incident": incident, "area": VILLAGE, "point": HERE}]


def test_what_is_at_a_station_or_on_a_road_gets_its_point(town, database):
    happens(town, area=TPS, station=TPS, point=None)
    happens(
        town,
        incident="01935a2e-7c10-7a3b-9f52-3f1c2d4e5a6c",
        area="",
        point=None,
        road="S",
        metre=1000,
    )
    station, road = placed(database)
    assert station["point"] == pytest.approx([106.1005, -2.1002])
    assert road["point"] == pytest.approx([106.109, -2.1], abs=1e-4)
    assert len(shown(town)) == 2


def test_that_the_map_has_it_is_told_once_and_nothing_of_what_is_known_already(town, database):
    incident = happens(town)
    assert placed(database) == [{"incident": incident, "area": VILLAGE, "point": HERE}]
    happens(town, "verified", version=2)
    happens(town, area="", point=[100.0, -9.0], version=3)
    happens(town, version=1)
    assert len(placed(database)) == 1


def test_what_lies_around_is_told_with_metres(town):
    incident = happens(town)
    found = call(town, "incident_surroundings", DESK, incident=incident)
    assert (found["radius_m"], found["tps"], found["placed"]) == (300, [], True)
    assert [(one["code"], one["metres"], one["blocked"]) for one in found["roads"]] == [
        ("S", 0, False)
    ]
    assert [one["code"] for one in found["villages"]] == [VILLAGE]
    wide = call(town, "incident_surroundings", DESK, incident=incident, radius_m=2000)
    assert [one["code"] for one in wide["tps"]] == [TPS]
    assert wide["tps"][0]["metres"] == pytest.approx(501, abs=2)
    assert [one["code"] for one in wide["villages"]] == [VILLAGE, "1971010002"]


def test_what_lies_around_is_unknown_to_who_may_not_read_the_incident(town):
    incident = happens(town, checked=False)
    asked = {"incident": incident}
    for principal in (who("viewer", area="1971"), who("operator", area="1972")):
        with pytest.raises(UnknownIncident):
            call(town, "incident_surroundings", principal, **asked)
    with pytest.raises(Forbidden):
        call(town, "incident_surroundings", who("ops"), **asked)
    with pytest.raises(UnknownIncident):
        call(town, "incident_surroundings", DESK, incident="x")
    village = who("operator", area=VILLAGE)
    found = call(town, "incident_surroundings", village, incident=incident, radius_m=2000)
    assert [one["code"] for one in found["villages"]] == [VILLAGE]


def test_a_verified_flood_blocks_the_road_in_its_circle_until_it_is_over(town):
    happens(town)
    assert blocked(town) == []
    happens(town, "verified", version=2)
    [(road, start, end, reason)] = blocked(town)
    assert (road, reason) == ("S", "flooded")
    assert (start, end) == (pytest.approx(256, abs=3), pytest.approx(856, abs=3))
    [near] = call(town, "station_reach", tps=TPS)["near"]
    assert [bad["source"] for bad in near["bad"]] == ["INS-0047"]
    happens(town, "changed", version=3)
    assert len(blocked(town)) == 1
    happens(town, "changed", version=4, radius_m=100)
    assert [end - start for _, start, end, _ in blocked(town)] == [pytest.approx(200, abs=3)]
    happens(town, "closed", version=5)
    assert blocked(town) == []
    [near] = call(town, "station_reach", tps=TPS)["near"]
    assert near["bad"] == []


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"road": "S", "metre": 1000}, [("S", 700, 1300, "flooded")]),
        ({"road": "S", "metre": 1000, "radius_m": None}, [("S", 950, 1050, "flooded")]),
        (
            {"road": "S", "metre": 10, "type": "road_cut", "blocks": "closed"},
            [("S", 0, 310, "closed")],
        ),
        ({"road": "X", "metre": 10}, []),
        ({"radius_m": None}, []),
        ({"exercise": True}, []),
        ({"type": "fire", "blocks": None}, []),
    ],
)
def test_what_a_verified_incident_blocks(town, changes, wanted):
    happens(town, "verified", **changes)
    assert blocked(town) == wanted


def test_a_road_without_a_metre_is_blocked_as_a_whole(town):
    happens(town, "verified", road="S", radius_m=None)
    [(road, start, end, _)] = blocked(town)
    assert (road, start) == ("S", 0)
    assert end == pytest.approx(2225, abs=5)


def test_a_block_that_somebody_else_set_stays(town):
    asked = {"road": "S", "from_m": 300, "to_m": 500, "reason": "damaged", "source": "PUPR"}
    call(town, "block_road", EDITOR, **asked)
    happens(town, "verified")
    assert len(blocked(town)) == 2
    happens(town, "merged", version=4)
    assert [reason for *_, reason in blocked(town)] == ["damaged"]


def test_the_village_of_a_point_is_told_and_the_point_kept_nowhere(town):
    public = who("viewer", area="")
    assert call(town, "village_at", public, point=HERE)["village"]["code"] == VILLAGE
    assert call(town, "village_at", public, point=[100.0, 5.0]) == {"village": None}
    for wrong in (None, [1], [1, 2, 3], ["1", 2], [181, 0], [0, 91], [True, 0]):
        with pytest.raises(Invalid) as refused:
            call(town, "village_at", public, point=wrong)
        assert [error.field for error in refused.value.errors] == ["point"]
