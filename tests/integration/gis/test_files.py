"""Files become layers, are previewed, taken over whole or not at all, and written again."""

import pytest

from libs.files.errors import ImportNotReady, UnknownImport
from libs.kit.errors import Forbidden, Invalid
from libs.kit.jobs import Cancelled, JobEnded
from services.gis.files.domain import ImportBroken
from services.gis.layers.domain import LayerExists, UnknownLayer
from tests.integration.gis.filing import applied, opened, previewed, work
from tests.integration.gis.layering import EDITOR, call, listed, told, who
from tests.unit.gis.filing import feature, geojson, point

AREAS = [
    {"code": "1971010001", "name": "Satu", "point": [106.10, -2.10]},
    {"code": "1971020001", "name": "Dua", "point": [106.20, -2.10]},
]
ADMIN = who("admin")


def lamps(*rows):
    return geojson(*(feature(point(x, -2.1), code=code, watts=w) for code, x, w in rows))


THREE = lamps(("a", 106.1, 40), ("b", 106.2, 60), ("c", 106.3, 80))


def counts(found):
    return [found["found"][name] for name in ("added", "changed", "removed", "unchanged")]


def properties(gis, layer="lamps"):
    return [one["properties"] for one in listed(gis, layer=layer, limit=1000)["features"]]


def test_a_file_becomes_a_layer_with_kinds_areas_and_one_version(gis, database):
    call(gis, "register_areas", ADMIN, items=AREAS)
    found = previewed(gis, THREE, layer="lamps", name="Street lights")
    assert (found["state"], counts(found)) == ("ready", [3, 0, 0, 0])
    with pytest.raises(UnknownLayer):
        listed(gis)
    call(gis, "apply_import", id=found["id"])
    work(gis)
    done = call(gis, "get_import", id=found["id"])
    assert (done["state"], done["job"]["message"]) == ("applied", "3 added, 0 changed, 0 removed")
    layer = call(gis, "get_layer", layer="lamps")
    assert [one["kind"] for one in layer["attributes"]] == ["text", "integer"]
    assert (layer["title"], layer["geometry_type"]) == ("Street lights", "Point")
    rows = "SELECT area, version, changed_by FROM gis.agency_lamps ORDER BY id"
    assert database.execute(rows)[0] == ("1971010001", 1, "Ani")
    assert told(database, "layer_changed")[-1] == {
        "layer": "lamps",
        "version": 1,
        "area": "",
        "bbox": [106.1, -2.1, 106.3, -2.1],
    }
    assert database.execute("SELECT count(*) FROM gis.file_parts") == [(0,)]


def test_the_area_is_the_one_that_the_database_would_find(gis, database):
    call(gis, "register_areas", ADMIN, items=AREAS)
    line = {"type": "LineString", "coordinates": [[106.1, -2.1], [106.2, -2.1]]}
    applied(gis, geojson(*(feature(line) for _ in "ab"), feature(line)), layer="ways")
    call(gis, "create_layer", id="drawn", title="x", geometry_type="LineString")
    call(gis, "create_feature", layer="drawn", feature=feature(line))
    one = database.execute("SELECT DISTINCT area FROM gis.agency_ways")
    assert one == database.execute("SELECT area FROM gis.agency_drawn")


def test_append_adds_and_replace_by_key_changes_only_what_differs(gis, database):
    applied(gis, THREE, layer="lamps")
    done = applied(gis, lamps(("d", 106.4, 10)), layer="lamps", mode="append")
    assert done["job"]["message"] == "1 added, 0 changed, 0 removed"
    new = lamps(("a", 106.1, 40), ("b", 106.2, 61), ("c", 106.31, 80), ("e", 106.5, 5))
    found = previewed(gis, new, layer="lamps", mode="replace", key="code")
    assert counts(found) == [1, 2, 1, 1]
    call(gis, "apply_import", id=found["id"])
    work(gis)
    assert {one["code"]: one["watts"] for one in properties(gis)} == {
        "a": 40,
        "b": 61,
        "c": 80,
        "e": 5,
    }
    versions = "SELECT a1, version FROM gis.agency_lamps ORDER BY 1"
    assert database.execute(versions) == [("a", 1), ("b", 3), ("c", 3), ("e", 3)]
    past = "SELECT change, state->'properties'->>'code' FROM gis.feature_history ORDER BY 2"
    assert database.execute(past) == [("updated", "b"), ("updated", "c"), ("deleted", "d")]
    log = "SELECT added, changed, removed FROM gis.layer_changes WHERE version = 3"
    assert database.execute(log) == [(1, 2, 1)]


def test_replace_without_a_key_replaces_all(gis):
    applied(gis, THREE, layer="lamps")
    found = previewed(gis, lamps(("z", 106.1, 1)), layer="lamps", mode="replace")
    assert counts(found) == [1, 0, 3, 0]
    call(gis, "apply_import", id=found["id"])
    work(gis)
    assert properties(gis) == [{"code": "z", "watts": 1}]


def test_broken_features_need_a_word_and_are_left_out(gis):
    data = geojson(feature(point(106.1, -2.1), a=1), feature(point(-2.1, 106.1), a=2))
    found = previewed(gis, data, layer="lamps")
    assert found["found"]["problems"]["items"][0] == {
        "feature": 2,
        "code": "swapped-axes",
        "taken": False,
        "message": "lies in the region with longitude and latitude swapped",
    }
    with pytest.raises(ImportBroken) as caught:
        call(gis, "apply_import", id=found["id"])
    assert caught.value.extra == {"broken": 1}
    call(gis, "apply_import", id=found["id"], skip_broken=True)
    work(gis)
    assert properties(gis) == [{"a": 1}]


def test_a_stopped_import_leaves_nothing(gis, database):
    found = previewed(gis, THREE, layer="lamps")
    call(gis, "apply_import", id=found["id"])

    def stopped(*_):
        raise Cancelled

    work(gis, progress=stopped)
    call(gis, "cancel_import", id=found["id"])
    assert call(gis, "get_import", id=found["id"])["state"] == "cancelled"
    with pytest.raises(UnknownLayer):
        listed(gis)
    assert database.execute("SELECT to_regclass('gis.agency_lamps')") == [(None,)]
    assert database.execute("SELECT count(*) FROM gis.file_parts") == [(0,)]


def test_what_changed_since_the_preview_is_not_written_over(gis):
    applied(gis, THREE, layer="lamps")
    found = previewed(gis, lamps(("a", 106.1, 1)), layer="lamps", mode="replace", key="code")
    call(gis, "delete_feature", layer="lamps", id="2", expected_version="*")
    call(gis, "apply_import", id=found["id"])
    work(gis)
    done = call(gis, "get_import", id=found["id"])
    assert (done["state"], "changed since" in done["job"]["message"]) == ("failed", True)
    assert len(properties(gis)) == 2


def test_a_wrong_file_fails_with_its_reason(gis):
    found = previewed(gis, THREE.replace(b"106.1", b"NaN"), layer="lamps")
    assert (found["state"], found["job"]["state"]) == ("failed", "failed")
    assert found["found"]["error"]["reason"] == "not-json"
    with pytest.raises(ImportNotReady):
        call(gis, "apply_import", id=found["id"])


def test_who_may_import_what(gis):
    officer, local = who("officer"), who("gis_editor", area="1971", name="Budi")
    for principal in (officer, local):
        with pytest.raises(Forbidden):
            call(gis, "start_import", principal, layer="lamps")
    applied(
        gis,
        THREE,
        layer="lamps",
        settings={"permissions": {"read": "public", "edit": ["gis_editor"]}},
    )
    with pytest.raises(Forbidden):
        call(gis, "start_import", officer, layer="lamps", mode="append")
    with pytest.raises(LayerExists):
        call(gis, "start_import", layer="lamps")
    call(gis, "register_areas", ADMIN, items=AREAS)
    data = lamps(("in", 106.1, 1), ("out", 110.1, 1))
    found = previewed(gis, data, local, layer="lamps", mode="append")
    assert (found["found"]["taken"], found["found"]["problems"]["counts"]["outside-area"]) == (1, 1)
    with pytest.raises(UnknownImport):
        call(gis, "get_import", EDITOR, id=found["id"])
    with pytest.raises(Invalid) as caught:
        call(gis, "start_import", layer="", mode="merge", crs="/vsicurl/x", key=7)
    assert {one.field for one in caught.value.errors} == {"layer", "mode", "crs", "key"}


def test_jobs_run_in_a_process_of_their_own(gis):
    made = opened(gis, THREE, layer="lamps")
    gis.work_on_files()
    assert call(gis, "get_import", id=made)["state"] == "ready"
    call(gis, "apply_import", id=made)
    gis.work_on_files()
    assert len(properties(gis)) == 3
    with pytest.raises(JobEnded):
        call(gis, "cancel_import", id=made)


def test_the_process_that_takes_a_file_over_is_ready_before_and_no_two_jobs_share_one(gis):
    ready = gis._workers
    opened(gis, THREE, layer="lamps")
    gis.work_on_files()
    first = ready._waiting.process
    assert first.poll() is None
    made = opened(gis, THREE, layer="lamps")
    gis.work_on_files()
    assert first.wait(30) == 0  # it did the second preview, and ended with it
    second = ready._waiting.process
    second.kill()
    second.wait(30)
    call(gis, "apply_import", id=made)
    gis.work_on_files()
    assert len(properties(gis)) == 3
    assert ready._waiting is None


def test_a_file_that_nobody_goes_on_with_expires(gis, database):
    made = opened(gis, THREE, layer="lamps")
    database.execute("UPDATE gis.files SET updated_at = now() - interval '2 days'")
    gis.expire_files()
    with pytest.raises(UnknownImport):
        call(gis, "get_import", id=made)
