"""Walls in the database: scenes, rotations, calls; two at once; areas; what is told."""

import dataclasses
import uuid

import pytest

from libs.kit.errors import Conflict, Forbidden, Invalid
from libs.kit.principal import OutsideArea
from libs.kit.region import Region
from libs.kit.request import Request
from services.notifications.walls.domain import (
    NotAWallMaker,
    SceneBuiltIn,
    SceneShown,
    SceneTaken,
    UnknownScene,
    UnknownWall,
    WallSettingChanged,
    WallVersionNeeded,
)
from tests.asking import at_once
from tests.incidents import SARI, call, sent, who

ADMIN = who("admin", area="", name="ani")
CITY = who("admin", area="1971", name="citra")
ROOM = who(area="", name="rudi")
ELSEWHERE = who("admin", area="3316", name="jauh")
VIEWER = who("viewer", area="1971", name="layar")
PANEL = {
    "id": "judul", "kind": "text", "x": 0, "y": 0, "w": 6, "h": 2,
    "options": {"text": "Selamat datang", "size": "large"},
}  # fmt: skip
TURNS = [{"scene": "ruang", "seconds": 30}, {"scene": "lobi", "seconds": 60}]


def add(service, principal=CITY, code="lobi", **changes):
    body = {"code": code, "title": "Lobi", "panels": [PANEL], **changes}
    return call(service, "add_wall_scene", principal, **body)


def put_wall(service, seen=0, principal=CITY, code="kecil", rotation=TURNS, **changes):
    body = {"code": code, "title": "Layar kecil", "rotation": rotation, **changes}
    return call(service, "put_wall", principal, expected_version=seen, **body)


def put_scene(service, seen, principal=CITY, **changes):
    body = {"code": "lobi", "title": "Lobi", "panels": [PANEL], **changes}
    return call(service, "put_wall_scene", principal, expected_version=seen, **body)


def shown(service, wall="kecil", principal=VIEWER):
    return call(service, "show_wall", principal, wall=wall)


def told(database):
    return [data["wall"] for _, data in sent(database, "wall_")]


def test_a_wall_that_nobody_set_shows_the_election(notifications):
    found = shown(notifications, "utama")
    assert (found["wall"]["version"], found["wall"]["rotation"]) == (0, [])
    assert list(found["scenes"]) == ["pemilu"]
    assert found["scenes"]["pemilu"]["panels"][0]["kind"] == "election"
    with pytest.raises(UnknownWall):
        shown(notifications)


def test_a_wall_turns_what_was_made_and_its_screens_are_told_of_each_change(
    notifications, database
):
    add(notifications)
    made = put_wall(notifications)
    assert (made["version"], made["set_by"], made["area"]) == (1, "citra", "1971")
    found = shown(notifications)
    assert sorted(found["scenes"]) == ["lobi", "pemilu", "ruang"]
    moved = put_scene(notifications, 1, panels=[{**PANEL, "x": 4}])
    assert (moved["version"], shown(notifications)["scenes"]["lobi"]["panels"][0]["x"]) == (2, 4)
    assert told(database) == ["kecil", "kecil"]
    put_wall(notifications, 1, rotation=[])
    put_scene(notifications, 2)
    assert told(database) == ["kecil"] * 3  # nobody shows the scene any more


def test_what_is_called_holds_until_it_is_released_and_the_newest_call_wins(
    notifications, database
):
    call(notifications, "call_wall_scene", ROOM, wall="utama", scene="ruang", minutes=10)
    asked = {"wall": "utama", "scene": "ringkasan", "note": "tamu datang"}
    after = call(notifications, "call_wall_scene", ADMIN, **asked)["called"]
    assert (after["scene"], after["until"], after["by"], after["note"]) == (
        "ringkasan", None, "ani", "tamu datang",
    )  # fmt: skip
    found = shown(notifications, "utama")
    assert found["wall"]["called"] == after
    assert sorted(found["scenes"]) == ["pemilu", "ringkasan"]
    call(notifications, "call_wall_scene", ROOM, wall="utama", scene=None)
    assert shown(notifications, "utama")["wall"]["called"] is None
    assert told(database) == ["utama"] * 3


def test_past_calls_are_shown_in_pages_to_who_sees_the_wall(notifications):
    for minutes in (5, 10, None):
        more = {"minutes": minutes} if minutes else {}
        call(notifications, "call_wall_scene", ROOM, wall="utama", scene="ruang", **more)
    call(notifications, "call_wall_scene", ROOM, wall="utama", scene=None, note="selesai")
    first = call(notifications, "list_wall_calls", ROOM, code="utama", limit=3)
    assert [one["scene"] for one in first["items"]] == [None, "ruang", "ruang"]
    assert (first["items"][0]["note"], first["items"][1]["until"]) == ("selesai", None)
    rest = call(notifications, "list_wall_calls", ROOM, code="utama", limit=3, after=first["next"])
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert rest["items"][0]["until"] is not None
    with pytest.raises(Invalid):
        call(notifications, "list_wall_calls", ROOM, code="utama", after="x")
    with pytest.raises(UnknownWall):
        call(notifications, "list_wall_calls", ROOM, code="tidak-ada")


def test_a_call_said_twice_is_one(notifications, database):
    data = {"wall": "utama", "scene": "ruang"}
    asked = Request(data, ROOM, str(uuid.uuid4()))
    first = notifications.call_wall_scene(asked)
    again = notifications.call_wall_scene(asked)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["answer"] == again["answer"]
    assert told(database) == ["utama"]


def test_who_may_do_what_where(notifications):
    add(notifications)
    put_wall(notifications)
    calling = {"wall": "kecil", "scene": "ruang"}
    assert call(notifications, "call_wall_scene", SARI, **calling)["called"]["by"] == "sari"
    for other, error in ((VIEWER, Forbidden), (who(area="3316"), UnknownWall)):
        with pytest.raises(error):
            call(notifications, "call_wall_scene", other, **calling)
    with pytest.raises(OutsideArea):  # the main wall is everybody's, and so of those without area
        call(notifications, "call_wall_scene", SARI, wall="utama", scene="ruang")
    for principal in (SARI, VIEWER):
        with pytest.raises(NotAWallMaker):
            add(notifications, principal, code="lain")
        with pytest.raises(NotAWallMaker):
            put_wall(notifications, 1, principal)
    with pytest.raises(OutsideArea):
        put_wall(notifications, 1, ELSEWHERE)
    with pytest.raises(OutsideArea):
        add(notifications, CITY, code="lain", area="3316")
    with pytest.raises(UnknownScene):
        put_scene(notifications, 1, ELSEWHERE)
    with pytest.raises(UnknownScene):
        call(notifications, "get_wall_scene", ELSEWHERE, code="lobi")
    assert [one["code"] for one in call(notifications, "list_walls", ELSEWHERE)["items"]] == [
        "utama"
    ]


def test_the_main_wall_is_of_the_region_that_the_installation_serves(notifications):
    region = Region(name="Kota Uji", area="1971")
    notifications.settings = dataclasses.replace(notifications.settings, region=region)
    assert (
        call(notifications, "call_wall_scene", SARI, wall="utama", scene="ruang")["area"] == "1971"
    )
    with pytest.raises(UnknownWall):
        shown(notifications, "utama", ELSEWHERE)


def test_a_wall_turns_scenes_of_its_own_area_alone(notifications):
    add(notifications, code="rangkui", area="197103")
    with pytest.raises(Invalid) as error:
        put_wall(notifications, rotation=[{"scene": "rangkui", "seconds": 30}])
    assert error.value.errors[0].field == "rotation.0.scene"
    put_wall(notifications, rotation=[])
    with pytest.raises(UnknownScene):
        call(notifications, "call_wall_scene", SARI, wall="kecil", scene="rangkui")


def test_of_two_who_change_a_scene_the_second_is_told_of_the_first(notifications):
    add(notifications)
    with pytest.raises(WallVersionNeeded):
        put_scene(notifications, None)
    put_scene(notifications, 1, ADMIN, title="Lobi depan")
    with pytest.raises(WallSettingChanged, match="ani changed") as error:
        put_scene(notifications, 1, title="Lobi belakang")
    assert error.value.extra["version"] == 2
    assert call(notifications, "get_wall_scene", CITY, code="lobi")["title"] == "Lobi depan"


def test_of_many_who_change_a_wall_at_the_same_time_one_does(notifications):
    put_wall(notifications, rotation=[])
    calls = [
        lambda n=n: put_wall(notifications, 1, title=f"Layar {n}", rotation=[]) for n in range(5)
    ]
    done = [isinstance(one, dict) for one in at_once(calls)]
    assert sorted(done) == [False] * 4 + [True]


def test_a_scene_that_walls_show_stays_and_the_walls_are_named(notifications):
    add(notifications)
    put_wall(notifications)
    gone = {"code": "lobi", "expected_version": 1}
    with pytest.raises(SceneShown, match="kecil"):
        call(notifications, "remove_wall_scene", CITY, **gone)
    put_wall(notifications, 1, rotation=[])
    call(notifications, "call_wall_scene", SARI, wall="kecil", scene="lobi")
    with pytest.raises(SceneShown) as error:
        call(notifications, "remove_wall_scene", CITY, **gone)
    assert error.value.extra["walls"] == ["kecil"]
    call(notifications, "call_wall_scene", SARI, wall="kecil", scene=None)
    assert call(notifications, "remove_wall_scene", CITY, **gone)["version"] == 2
    with pytest.raises(UnknownScene):
        call(notifications, "get_wall_scene", CITY, code="lobi")
    assert add(notifications)["version"] == 3  # of a code that was there, nobody's old tag holds


def test_what_comes_with_the_software_is_copied_and_not_changed(notifications):
    built = call(notifications, "get_wall_scene", CITY, code="ruang")
    assert (built["built_in"], built["version"]) == (True, 0)
    with pytest.raises(SceneBuiltIn):
        put_scene(notifications, 0, code="ruang")
    with pytest.raises(SceneTaken):
        add(notifications, code="ruang")
    copied = add(notifications, code="ruang-2", panels=built["panels"])
    assert copied["panels"] == built["panels"]


def test_a_wall_taken_away_is_gone_with_its_call_and_the_main_one_is_as_it_came(notifications):
    put_wall(notifications, 0, ADMIN, code="utama", area="1971", rotation=[])
    call(notifications, "call_wall_scene", SARI, wall="utama", scene="ruang")
    call(notifications, "remove_wall", CITY, code="utama", expected_version=1)
    main = call(notifications, "get_wall", VIEWER, code="utama")
    assert (main["version"], main["area"], main["called"]) == (0, "", None)
    put_wall(notifications, rotation=[])
    call(notifications, "remove_wall", CITY, code="kecil", expected_version=1)
    with pytest.raises(UnknownWall):
        shown(notifications)


def test_lists_come_in_pages_of_what_one_sees(notifications):
    for place in range(3):
        add(notifications, code=f"lobi-{place}")
    codes, after = [], None
    while True:
        page = call(notifications, "list_wall_scenes", VIEWER, limit=2, after=after)
        codes += [one["code"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert codes == ["lobi-0", "lobi-1", "lobi-2", "pemilu", "ringkasan", "ruang"]
    assert len(call(notifications, "list_wall_scenes", ELSEWHERE)["items"]) == 3


def test_there_are_only_so_many(notifications, database):
    database.execute(
        """INSERT INTO notifications.wall_settings
           SELECT 'wall', 'w-' || n, 1, '{"code": "w", "title": "W", "area": "", "rotation": [],
                  "anchor": "1970-01-01T00:00:00Z"}', 'ani', now() FROM generate_series(1, 200) n"""
    )
    with pytest.raises(Conflict, match="200"):
        put_wall(notifications, rotation=[])
