"""Damage on roads: reported, put on the nearest road, handled step by step, told."""

from datetime import datetime, timedelta

import pytest

from libs.kit.errors import Forbidden, Invalid, NotFound
from libs.kit.principal import OutsideArea
from services.gis.roads.damages import WrongState
from tests.asking import at_once
from tests.integration.gis.layering import call, listed, told, who
from tests.integration.gis.roading import CLERK, put_road

OFFICER = who("officer", name="Feri")
SQUARE = [[106.0, -2.2], [106.2, -2.2], [106.2, -2.0], [106.0, -2.0], [106.0, -2.2]]


def _report(gis, x=106.11, y=-2.1002, principal=OFFICER, **more):
    data = {"point": [x, y], "kind": "pothole", "severity": "heavy"} | more
    return call(gis, "report_damage", principal, **data)


def _move(gis, damage, state, principal=CLERK, **more):
    return call(gis, "move_damage", principal, damage=damage, state=state, **more)


def _wrong(made):
    with pytest.raises(Invalid) as caught:
        made()
    return {error.field for error in caught.value.errors}


def test_a_report_is_put_on_the_nearest_road_and_its_metre(gis):
    put_road(gis)
    put_road(gis, "R-2", [(106.1, -2.11), (106.12, -2.11)])
    made = _report(gis, description="Lubang besar")
    assert (made["road"], made["state"], made["similar"]) == ("R-1", "reported", [])
    half = call(gis, "get_road", CLERK, road="R-1")["length_m"] / 2
    assert made["metre"] == pytest.approx(half, abs=0.2)
    days = datetime.fromisoformat(made["due_at"]) - datetime.fromisoformat(made["reported_at"])
    assert days == timedelta(days=3)
    [feature] = listed(gis, layer="road_damage")["features"]
    assert feature["geometry"]["coordinates"] == [106.11, -2.1002]
    assert "Feri" not in str(feature)


def test_a_report_far_from_all_roads_is_kept_without_one(gis):
    put_road(gis)
    made = _report(gis, y=-2.1006)
    assert (made["road"], made["metre"]) == (None, None)
    assert _report(gis, y=-2.10044)["road"] == "R-1"


def test_open_reports_of_the_kind_nearby_are_offered(gis):
    first = _report(gis)
    assert [one["id"] for one in _report(gis, x=106.1101)["similar"]] == [first["id"]]
    assert _report(gis, x=106.1101, kind="cracks")["similar"] == []
    assert _report(gis, x=106.1105)["similar"] == []
    _move(gis, first["id"], "refused", reason="Sudah baik")
    near = call(gis, "similar_damage", OFFICER, point=[106.11, -2.1002], kind="pothole")
    assert first["id"] not in [one["id"] for one in near["items"]]


def test_a_report_goes_on_step_by_step_and_each_is_kept_and_told(gis, database):
    damage = _report(gis)["id"]
    _move(gis, damage, "verified")
    with pytest.raises(WrongState):
        _move(gis, damage, "done")
    assert _move(gis, damage, "scheduled", scheduled_on="2026-12-01")["scheduled_on"]
    _move(gis, damage, "done", reason="Ditambal")
    with pytest.raises(WrongState):
        _move(gis, damage, "refused", reason="Terlambat")
    acts = call(gis, "get_damage", CLERK, damage=str(damage))["acts"]
    assert [(one["state"], one["who"]) for one in acts] == [
        ("reported", "Feri"),
        ("verified", "Dewi"),
        ("scheduled", "Dewi"),
        ("done", "Dewi"),
    ]
    assert acts[3]["reason"] == "Ditambal"
    seen = call(gis, "get_damage", who("viewer"), damage=damage)["acts"]
    assert {one["who"] for one in seen} == {None}
    events = told(database, "road_damage_changed")
    assert [(one["before"], one["state"]) for one in events] == [
        (None, "reported"),
        ("reported", "verified"),
        ("verified", "scheduled"),
        ("scheduled", "done"),
    ]
    assert "Feri" not in str(events)
    history = call(gis, "feature_history", CLERK, layer="road_damage", id=str(damage))
    assert [one["who"] for one in history["items"]] == ["reports"] * 4


def test_a_double_is_refused_as_what_it_is(gis):
    first, second = _report(gis)["id"], _report(gis)["id"]
    assert _wrong(lambda: _move(gis, second, "refused")) == {"reason"}
    moved = _move(gis, second, "refused", reason="Ganda", same_as=first)
    assert moved["same_as"] == first
    assert _wrong(lambda: _move(gis, first, "verified", same_as=second)) == {"same_as"}
    with pytest.raises(NotFound):
        _move(gis, first, "refused", reason="Ganda", same_as=999)


def test_of_two_who_verify_at_once_one_does(gis):
    damage = _report(gis)["id"]
    answers = at_once([lambda: _move(gis, damage, "verified") for _ in range(3)])
    assert sum(isinstance(one, dict) for one in answers) == 1
    assert sum(isinstance(one, WrongState) for one in answers) == 2


def test_what_is_wrong_with_a_report_is_named(gis):
    bad = {"point": [200, "x"], "kind": "hole", "severity": 3, "description": 5}
    assert _wrong(lambda: call(gis, "report_damage", OFFICER, **bad)) == set(bad)
    assert _wrong(lambda: _move(gis, "x", "verified")) == {"damage"}
    damage = _report(gis)["id"]
    _move(gis, damage, "verified")
    assert _wrong(lambda: _move(gis, damage, "scheduled")) == {"scheduled_on"}
    assert _wrong(lambda: call(gis, "list_damage", OFFICER, state="lost", kind="x")) == {
        "state",
        "kind",
    }


def test_reports_are_listed_by_what_is_due_and_within_the_area(gis):
    shape = {"type": "Polygon", "coordinates": [SQUARE]}
    place = {"code": "197101", "name": "A", "geometry": shape}
    call(gis, "put_boundaries", who("admin"), items=[place])
    light = _report(gis, severity="light")["id"]
    heavy = [_report(gis, x=106.15 + n / 1000)["id"] for n in range(2)]
    outside = _report(gis, x=107.0)["id"]
    first = call(gis, "list_damage", CLERK, limit=2, state="open")
    rest = call(gis, "list_damage", CLERK, limit=2, state="open", after=first["next"])
    listed_ids = [one["id"] for page in (first, rest) for one in page["items"]]
    assert listed_ids == [*heavy, outside, light]
    assert (first["counts"], rest["next"]) == ({"reported": 4}, None)
    local = who("operator", area="197101")
    mine = call(gis, "list_damage", local)
    assert [one["id"] for one in mine["items"]] == [*heavy, light]
    with pytest.raises(NotFound):
        _move(gis, outside, "verified", local)
    with pytest.raises(OutsideArea):
        _report(gis, x=107.0, principal=who("officer", area="197101"))
    for principal in (who("viewer"), who("reporter")):
        with pytest.raises(Forbidden):
            _move(gis, light, "verified", principal)
    with pytest.raises(Forbidden):
        _report(gis, principal=who("viewer"))
