"""Features are written: one at a time, by version, within the area, with a past."""

import uuid

import orjson
import pytest

from libs.kit.errors import Forbidden, Invalid, NotFound, PreconditionFailed, Unauthorized
from libs.kit.principal import OutsideArea
from libs.kit.request import Request
from services.gis.layers.domain import (
    Attribute,
    ClosedLayer,
    FeatureStands,
    Layer,
    Permissions,
    VersionNeeded,
)
from services.gis.layers.editing import Editor
from services.gis.layers.tables import table
from tests.asking import at_once
from tests.asking import told as incoming
from tests.integration.gis.layering import EDITOR, LAMPS, call, ids, lamp, listed, make, told, who

UTM48S = "http://www.opengis.net/def/crs/EPSG/0/32748"
LAT_LON = "http://www.opengis.net/def/crs/EPSG/0/4326"
ITEMS = [
    {"code": "1971010001", "name": "Satu", "point": [106.10, -2.10]},
    {"code": "1971020001", "name": "Dua", "point": [106.20, -2.10]},
]
LOCAL = who("gis_editor", area="197101", name="Budi")


def _change(gis, one, version, principal=EDITOR, method="replace_feature", **more):
    data = {"layer": "lamps", "id": one, "expected_version": version} | more
    return call(gis, method, principal, **data)


def _wrong(gis, feature, **more):
    with pytest.raises(Invalid) as caught:
        call(gis, "create_feature", layer="lamps", feature=feature, **more)
    return {error.field: error.message for error in caught.value.errors}


def test_a_feature_is_created_changed_and_deleted_and_each_is_told(gis, database):
    [one] = make(gis, lamp())
    changed = _change(gis, one, 2, feature=lamp(106.2, watts=60))
    assert (changed["version"], changed["feature"]["version"]) == (3, 3)
    assert changed["feature"]["properties"]["watts"] == 60
    assert _change(gis, one, 3, method="delete_feature") == {"id": one, "version": 4}
    assert ids(listed(gis)) == []
    changes = told(database, "feature_changed")
    assert [(c["change"], c["version"], c["feature"]) for c in changes] == [
        ("created", 2, one),
        ("updated", 3, one),
        ("deleted", 4, one),
    ]
    assert changes[1]["bbox"] == [106.1, -2.1, 106.2, -2.1]
    log = "SELECT what, who, added, changed, removed FROM gis.layer_changes ORDER BY version"
    assert database.execute(log)[1:] == [
        ("created", "Ani", 1, 0, 0),
        ("updated", "Ani", 0, 1, 0),
        ("deleted", "Ani", 0, 0, 1),
    ]


def test_a_put_empties_what_it_does_not_name_and_a_patch_leaves_it(gis):
    [one] = make(gis, lamp(state="good", more={"a": 1}))
    answer = _change(gis, one, 2, method="update_feature", feature={"properties": {"more": None}})
    assert answer["feature"]["properties"]["state"] == "good"
    assert answer["feature"]["properties"]["more"] is None
    assert answer["feature"]["geometry"]["coordinates"] == [106.1, -2.1]
    answer = _change(gis, one, 3, feature=lamp(106.3))
    assert answer["feature"]["properties"]["state"] is None
    answer = _change(gis, one, 4, method="update_feature", feature={"geometry": None})
    assert answer["feature"]["geometry"] is None


def test_a_change_from_an_old_version_is_refused_and_says_which_stands(gis):
    [one] = make(gis, lamp())
    _change(gis, one, 2, feature=lamp(watts=50))
    with pytest.raises(PreconditionFailed) as caught:
        _change(gis, one, 2, feature=lamp(watts=60))
    assert caught.value.extra == {"version": 3}
    with pytest.raises(VersionNeeded) as needed:
        _change(gis, one, None, feature=lamp(watts=60))
    assert needed.value.status == 428
    assert _change(gis, one, "*", feature=lamp(watts=60))["version"] == 4


@pytest.mark.parametrize("method", ["replace_feature", "update_feature", "delete_feature"])
def test_of_two_writers_of_one_feature_one_wins_and_the_other_is_told(gis, method):
    [one] = make(gis, lamp())
    more = {} if method == "delete_feature" else {"feature": lamp(watts=50)}
    race = [lambda: _change(gis, one, 2, method=method, **more) for _ in range(4)]
    answers = at_once(race)
    won = [answer for answer in answers if isinstance(answer, dict)]
    lost = [type(answer) for answer in answers if not isinstance(answer, dict)]
    assert len(won) == 1
    assert set(lost) == {NotFound if method == "delete_feature" else PreconditionFailed} or (
        method == "delete_feature" and {kind.status for kind in lost} == {404}
    )
    assert won[0]["version"] == 3


def test_writers_of_a_layer_get_versions_without_a_gap(gis, database):
    make(gis)
    create = [lambda: call(gis, "create_feature", layer="lamps", feature=lamp()) for _ in range(8)]
    assert sorted(answer["version"] for answer in at_once(create)) == list(range(2, 10))
    versions = database.execute("SELECT version FROM gis.layer_changes ORDER BY version")
    assert [version for (version,) in versions] == list(range(1, 10))


def test_a_repeated_command_writes_once(gis):
    make(gis)
    data = {"layer": "lamps", "feature": lamp()}
    request = Request(data, EDITOR, str(uuid.uuid4()))
    first, again = gis.create_feature(request), gis.create_feature(request)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["answer"]["id"] == again["answer"]["id"]
    assert len(ids(listed(gis))) == 1


def test_what_is_wrong_with_a_feature_is_named(gis):
    make(gis)
    bad = lamp(
        watts="many", state="red", placed="yesterday", seen="noon", colour="red", more="{", id=5
    )
    assert set(_wrong(gis, bad | {"geometry": None})) == {
        *("properties.watts", "properties.state", "properties.placed", "properties.seen"),
        *("properties.colour", "properties.more", "properties.id"),
    }
    assert _wrong(gis, lamp() | {"properties": None}) == {"properties.watts": "is needed"}
    assert set(_wrong(gis, lamp() | {"properties": []})) == {"properties"}
    assert set(_wrong(gis, {"type": "Point"})) == {"type"}
    assert set(_wrong(gis, lamp(), crs="EPSG:4326")) == {"crs"}


@pytest.mark.parametrize(
    ("geometry", "word"),
    [
        ({"type": "Point", "coordinates": []}, "empty"),
        ({"type": "Point", "coordinates": ["a", 1]}, "number"),
        ({"type": "Circle"}, "Unknown"),
        ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "is a LineString"),
        ({"type": "Point", "coordinates": [-2.1, 106.1]}, "swapped"),
        ({"type": "Point", "coordinates": [622319, 9767830]}, "outside"),
        ("POINT (1 2)", "needs a GeoJSON geometry"),
    ],
)
def test_a_geometry_that_cannot_stand_is_refused_with_the_reason(gis, geometry, word):
    make(gis)
    assert word in _wrong(gis, lamp() | {"geometry": geometry})["geometry"]


def test_a_shape_that_crosses_itself_is_refused_with_the_place(gis):
    call(gis, "create_layer", **LAMPS | {"geometry_type": "MultiPolygon"})
    bow = [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]
    feature = lamp() | {"geometry": {"type": "Polygon", "coordinates": bow}}
    assert _wrong(gis, feature)["geometry"] == "is not valid: Self-intersection[0.5 0.5]"
    square = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    feature["geometry"]["coordinates"] = square
    made = call(gis, "create_feature", layer="lamps", feature=feature)
    assert made["feature"]["geometry"] == {"type": "MultiPolygon", "coordinates": [square]}


def test_heights_are_left_out_and_that_is_said(gis):
    make(gis)
    feature = lamp() | {"geometry": {"type": "Point", "coordinates": [106.1, -2.1, 12]}}
    made = call(gis, "create_feature", layer="lamps", feature=feature)
    assert made["feature"]["geometry"]["coordinates"] == [106.1, -2.1]
    assert "two dimensions" in made["notes"][0]


def test_a_feature_may_be_written_in_another_crs(gis):
    make(gis)
    for crs, x, y in ((LAT_LON, -2.1, 106.1), (UTM48S, 622328.348, 9767842.826)):
        made = call(gis, "create_feature", layer="lamps", feature=lamp(x, y), crs=crs)
        at = made["feature"]["geometry"]["coordinates"]
        assert at == pytest.approx([106.1, -2.1], abs=1e-5)
    assert "geometry" in _wrong(gis, lamp(1e30, 1e30), crs=UTM48S)


def test_an_account_with_an_area_writes_inside_it_only(gis):
    call(gis, "register_areas", who("operator"), items=ITEMS)
    one, two = make(gis, lamp(106.1), lamp(106.2))
    made = call(gis, "create_feature", LOCAL, layer="lamps", feature=lamp(106.11))
    for x in (106.2, 130, None):
        with pytest.raises(OutsideArea):
            call(gis, "create_feature", LOCAL, layer="lamps", feature=lamp(x))
    with pytest.raises(OutsideArea):
        _change(gis, one, 2, LOCAL, feature=lamp(106.2))  # from inside out
    with pytest.raises(OutsideArea):
        _change(gis, two, 3, LOCAL, feature=lamp(106.1))  # from outside in
    with pytest.raises(OutsideArea):
        _change(gis, two, 3, LOCAL, method="delete_feature")
    assert _change(gis, made["id"], 4, LOCAL, feature=lamp(106.12))["version"] == 5


def test_readers_and_strangers_write_nothing(gis):
    [one] = make(gis, lamp())
    with pytest.raises(Forbidden):
        _change(gis, one, 2, who("viewer"), feature=lamp())
    with pytest.raises(Unauthorized):
        _change(gis, one, 2, who(), feature=lamp())
    with pytest.raises(Forbidden):
        call(gis, "create_feature", who("admin"), layer="villages", feature=lamp())


def test_what_an_event_tells_of_a_place_names_the_area_of_both_ends(gis, database):
    call(gis, "register_areas", who("operator"), items=ITEMS)
    [one] = make(gis, lamp(106.1))
    _change(gis, one, 2, feature=lamp(106.2))
    areas = [change["area"] for change in told(database, "feature_changed")]
    assert areas == ["1971010001", "1971"]


def _written(gis, method, *arguments, **feature):
    """Write into a layer whose features have codes that editors give; returns the properties."""
    attributes = (Attribute("code", required=True), Attribute("name"))
    rights = Permissions(edit=frozenset({"gis_editor"}))
    coded = Layer("coded", "Coded", "Point", attributes, "agency_coded", rights, key="code")
    with gis.db.begin() as tx:
        table(coded).create(tx, checkfirst=True)
        editor = Editor(tx, coded, EDITOR)
        partial = method == "update"
        draft = editor.draft({"feature": {"type": "Feature", **feature}}, partial=partial)
        call = editor.create if method == "create" else editor.change
        return orjson.loads(orjson.dumps(call(*arguments, draft)["feature"]))["properties"]


def test_a_code_that_editors_give_does_not_change(gis):
    written = _written(gis, "create", properties={"code": "A1", "name": "one"})
    assert written == {"code": "A1", "name": "one"}
    assert _written(gis, "replace", "A1", "*", properties={}) == {"code": "A1", "name": None}
    same = {"code": "A1", "name": "two"}
    assert _written(gis, "update", "A1", "*", properties=same) == same
    with pytest.raises(Invalid) as caught:
        _written(gis, "update", "A1", "*", properties={"code": "B2"})
    assert [error.field for error in caught.value.errors] == ["properties.code"]


# The past


def _history(gis, one, **page):
    return call(gis, "feature_history", layer="lamps", id=one, **page)


def test_the_past_of_a_feature_names_each_act_newest_first(gis):
    [one] = make(gis, lamp(watts=1))
    _change(gis, one, 2, who("gis_editor", name="Budi"), feature=lamp(watts=2))
    _change(gis, one, 3, method="delete_feature")
    call(gis, "restore_feature", layer="lamps", id=one, version=2)
    call(gis, "restore_feature", layer="lamps", id=one, version=3, expected_version=5)
    acts = _history(gis, one)["items"]
    watts = [act["feature"] and act["feature"]["properties"]["watts"] for act in acts]
    assert [(a["version"], a["change"], a["who"], w) for a, w in zip(acts, watts, strict=True)] == [
        (6, "restored", "Ani", 2),
        (5, "restored", "Ani", 1),
        (4, "deleted", "Ani", None),
        (3, "updated", "Budi", 2),
        (2, "created", "Ani", 1),
    ]
    assert all(act["at"].endswith("Z") for act in acts)
    paged, after = [], None
    while True:
        page = _history(gis, one, limit=1, after=after)
        paged, after = paged + page["items"], page["next"]
        if after is None:
            break
    assert paged == acts


def test_a_feature_that_stands_so_is_not_restored(gis):
    [one] = make(gis, lamp(watts=1))
    with pytest.raises(FeatureStands):
        call(gis, "restore_feature", layer="lamps", id=one, version=2, expected_version=2)
    _change(gis, one, 2, feature=lamp(watts=2))
    with pytest.raises(VersionNeeded):
        call(gis, "restore_feature", layer="lamps", id=one, version=2)
    with pytest.raises(PreconditionFailed):
        call(gis, "restore_feature", layer="lamps", id=one, version=2, expected_version=2)
    call(gis, "restore_feature", layer="lamps", id=one, version=2, expected_version=3)
    with pytest.raises(NotFound):
        call(gis, "restore_feature", layer="lamps", id=one, version=7, expected_version=4)


def test_the_past_is_for_those_who_signed_in_and_see_the_place(gis):
    call(gis, "register_areas", who("operator"), items=ITEMS)
    [one] = make(gis, lamp(106.1))
    call(
        gis,
        "update_layer",
        layer="lamps",
        expected_version="*",
        permissions={"read": "public", "edit": ["gis_editor"]},
    )
    with pytest.raises(Unauthorized):
        call(gis, "feature_history", who(), layer="lamps", id=one)
    with pytest.raises(NotFound):
        call(gis, "feature_history", who("viewer", area="197102"), layer="lamps", id=one)
    assert len(call(gis, "feature_history", LOCAL, layer="lamps", id=one)["items"]) == 1


def _feed(gis, since, principal=EDITOR, **page):
    return call(gis, "layer_changes", principal, layer="lamps", since=since, **page)


def test_the_feed_tells_each_feature_once_as_it_stands(gis):
    one, two, three = make(gis, lamp(), lamp(), lamp())
    _change(gis, one, 2, feature=lamp(watts=1))
    _change(gis, two, 3, method="delete_feature")
    feed = _feed(gis, 2)
    assert feed["version"] == 6
    assert [(i["version"], i["id"], i["gone"]) for i in feed["items"]] == [
        (4, three, False),
        (5, one, False),
        (6, two, True),
    ]
    assert feed["items"][1]["feature"]["properties"]["watts"] == 1
    assert _feed(gis, 6)["items"] == []
    paged, after = [], None
    while True:
        page = _feed(gis, 2, limit=1, after=after)
        paged, after = paged + page["items"], page["next"]
        if after is None:
            break
    assert paged == feed["items"]
    call(gis, "restore_feature", layer="lamps", id=two, version=3)
    assert [(i["id"], i["gone"]) for i in _feed(gis, 6)["items"]] == [(two, False)]


def test_a_feature_that_left_the_area_is_gone_for_those_who_see_that_area_only(gis):
    call(gis, "register_areas", who("operator"), items=ITEMS)
    [one] = make(gis, lamp(106.1))
    _change(gis, one, 2, feature=lamp(106.2))
    assert [(i["id"], i["gone"]) for i in _feed(gis, 2, LOCAL)["items"]] == [(one, True)]
    assert [(i["id"], i["gone"]) for i in _feed(gis, 2)["items"]] == [(one, False)]


@pytest.mark.parametrize("page", [{"since": -1}, {"since": "x"}, {"after": "x"}, {"limit": 0}])
def test_a_feed_that_cannot_be_is_refused(gis, page):
    make(gis)
    with pytest.raises(Invalid):
        call(gis, "layer_changes", layer="lamps", **page)


# Polling stations: facts are of elections, the point and its quality are edited


def _station(gis, point=(106.1, -2.1)):
    tps = "1971010001007"
    data = {"election": "pilkada", "tps": tps, "number": 7, "special": False, "name": None}
    data |= {"dpt": None, "point": point and list(point)}
    with gis.db.begin() as tx:
        gis.on_station_registered(tx, incoming("elections", "station_registered", tps, data))
    gis.announce_stations()
    return tps


def _tps(gis):
    [feature] = listed(gis, layer="tps")["features"]
    return feature


def test_a_stations_point_is_edited_and_stands_when_elections_register_it_again(gis):
    tps = _station(gis)
    feature = {
        "geometry": {"type": "Point", "coordinates": [106.15, -2.15]},
        "properties": {"quality": "surveyed"},
    }
    asked = {"layer": "tps", "id": tps, "expected_version": 1, "feature": feature}
    assert call(gis, "update_feature", **asked)["version"] == 2
    _station(gis, (106.3, -2.3))
    found = _tps(gis)
    assert found["geometry"]["coordinates"] == [106.15, -2.15]
    assert (found["version"], found["properties"]["quality"]) == (3, "surveyed")


def test_a_stations_facts_are_not_edited(gis):
    tps = _station(gis)
    whole = _tps(gis)
    asked = {"layer": "tps", "id": tps, "expected_version": "*"}
    assert (
        call(gis, "replace_feature", **asked, feature=whole)["feature"]["properties"]
        == (whole["properties"])
    )
    whole["properties"]["dpt"] = 300
    whole["properties"].pop("quality")
    with pytest.raises(Invalid) as caught:
        call(gis, "replace_feature", **asked, feature=whole)
    assert [error.field for error in caught.value.errors] == ["properties.dpt"]
    with pytest.raises(ClosedLayer):
        call(gis, "delete_feature", **asked)
    with pytest.raises(ClosedLayer):
        call(gis, "create_feature", layer="tps", feature=whole)


def test_an_edited_point_says_how_it_was_found(gis):
    tps = _station(gis)
    feature = {"geometry": {"type": "Point", "coordinates": [106.15, -2.15]}}
    asked = {"layer": "tps", "id": tps, "expected_version": "*"}
    with pytest.raises(Invalid) as caught:
        call(gis, "update_feature", **asked, feature=feature)
    assert [error.field for error in caught.value.errors] == ["properties.quality"]


def test_the_past_of_a_station_names_what_elections_registered(gis):
    tps = _station(gis)
    feature = {"properties": {"quality": "geocoded"}}
    asked = {"layer": "tps", "id": tps, "expected_version": 1, "feature": feature}
    call(gis, "update_feature", **asked)
    _station(gis)
    acts = call(gis, "feature_history", layer="tps", id=tps)["items"]
    assert [(act["version"], act["change"], act["who"]) for act in acts] == [
        (3, "registered", "elections"),
        (2, "updated", "Ani"),
        (1, "registered", "elections"),
    ]
    kept = [act["feature"] and act["feature"]["properties"]["quality"] for act in acts]
    assert kept == ["geocoded", None, "unknown"]  # what elections write over is not kept
