"""Walls turn scenes, are called, are taken by an alarm, and outlive their network."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from libs.kit import clock
from tests import factories
from tests.e2e.browsing import Wall, wall
from tests.e2e.conftest import Running
from tests.e2e.test_wall import CODES, Count
from tests.outside import Outside
from tests.servers import until

pytestmark = pytest.mark.timeout(300)
TURNS = 50
FORGET = """async () => {
    for (const name of await caches.keys()) {
        await (await caches.open(name)).delete("/wall/kept/state");
    }
}"""


def panel(kind: str, at: tuple[int, int, int, int], **options: Any) -> dict[str, Any]:
    x, y, w, h = at
    return {"id": kind, "kind": kind, "x": x, "y": y, "w": w, "h": h, "options": options}


class Room:
    """The walls of a room, and who sets them."""

    def __init__(self, running: Running, name: str) -> None:
        self.name, self.admin, self.operator = name, running.api("admin"), running.api("operator")

    def put(self, path: str, body: object, version: str, who: Any = None) -> dict[str, Any]:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": version}
        api = who or self.admin
        answer = api.session.put(api.url + path, json=body, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def scene(self, name: str, *panels: dict[str, Any]) -> str:
        code = f"{self.name}-{name}"
        said = {"code": code, "title": f"Adegan {name}", "title_en": f"Scene {name}"}
        body = {**said, "panels": list(panels)}
        answer = self.admin.insist("/v1/wall/scenes", body, str(uuid.uuid4()))
        assert answer.ok, answer.text
        return code

    def wall(self, name: str, *turns: tuple[str, int]) -> str:
        code = f"{self.name}-{name}"
        rotation = [{"scene": scene, "seconds": seconds} for scene, seconds in turns]
        body = {"title": f"Dinding {name}", "area": "", "rotation": rotation}
        self.put(f"/v1/wall/walls/{code}", body, '"0"')
        return code

    def call(self, code: str, scene: str | None) -> None:
        self.put("/v1/wall/scene", {"wall": code, "scene": scene}, "*", self.operator)


@pytest.fixture
def count(running: Running) -> Count:
    made = Count(running, f"adegan-{uuid.uuid4().hex[:8]}")
    for code in CODES[:3]:
        made.hand_in(code, "walikota")
    return made


@pytest.fixture
def room(running: Running) -> Room:
    return Room(running, f"r{uuid.uuid4().hex[:6]}")


@pytest.fixture
def flood(running: Running) -> Iterator[dict[str, Any]]:
    """An incident that an operator checked; it is closed in the end, for the others' walls."""
    operator = running.api("operator")

    def act(path: str, body: object) -> dict[str, Any]:
        answer = operator.insist(path, body, str(uuid.uuid4()))
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    place = {"area": factories.VILLAGES[0], "words": "Pasar Rumput"}
    said = {"type": "flood", "headline": "Air masuk pasar", "severity": "major", "place": place}
    path = f"/v1/incidents/{act('/v1/incidents', said)['id']}"

    def step(name: str) -> None:
        version = operator.read(path)["version"]
        act(f"{path}/steps", {"step": name, "version": version, "reason": "Dilihat petugas."})

    if operator.read(path)["state"] == "reported":
        step("verify")
    yield operator.read(path)
    step("close")


def indicator(running: Running, code: str) -> str:
    """Have an indicator with two years of figures for the region and two of its districts."""
    admin = running.api("admin")

    def act(path: str, body: object) -> None:
        answer = admin.insist(f"/v1/indicators{path}", body, str(uuid.uuid4()))
        assert answer.status_code in {200, 201}, answer.text

    # As the tally calls them too, which may come later.
    named = {"1971": "Kota Uji", "197101": "Kecamatan 1", "197102": "Kecamatan 2"}
    act("/areas", {"items": [{"code": area, "name": name} for area, name in named.items()]})
    kind = {"unit": "%", "decimals": 1, "direction": "up", "rhythm": "month", "owner": "DINAS-UJI"}
    said = {"code": code, "item": "health", "title": "Imunisasi lengkap", **kind}
    year = clock.now().year
    act("", {**said, "title_en": "Complete immunisation", "targets": {str(year): "90"}})
    rows = [
        {"area": area, "period": f"{when}-{month:02}", "value": 70 + month + (when == year) * 2}
        for area in named
        for when in (year - 1, year)
        for month in range(1, 13 if when < year else 2)
    ]
    act(f"/{code}/observations", {"items": rows})
    return code


def shown(screen: Wall, scene: str) -> None:
    """Wait until this scene alone is on the wall."""
    found = f'.scene.is-on[data-scene="{scene}"]'
    until(lambda: screen.page.locator(found).count() == 1 or screen.troubles, 60)
    assert screen.troubles == []
    screen.page.wait_for_function("() => document.querySelectorAll('.scene').length === 1")


def test_a_wall_shows_its_scene_is_called_alarmed_and_outlives_its_network(
    running: Running, room: Room, count: Count, flood: dict, outside: Outside, browser: Browser
) -> None:
    code = indicator(running, f"uji-{room.name}")
    figures = room.scene(
        "angka",
        panel("tally", (0, 0, 8, 7), election=count.id, contest="walikota"),
        panel("map", (8, 0, 8, 7), layers=["villages", "incidents"]),
        panel("incidents", (16, 0, 8, 7), limit=5),
        {**panel("indicator", (0, 7, 8, 5), code=code, show="headline"), "id": "angka"},
        {**panel("indicator", (8, 7, 8, 5), code=code, show="series"), "id": "garis"},
        {**panel("indicator", (16, 7, 8, 5), code=code, show="ranking"), "id": "urutan"},
    )
    guests = room.scene(
        "tamu",
        panel("text", (0, 0, 24, 3), text="Selamat datang <b>tamu</b>", size="huge"),
        panel("clock", (0, 3, 8, 5)),
        panel("letters", (8, 3, 8, 5)),
        panel("stages", (16, 3, 8, 5), election=count.id),
        panel("web", (0, 8, 12, 4), url=f"http://{outside.host}/cuaca"),
        panel("camera", (12, 8, 12, 4), url=f"http://{outside.host}/kamera.png", seconds=2),
    )
    first, second = room.wall("satu", (figures, 3600)), room.wall("dua", (guests, 3600))
    with (
        wall(browser, running.url) as one,
        wall(browser, running.url, "1080", outside.host) as other,
    ):
        one.show(f"/wall?wall={first}")
        shown(one, figures)
        one.until('[data-kind="tally"]', "3 / 28 TPS")
        one.until('[data-kind="incidents"]', "Air masuk pasar")
        one.until('[data-kind="incidents"]', "belum ada")
        one.until('[data-panel="angka"]', "73,0")
        one.until('[data-panel="angka"]', "naik 2,0 poin dari tahun lalu, membaik")
        one.until('[data-panel="angka"]', "kurang 17,0 poin dari target 90,0 %")
        one.until('[data-panel="urutan"]', "Kecamatan 1")
        one.page.wait_for_selector('[data-panel="garis"] .chart-now', state="attached")
        count.hand_in(CODES[3], "walikota")
        one.until('[data-kind="tally"]', "4 / 28 TPS")
        assert (one.serious(), one.overflow()) == ([], 0)
        one.photograph("scene-figures")

        other.show(f"/wall?wall={second}&lang=en")
        shown(other, guests)
        other.until('[data-kind="text"]', "Selamat datang <b>tamu</b>")
        other.until('[data-kind="letters"]', "to be signed")
        frame = other.page.frame_locator('[data-kind="web"] iframe')
        frame.get_by_role("heading", name="Cuaca: cerah").wait_for()
        other.page.wait_for_selector('[data-kind="camera"] img')
        seen = outside.pictures
        until(lambda: outside.pictures > seen)
        assert other.page.locator('[data-kind="camera"] img').count() == 1
        assert outside.referrers == {""}
        assert other.text("#title") == "Scene tamu"
        outside.broken = True
        other.page.wait_for_selector('[data-kind="camera"].is-old')
        assert other.page.locator('[data-kind="camera"] img').is_visible()
        outside.broken = False
        other.page.wait_for_selector('[data-kind="camera"]:not(.is-old)')
        other.photograph("scene-guests")

        room.call(second, figures)
        shown(other, figures)
        assert "called by operator" in other.text("#subtitle")
        assert one.page.locator(f'[data-scene="{figures}"]').is_visible()
        room.call(second, None)
        shown(other, guests)

        alarm = count.notice(severity="critical", headline="Tanggul jebol", area="", place="")
        for screen in (one, other):
            screen.until("#alarm", "Tanggul jebol")
            assert not screen.page.locator("#stage").is_visible()
        count.command(f"/v1/notifications/notices/{alarm['id']}/close", {})
        for screen in (one, other):
            screen.page.wait_for_selector("#alarm", state="hidden")
            screen.page.wait_for_selector("#stage", state="visible")

        cut(one)
        count.hand_in(CODES[4], "walikota")
        one.page.context.set_offline(False)
        one.until('[data-kind="tally"]', "5 / 28 TPS", seconds=60)
        one.page.wait_for_selector("#stale", state="hidden")
        one.excuse("net::ERR_", "Failed to fetch", "503")


def cut(screen: Wall) -> None:
    """Start it without a network: it shows what it knew last, and says how old that is."""
    ready = "navigator.serviceWorker.ready.then(() => true)"
    assert screen.page.evaluate(ready)
    screen.page.evaluate(FORGET)  # what it kept may be half a minute old
    screen.page.reload()
    screen.until('[data-kind="tally"]', "4 / 28 TPS")
    kept = "caches.match('/wall/kept/state').then((found) => Boolean(found))"
    until(lambda: screen.page.evaluate(kept), 90)
    screen.page.context.set_offline(True)
    screen.page.reload()
    screen.until('[data-kind="tally"]', "4 / 28 TPS", seconds=40)
    screen.until("#stale", "Angka berhenti pukul", seconds=40)
    screen.until('[data-panel="angka"]', "73,0")
    screen.photograph("scene-cut")


def test_a_panel_shows_an_election_that_newer_ones_follow(
    running: Running, room: Room, browser: Browser
) -> None:
    name = uuid.uuid4().hex[:8]
    older = Count(running, f"dulu-{name}", date="2014-07-09")
    for year in (2015, 2017, 2018):
        Count(running, f"dulu-{name}-{year}", date=f"{year}-06-27")
    older.hand_in(CODES[0], "walikota")
    one = panel("tally", (0, 0, 12, 12), election=older.id, contest="walikota")
    scene = room.scene("lama", one, panel("clock", (12, 0, 12, 6)))
    code = room.wall("lama", (scene, 3600))
    with wall(browser, running.url) as screen:
        screen.show(f"/wall?wall={code}")
        shown(screen, scene)
        screen.until('[data-kind="tally"]', "1 / 28 TPS")
        older.hand_in(CODES[1], "walikota")
        screen.until('[data-kind="tally"]', "2 / 28 TPS")


def test_turning_scenes_leaves_nothing_behind(
    room: Room, running: Running, browser: Browser
) -> None:
    ground = panel("map", (0, 0, 12, 12), layers=["villages", "incidents"])
    one = room.scene("peta", ground, panel("clock", (12, 0, 12, 6)))
    two = room.scene("jam", panel("clock", (0, 0, 12, 6)), panel("letters", (12, 0, 12, 6)))
    code = room.wall("putar")
    with wall(browser, running.url) as screen:
        screen.show(f"/wall?wall={code}")
        session = screen.page.context.new_cdp_session(screen.page)

        def counted() -> dict[str, int]:
            session.send("HeapProfiler.collectGarbage")
            return dict(session.send("Memory.getDOMCounters"))

        seen = []
        for turn in range(TURNS):
            scene = (one, two)[turn % 2]
            room.call(code, scene)
            shown(screen, scene)
            if turn in (9, TURNS - 1):
                seen.append(counted())
        before, after = seen
        assert after["nodes"] <= before["nodes"] * 1.1 + 200
        assert after["jsEventListeners"] <= before["jsEventListeners"] + 20
        assert screen.page.locator("canvas").count() <= 1
