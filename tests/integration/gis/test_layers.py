"""Agency layers: made, described, read."""

import itertools

import pytest
import sqlalchemy as sa

from libs.kit.db import Database
from libs.kit.errors import Forbidden, Invalid, NotFound, PreconditionFailed, Unauthorized
from services.gis.layers.domain import BuiltInLayer, LayerExists, UnknownLayer
from services.gis.layers.features_repository import Features
from services.gis.layers.repository import LayerChanged, Layers
from services.gis.service import GisService
from tests.integration.gis.layering import EDITOR, LAMPS, call, ids, lamp, listed, make, told, who

UTM48S = "http://www.opengis.net/def/crs/EPSG/0/32748"
LAT_LON = "http://www.opengis.net/def/crs/EPSG/0/4326"
ITEMS = [
    {"code": "1971010001", "name": "Satu", "point": [106.10, -2.10]},
    {"code": "1971020001", "name": "Dua", "point": [106.20, -2.10]},
]
ADMIN = who("admin")


def test_a_new_layer_is_described_and_told_of(gis, database):
    made = call(gis, "create_layer", **LAMPS)
    assert (made["id"], made["version"], made["built_in"]) == ("lamps", 1, False)
    found = call(gis, "get_layer", layer="lamps")
    assert found["schema"]["required"] == ["watts"]
    assert found["permissions"] == {"read": "signed_in", "edit": ["gis_editor"]}
    assert found["bbox"] is None
    assert told(database) == [{"layer": "lamps", "version": 1, "area": "", "bbox": None}]


def test_the_list_has_what_the_account_may_read(gis):
    call(gis, "create_layer", **LAMPS)
    secret = LAMPS | {"id": "secret", "permissions": {"read": ["officer"], "edit": []}}
    call(gis, "create_layer", **secret)
    areas = ["districts", "provinces", "regencies", "villages"]

    def seen(principal):
        return [one["id"] for one in call(gis, "list_layers", principal)["items"]]

    assert [one for one in seen(who()) if one in ("lamps", "secret", "tps", *areas)] == areas
    assert {"lamps", "tps"} <= set(seen(EDITOR))
    assert "secret" not in seen(EDITOR)
    assert "secret" in seen(who("officer"))
    with pytest.raises(Forbidden):
        listed(gis, EDITOR, layer="secret")
    with pytest.raises(Unauthorized):
        listed(gis, who())


def test_only_makers_of_the_whole_region_make_layers(gis):
    for principal in (who("operator"), who("gis_editor", area="1971")):
        with pytest.raises(Forbidden):
            call(gis, "create_layer", principal, **LAMPS)


def test_what_is_wrong_with_a_layer_is_named(gis):
    bad = {
        "id": "Lamps; DROP",
        "title": "",
        "geometry_type": "Circle",
        "attributes": [
            {"name": "a"},
            {"name": "a", "kind": "colour"},
            {"name": "b", "codes": [{"value": 1, "title": "One"}]},
            "c",
        ],
        "time": "a",
        "label": "z",
        "style": [],
        "permissions": {"read": "all", "edit": ["king"]},
    }
    with pytest.raises(Invalid) as caught:
        call(gis, "create_layer", **bad)
    assert {error.field for error in caught.value.errors} == {
        *("id", "title", "geometry_type", "attributes.1.kind", "attributes.1.name"),
        *("attributes.2.codes", "attributes.3.name", "time", "label", "style"),
        *("permissions.read", "permissions.edit"),
    }


def test_an_id_is_used_once(gis):
    call(gis, "create_layer", **LAMPS)
    for layer in ("lamps", "villages"):
        with pytest.raises(LayerExists):
            call(gis, "create_layer", **LAMPS | {"id": layer})


def test_a_layer_gets_new_attributes_and_loses_none(gis):
    [one] = make(gis, lamp())
    longer = [*LAMPS["attributes"], {"name": "owner", "title": "Owner"}]
    changed = call(
        gis, "update_layer", layer="lamps", expected_version="*", title="Lamps", attributes=longer
    )
    assert (changed["title"], changed["version"]) == ("Lamps", 3)
    feature = {"properties": {"owner": "PU"}}
    answer = call(gis, "update_feature", layer="lamps", id=one, expected_version=2, feature=feature)
    assert answer["feature"]["properties"]["owner"] == "PU"
    for wrong in (longer[:-1], [*longer[:-1], {"name": "owner", "kind": "integer"}]):
        with pytest.raises(Invalid):
            call(gis, "update_layer", layer="lamps", expected_version="*", attributes=wrong)
    with pytest.raises(BuiltInLayer):
        call(gis, "update_layer", ADMIN, layer="tps", expected_version="*", title="x")


def test_what_is_said_of_a_built_in_layer_is_kept_and_nothing_else_of_it(gis, database):
    before = call(gis, "get_layer", ADMIN, layer="roads")
    assert (before["source"], before["defined"], before["changed_at"]) == ("", 0, None)
    said = {"source": "Dinas PU", "licence": "CC BY 4.0"}
    changed = call(gis, "update_layer", ADMIN, layer="roads", expected_version=0, **said)
    assert changed["changed_at"] is not None
    assert changed | said | {"built_in": True, "defined": 1, "title": "Roads"} == changed
    [listed_] = [one for one in call(gis, "list_layers")["items"] if one["id"] == "roads"]
    assert listed_["source"] == "Dinas PU"
    with pytest.raises(PreconditionFailed):
        call(gis, "update_layer", ADMIN, layer="roads", expected_version=0, source="x")
    feature = {"properties": {"code": "1", "name": "Jalan Baru"}}
    assert call(gis, "create_feature", ADMIN, layer="roads", feature=feature)["version"] == 2
    again = call(gis, "update_layer", ADMIN, layer="roads", expected_version=1, rhythm="setahun")
    assert (again["version"], again["source"]) == (3, "Dinas PU")
    events = "SELECT count(*) FROM gis.layer_changes WHERE layer = 'roads' AND what = 'defined'"
    assert database.execute(events) == [(2,)]


def test_a_process_that_knew_the_layer_sees_its_new_permissions_at_once(gis, database):
    make(gis, lamp())
    assert len(listed(gis, who("viewer"))["features"]) == 1
    definition = "jsonb_set(definition, '{permissions,read}', '[\"officer\"]')"
    database.execute(f"UPDATE gis.catalogue SET definition = {definition}, defined = 9")
    with pytest.raises(Forbidden):
        listed(gis, who("viewer"))


def test_a_deleted_layer_is_gone_and_its_versions_go_on(gis, database):
    make(gis, lamp())
    call(gis, "delete_layer", layer="lamps", expected_version="*")
    with pytest.raises(UnknownLayer):
        listed(gis)
    assert database.execute("SELECT to_regclass('gis.agency_lamps')") == [(None,)]
    assert call(gis, "create_layer", **LAMPS)["version"] == 4
    with pytest.raises(BuiltInLayer):
        call(gis, "delete_layer", ADMIN, layer="villages", expected_version="*")


def test_an_unknown_layer_is_not_found(gis):
    for name in ("nothing", None, "gis.areas", 7):
        with pytest.raises(NotFound):
            listed(gis, layer=name)


# Reading


@pytest.mark.parametrize("picked", [{}, {"filter": "watts < 100"}, {"count": "exact"}])
def test_pages_follow_the_sorted_values_and_bring_every_feature_once(gis, picked):
    watts = [40, 60, 40, 60, 40]
    placed = ["2024-01-02", None, None, "2024-01-01", "2024-01-01"]
    pairs = zip(watts, placed, strict=True)
    made = make(gis, *(lamp(watts=w, placed=p) for w, p in pairs))
    for sortby, order in (("-watts,placed", [3, 1, 4, 0, 2]), ("-placed", [1, 2, 0, 3, 4])):
        found, after = [], None
        while True:
            page = listed(gis, sortby=sortby, limit=2, after=after, **picked)
            found += ids(page)
            after = page["next"]
            if after is None:
                break
        assert found == [made[place] for place in order]
        assert page["numberMatched"] == 5


def test_properties_times_and_boxes_pick_features(gis):
    seen = ["2024-11-27T01:00:00Z", "2024-11-28T01:00:00+07:00", None]
    one, two, three = make(gis, *(lamp(106 + n / 10, seen=at) for n, at in enumerate(seen)))
    call(gis, "create_feature", layer="lamps", feature=lamp(None, watts=5))
    assert ids(listed(gis, properties={"watts": "40"})) == [one, two, three]
    assert ids(listed(gis, datetime="2024-11-27", properties={"watts": "40"})) == [one, two, three]
    assert ids(listed(gis, datetime="2024-11-28/..", properties={"watts": "40"})) == [three]
    nowhere = ids(listed(gis, properties={"watts": "5"}))
    assert ids(listed(gis, bbox=[106.05, -3, 106.15, -2])) == [two, *nowhere]
    assert ids(listed(gis, bbox=[-3, 106.05, -2, 106.15], bbox_crs=LAT_LON)) == [two, *nowhere]
    assert ids(listed(gis, bbox=[106.15, -3, -100, -2])) == [three, *nowhere]


def test_a_filter_picks_features_and_counts_them(gis):
    one, two = make(gis, lamp(watts=40, state="broken"), lamp(watts=60, state="good"))
    page = listed(gis, filter="state = 'broken' OR watts > 100", limit=1)
    assert (ids(page), page["numberMatched"], page["next"]) == ([one], 1, None)
    json = {"op": ">", "args": [{"property": "watts"}, 50]}
    assert ids(listed(gis, filter=json)) == [two]
    with pytest.raises(Invalid):
        listed(gis, filter="colour = 'red'")


def test_a_page_brings_what_was_asked_for(gis):
    make(gis, lamp(more={"pole": [1, 2]}))
    [feature] = listed(gis, fields="watts,more")["features"]
    assert feature["properties"] == {"watts": 40, "more": {"pole": [1, 2]}}
    [feature] = listed(gis, skip_geometry=True)["features"]
    assert feature["geometry"] is None


def test_features_come_in_the_crs_that_was_asked_for(gis):
    [one] = make(gis, lamp(106.1, -2.1))

    def at(crs):
        [feature] = listed(gis, crs=crs)["features"]
        single = call(gis, "get_feature", layer="lamps", id=one, crs=crs)
        assert single == feature
        return feature["geometry"]["coordinates"]

    assert at(None) == [106.1, -2.1]
    assert at(LAT_LON) == [-2.1, 106.1]
    assert at(UTM48S) == pytest.approx([622328.348, 9767842.826], abs=0.001)


def _turns(ring):
    """Return the way in which a ring runs: above 0 counterclockwise."""
    return sum(x * below - beyond * y for (x, y), (beyond, below) in itertools.pairwise(ring))


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon", "Geometry"])
def test_rings_run_as_geojson_has_them_whichever_way_they_came(gis, kind):
    plots = LAMPS | {"id": "plots", "geometry_type": kind, "attributes": [], "time": None}
    call(gis, "create_layer", **plots)
    outer = [[106, -2], [106, -1], [107, -1], [107, -2], [106, -2]]
    hole = [[106.2, -1.8], [106.4, -1.8], [106.4, -1.6], [106.2, -1.6], [106.2, -1.8]]
    shape = {"type": "Polygon", "coordinates": [outer, hole]}
    assert (_turns(outer) < 0, _turns(hole) > 0) == (True, True)  # as shapefiles have them
    made = call(
        gis,
        "create_feature",
        layer="plots",
        feature={"type": "Feature", "geometry": shape, "properties": {}},
    )
    one = call(gis, "get_feature", layer="plots", id=made["id"])
    [listed_one] = listed(gis, layer="plots")["features"]
    [metres] = listed(gis, layer="plots", crs=UTM48S)["features"]
    for found in (one, listed_one, metres):
        rings = found["geometry"]["coordinates"]
        rings = rings[0] if found["geometry"]["type"] == "MultiPolygon" else rings
        assert _turns(rings[0]) > 0 > _turns(rings[1])


def test_many_are_counted_up_to_a_bound_or_exactly(gis, database):
    make(gis)
    insert = "INSERT INTO gis.agency_lamps (version) SELECT 1 FROM generate_series(1, 10001)"
    database.execute(insert)
    assert "numberMatched" not in listed(gis, limit=1)
    assert listed(gis, limit=1, count="exact")["numberMatched"] == 10001
    assert "numberMatched" not in listed(gis, limit=1, count="none")
    picked = listed(gis, limit=2, bbox=[106, -3, 107, -2])  # all of them are nowhere
    assert ("numberMatched" in picked, ids(picked)) == (False, ["1", "2"])
    assert len(listed(gis, limit=10001)["features"]) == 10000


def test_a_large_layer_tells_its_extent_from_its_index(gis, database):
    make(gis)
    place = "ST_SetSRID(ST_MakePoint(106 + n / 60001.0, -3 + n / 60001.0), 4326)"
    insert = f"SELECT 1, {place} FROM generate_series(1, 60000) AS n"
    database.execute(f"INSERT INTO gis.agency_lamps (version, geometry) {insert}")
    database.execute("ANALYZE gis.agency_lamps")
    bbox = call(gis, "get_layer", layer="lamps")["bbox"]
    assert bbox == pytest.approx([106, -3, 107, -2], abs=1e-4)
    with gis.db.begin() as tx:
        tx.exec_driver_sql("DELETE FROM agency_lamps WHERE id < 30000")
        assert Features(tx, Layers(tx).get("lamps")).extent("") == bbox


def test_an_account_with_an_area_sees_what_stands_in_it(gis):
    call(gis, "register_areas", who("operator"), items=ITEMS)
    one, two, far = make(gis, lamp(106.1), lamp(106.2), lamp(130))
    assert ids(listed(gis)) == [one, two, far]
    local = who("viewer", area="197101")
    assert ids(listed(gis, local)) == [one]
    with pytest.raises(NotFound):
        call(gis, "get_feature", local, layer="lamps", id=two)
    assert call(gis, "get_layer", local, layer="lamps")["bbox"] == [106.1, -2.1, 106.1, -2.1]
    call(
        gis,
        "update_layer",
        layer="lamps",
        expected_version="*",
        permissions={"read": "public", "edit": []},
    )
    assert ids(listed(gis, local)) == [one, far]
    assert ids(listed(gis, who())) == [one, two, far]


def test_ids_that_cannot_be_are_not_found(gis):
    make(gis)
    for name in ("x", "1", "9" * 40, "1\0", "1; DROP TABLE gis.areas"):
        with pytest.raises(NotFound):
            call(gis, "get_feature", layer="lamps", id=name)


def statements(gis):
    """Return what the service says to the database from now on, but for its waker's thread."""
    said = []

    def hear(_connection, _cursor, statement, *_more):
        if "pg_notify" not in statement:
            said.append(statement)

    sa.event.listen(gis.db.engine, "before_cursor_execute", hear)
    return said


def test_a_page_costs_two_statements_and_is_worded_once_for_all_boxes(gis):
    one, two = make(gis, lamp(106.1), lamp(106.2))
    asked = statements(gis)
    assert ids(listed(gis, bbox=[106.05, -3, 106.15, -1], filter="watts = 40")) == [one]
    assert len(asked) == 2  # whether the layer is still what it was, and the page with its count
    assert ids(listed(gis, bbox=[106.15, -3, 106.25, -1], filter="watts = 40")) == [two]
    assert asked[3] == asked[1]
    assert ids(listed(gis, bbox=[106.05, -3, 106.25, -1], filter="watts = 40")) == [one, two]
    far = [179.0, -3, -179.0, -1]  # over the antimeridian: two boxes
    assert ids(listed(gis, bbox=far, filter="watts = 40")) == []


def test_one_feature_is_read_at_a_glance_and_as_a_page_brings_it(gis):
    [key] = make(gis, lamp(seen="2024-05-06T07:08:09Z", placed="2024-05-06", more={"a": [1, "x"]}))
    asked = statements(gis)
    for crs in (None, UTM48S, LAT_LON):
        named = {"crs": crs} if crs else {}
        [on_page] = listed(gis, **named)["features"]
        before = len(asked)
        assert call(gis, "get_feature", layer="lamps", id=key, **named) == on_page
        assert len(asked) == before  # neither the catalogue nor a transaction
    theirs = who("gis_editor", area="3316")
    with pytest.raises(NotFound):
        call(gis, "get_feature", theirs, layer="lamps", id=key)


def test_one_feature_is_read_by_what_its_layer_is_now(gis, database):
    [key] = make(gis, lamp())
    other = GisService()
    other.db = Database(database.url("gis"), 2)

    def read(principal=EDITOR):
        return call(other, "get_feature", principal, layer="lamps", id=key)

    assert read()["properties"]["watts"] == 40
    attributes = [*LAMPS["attributes"], {"name": "kind"}]
    call(gis, "update_layer", layer="lamps", expected_version="*", attributes=attributes)
    assert read()["properties"]["kind"] is None
    closed = {"read": ["officer"], "edit": []}
    call(gis, "update_layer", layer="lamps", expected_version="*", permissions=closed)
    with pytest.raises(Forbidden):
        read()
    assert read(who("officer"))["id"] == key
    call(gis, "delete_layer", layer="lamps", expected_version="*")
    with pytest.raises(UnknownLayer):
        read(who("officer"))
    other.db.close()


def test_a_descriptor_that_is_old_is_not_written_by(gis, database):
    make(gis, lamp())
    with gis.db.begin() as tx:
        layer = Layers(tx).get("lamps")
    call(gis, "update_layer", layer="lamps", expected_version="*", title="Lamps")
    with pytest.raises(LayerChanged), gis.db.begin() as tx:
        Layers(tx).next_version(layer)
