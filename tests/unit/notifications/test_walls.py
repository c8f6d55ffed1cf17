"""Walls and scenes: what is shown when, panels on the grid, options, who sees what."""

import copy
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from libs.kit import clock
from libs.kit.errors import Invalid
from services.notifications.incidents import types
from services.notifications.walls import access, kinds, messages, wire
from services.notifications.walls.domain import (
    ANY,
    START,
    Call,
    Panel,
    Stamp,
    Turn,
    Wall,
    WallSettingChanged,
    WallVersionNeeded,
    overlaps,
    showing,
)
from tests.conventions import ROOT
from tests.incidents import who

CASES = orjson.loads((ROOT / "tests" / "walls" / "showing.json").read_bytes())
ADMIN = who("admin", area="")
NOW = datetime(2024, 11, 27, 12, tzinfo=UTC)
TEXT = {
    "id": "judul", "kind": "text", "x": 0, "y": 0, "w": 6, "h": 2,
    "options": {"text": "Selamat datang", "size": "large"},
}  # fmt: skip


def scene(*panels, hosts=(), principal=ADMIN, **changes):
    body = {"code": "lobi", "title": "Lobi", "panels": list(panels), **changes}
    return messages.scene(body, principal, Stamp(), hosts)


def wrong(*panels, **changes):
    with pytest.raises(Invalid) as told:
        scene(*panels, **changes)
    return {(error.field, error.message) for error in told.value.errors}


def panel(kind="text", **changes):
    return {**TEXT, "kind": kind, **changes}


def moment(text):
    return None if text is None else clock.from_text(text)


def told_wall(case):
    rotation = tuple(Turn(**turn) for turn in case["rotation"])
    called = case["called"]
    call = called and Call(called["scene"], moment(called["until"]), "sari", NOW, "")
    return Wall("utama", "Utama", "", rotation, moment(case["anchor"]), call)


@pytest.mark.parametrize("case", CASES, ids=[case["says"] for case in CASES])
def test_what_is_shown_at_a_moment(case):
    found = showing(told_wall(case["wall"]), moment(case["now"]))
    wanted = case["shows"]
    assert (found.scene, found.why, found.place) == (
        wanted["scene"],
        wanted["why"],
        wanted["place"],
    )
    assert found.until == moment(wanted["until"])


def test_what_was_released_is_no_call_and_is_shown_by_nobody():
    released = Call(None, None, "sari", NOW, "")
    wall = Wall("utama", "Utama", "", (Turn("ruang", 30),), START, released)
    assert showing(wall, NOW).scene == "ruang"
    assert wall.scenes(NOW) == ["ruang", "pemilu"]
    assert wire.wall_out(wall, NOW)["called"] is None


def test_a_wall_needs_what_it_turns_what_is_called_and_the_usual_each_once():
    call = Call("ringkasan", NOW + timedelta(minutes=1), "sari", NOW, "")
    turns = (Turn("ruang", 30), Turn("pemilu", 5), Turn("ruang", 30))
    wall = Wall("utama", "Utama", "", turns, START, call)
    assert wall.scenes(NOW) == ["ringkasan", "ruang", "pemilu"]
    assert wall.uses("ringkasan", NOW)
    assert not wall.uses("ringkasan", NOW + timedelta(minutes=1))
    assert wall.scenes(NOW + timedelta(minutes=1)) == ["ruang", "pemilu"]


def test_panels_that_only_touch_do_not_lie_over_each_other():
    one = Panel("a", "text", 0, 0, 6, 4, {})
    beside, below = Panel("b", "text", 6, 0, 6, 4, {}), Panel("c", "text", 0, 4, 6, 4, {})
    over = Panel("d", "text", 5, 3, 6, 4, {})
    assert overlaps([one, beside, below]) == []
    assert overlaps([one, beside, below, over]) == [(one, over), (beside, over), (below, over)]


def test_panels_over_each_other_are_named_both():
    assert wrong(panel(), panel(id="lain", x=5, y=1)) == {
        ("panels", "judul and lain lie over each other")
    }


def test_a_panel_stays_on_the_grid_and_large_enough_for_its_kind():
    assert wrong(panel(x=20)) == {("panels.0", "judul reaches over the grid of 24 by 12")}
    assert wrong(panel(w=2)) == {("panels.0", "judul (text) needs at least 3 by 1")}
    half = panel("election", id="layar", w=12, h=12, options={})
    assert wrong(half) == {("panels.0", "layar (election) needs the whole grid, 24 by 12")}
    assert scene({**half, "w": 24}).panels[0].kind == "election"


def test_every_field_that_is_wrong_is_named():
    found = wrong(
        panel("indicator", id="Satu!", x=-1, options={"code": "A B", "show": "pie", "more": 1}),
        panel("tarian", id="dua"),
        panel("camera", id="tiga", options={"url": "https://cctv.go.id/a.jpg"}),
        title="",
        colour="red",
    )
    assert {field for field, _ in found} == {
        "colour",
        "title",
        "panels.0.id",
        "panels.0.x",
        "panels.0.options.code",
        "panels.0.options.show",
        "panels.0.options.more",
        "panels.1.kind",
        "panels.2.options.seconds",
        "panels.2.options.url",
    }


def test_one_id_is_of_one_panel():
    assert ("panels.1.id", "judul is another panel's already") in wrong(panel(), panel(x=6))


def test_pages_of_others_are_those_of_the_hosts_that_are_named():
    page = panel("web", w=12, h=6, options={"url": "https://data.bmkg.go.id/"})
    [(field, message)] = wrong(page, hosts=("bmkg.go.id",))
    assert field == "panels.0.options.url"
    assert "data.bmkg.go.id, which KENDALI_WALL_HOSTS does not name" in message
    assert scene(page, hosts=("*.bmkg.go.id",)).panels[0].options["url"].startswith("https:")


def test_what_comes_with_the_software_is_what_may_be_made():
    for one in kinds.built_in().values():
        again = messages.scene(wire.scene_body(one), ADMIN, Stamp(), ())
        assert again.panels == one.panels


def test_what_comes_with_the_software_shows_indicators_that_do_too():
    folder = ROOT / "services" / "indicators"
    shipped = [folder / "demo" / "definitions.json", folder / "following" / "indicators.json"]
    known = "".join(path.read_text(encoding="utf-8") for path in shipped)
    panels = [panel for one in kinds.built_in().values() for panel in one.panels]
    named = [panel.options["code"] for panel in panels if panel.kind == "indicator"]
    assert [code for code in named if f'"{code}"' not in known] == []
    assert len(set(named)) == 11


def test_options_of_incidents_name_the_types_that_there_are():
    names = kinds.kinds()["incidents"]["options"]["properties"]["types"]["names"]
    assert names == {code: [one.title, one.title_en] for code, one in types.types().items()}


def test_whatever_may_be_chosen_has_a_name_in_both_languages():
    for kind in kinds.kinds().values():
        for option in kind["options"]["properties"].values():
            assert option["title"]
            assert option["title_en"]
            chosen = option.get("enum") or option.get("items", {}).get("enum") or []
            assert list(option.get("names", {})) == chosen


def test_a_scene_belongs_to_its_makers_area_unless_another_is_named():
    assert scene(TEXT, principal=who("admin", area="1971")).area == "1971"
    assert scene(TEXT, area="197103").area == "197103"
    assert wrong(TEXT, area="pangkal")


def test_a_rotation_that_stays_goes_on_where_it_was():
    turns = [{"scene": "ruang", "seconds": 30}]
    body = {"code": "utama", "title": "Utama", "rotation": turns}
    first = messages.wall(body, ADMIN, None, NOW, Stamp(1))
    later = NOW + timedelta(seconds=50)
    again = messages.wall({**body, "title": "Lobi"}, ADMIN, first, later, Stamp(2))
    other = messages.wall({**body, "rotation": turns * 2}, ADMIN, first, later, Stamp(2))
    assert (first.anchor, again.anchor, other.anchor) == (NOW, NOW, later)
    bad = copy.deepcopy(body)
    bad["rotation"] = [{"scene": "ruang", "seconds": 4}, {"scene": "Ruang", "seconds": 5}]
    with pytest.raises(Invalid) as told:
        messages.wall(bad, ADMIN, first, later, Stamp(2))
    assert [one.field for one in told.value.errors] == ["rotation.0.seconds", "rotation.1.scene"]


def test_a_call_says_what_is_wrong_with_it():
    with pytest.raises(Invalid) as told:
        messages.call({"wall": "utama", "minutes": 0, "note": "x" * 201}, ADMIN, NOW)
    assert {one.field for one in told.value.errors} == {"scene", "minutes", "note"}
    asked = messages.call({"wall": "utama", "scene": "ruang", "minutes": 5}, ADMIN, NOW)
    assert asked.call.until == NOW + timedelta(minutes=5)
    released = messages.call({"wall": "utama", "scene": None, "minutes": 5}, ADMIN, NOW).call
    assert (released.scene, released.until) == (None, None)


def test_a_change_names_the_version_that_was_seen():
    stamp = Stamp(3, "budi", NOW)
    stamp.require(3, "it")
    stamp.require(ANY, "it")
    with pytest.raises(WallVersionNeeded):
        stamp.require(None, "it")
    with pytest.raises(WallSettingChanged, match="budi changed it: it is at version 3"):
        stamp.require(2, "it")


def test_walls_above_and_below_an_account_are_seen_and_no_other():
    city = who(area="1971")
    assert [access.sees(city, area) for area in ("", "19", "1971", "197103", "1972")] == [
        True, True, True, True, False,
    ]  # fmt: skip
