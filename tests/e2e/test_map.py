"""The map in a real browser: what the service has stands on it, and is found."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route

from tests.conventions import ROOT
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk

ARTIFACTS = ROOT / "artifacts" / "map"
DRAWN = "#board[data-drawn]"
# Somewhere at sea, where no other test has roads.
WEST, SOUTH, ZOOM = 107.5, -3.0, 12.0
VIEW = f"{WEST},{SOUTH},{ZOOM:g}"
ITEMS = "/v1/gis/collections/roads/items"

pytestmark = pytest.mark.timeout(180)


class Map(Desk):
    """The map's page in a browser of its own."""

    folder = ARTIFACTS

    def roads(self, count: int, seconds: int = 45) -> None:
        """Wait until so many features are in view."""
        drawn = f'{DRAWN}[data-drawn="{count}"]'
        self.page.wait_for_selector(drawn, timeout=seconds * 1000)

    def choose(self, code: str) -> None:
        """Choose the road by the address, as a shared link does."""
        self.page.goto(f"{self.url}/map?view={VIEW}&layers=roads&chosen=roads/{code}")
        self.page.get_by_role("button", name="Ubah").wait_for()


@contextmanager
def opened(browser: Browser, url: str, user: str, size: str = "desk") -> Iterator[Map]:
    with desk(browser, url, user, size) as mine:
        mine.__class__ = Map
        assert isinstance(mine, Map)
        yield mine


class Roads:
    """Three roads of made names, side by side, that stand as long as this module's tests."""

    def __init__(self, running: Running) -> None:
        self.api, self.url = running.api("admin"), running.url
        self.sign = uuid.uuid4().hex[:6]
        self.codes = [
            self.add(n, surface) for n, surface in enumerate(("asphalt", "gravel", "gravel"))
        ]

    def add(self, number: int, surface: str) -> str:
        code, south = f"{self.sign}.{number}", SOUTH - 0.01 + number / 100
        line = [[WEST - 0.03, south], [WEST + 0.03, south]]
        facts = {"code": code, "name": f"Ruas {self.sign} {number}", "surface": surface}
        facts |= {"width_m": 3.25 + number}
        body = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}}
        answer = self.api.insist(ITEMS, body | {"properties": facts}, str(uuid.uuid4()))
        assert answer.status_code == 201, answer.text
        return code

    def read(self, number: int) -> dict[str, Any]:
        return self.api.read(f"{ITEMS}/{self.sign}.{number}")

    def patch(self, number: int, **facts: object) -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"}
        path = f"{self.url}{ITEMS}/{self.sign}.{number}"
        body = {"properties": facts}
        answer = self.api.session.patch(path, json=body, headers=headers, timeout=15)
        assert answer.status_code == 200, answer.text

    def drop(self, code: str) -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"}
        answer = self.api.session.delete(f"{self.url}{ITEMS}/{code}", headers=headers, timeout=15)
        assert answer.status_code == 204, answer.text


@pytest.fixture(scope="module")
def roads(running: Running) -> Iterator[Roads]:
    made = Roads(running)
    yield made
    for code in made.codes:
        made.drop(code)


@pytest.fixture
def screen(running: Running, browser: Browser, roads: Roads) -> Iterator[Map]:
    assert roads.codes
    with opened(browser, running.url, "admin") as mine:
        mine.show(f"/map?view={VIEW}&layers=roads")
        mine.roads(3)
        yield mine


def test_layers_features_and_their_attributes_are_shown(screen: Map, roads: Roads) -> None:
    page = screen.page
    screen.until('#layer-list [data-key="roads"]', "fitur")
    assert page.locator("#legend .map-key").count() == 4
    assert "\N{GREATER-THAN OR EQUAL TO} 80 %" in screen.text("#legend")
    screen.until("#heard", "3 fitur dalam tampilan")
    page.click("#fold")
    page.get_by_role("button", name=f"Ruas {roads.sign} 1").click()
    screen.until("#feature", "4,25")
    assert "Kerikil" in screen.text("#feature")
    assert f"chosen=roads%2F{roads.codes[1]}" in page.url
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == f"Ruas {roads.sign} 1"
    assert page.is_hidden("#feature")
    assert screen.serious() == []
    screen.photograph("desk")


def test_a_feature_is_chosen_by_click_and_changes_elsewhere_are_seen(
    screen: Map, roads: Roads
) -> None:
    page = screen.page
    box = page.locator("#frame").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.until("#feature-name", f"Ruas {roads.sign} 1")
    made = roads.add(3, "earth")
    screen.roads(4)
    roads.drop(made)
    screen.roads(3)


def test_what_was_chosen_last_is_shown_whichever_answer_comes_first(
    screen: Map, roads: Roads
) -> None:
    page, held = screen.page, list[Route]()
    late = re.compile(f"/items/{re.escape(roads.codes[0])}[?]")

    def keep(one: Route) -> None:
        held.append(one)

    page.route(late, keep)
    page.click("#fold")
    page.get_by_role("button", name=f"Ruas {roads.sign} 0").click()
    page.get_by_role("button", name=f"Ruas {roads.sign} 1").click()
    screen.until("#feature-name", f"Ruas {roads.sign} 1")
    with page.expect_response(late) as answered:
        held[0].continue_()
    answered.value.finished()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert screen.text("#feature-name") == f"Ruas {roads.sign} 1"
    assert f"chosen=roads%2F{roads.codes[1]}" in page.url


def test_a_second_click_saves_nothing_twice(screen: Map, roads: Roads) -> None:
    page, held = screen.page, list[Route]()
    screen.choose(roads.codes[1])
    page.route(lambda url: roads.codes[1] in url, lambda one: _hold(one, held))
    page.get_by_role("button", name="Ubah").click()
    page.get_by_role("textbox", name="Ujung").fill("Dermaga")
    save = page.get_by_role("button", name="Simpan")
    save.click()
    save.click()
    screen.page.wait_for_function("() => document.querySelector('form.map-edit').dataset.busy")
    assert len(held) == 1
    held[0].continue_()
    screen.until("#feature .map-attributes", "Dermaga")
    assert len(held) == 1


def _hold(one: Route, held: list[Route]) -> None:
    """Keep what changes something; let everything else go on."""
    if one.request.method == "GET":
        one.continue_()
    else:
        held.append(one)


def test_a_layer_is_coloured_by_what_one_chooses(screen: Map, roads: Roads) -> None:
    assert roads.codes
    page = screen.page
    by = page.locator('#legend-list > [data-key="roads"] select')
    assert by.input_value() == "soundness"
    by.select_option("surface")
    legend = '#legend-list > [data-key="roads"]'
    screen.until(legend, "Kerikil")
    page.wait_for_function("() => location.search.includes('colour=roads%3Asurface')")
    screen.roads(3)
    page.reload()
    screen.until(legend, "Kerikil")
    screen.roads(3)
    assert screen.serious() == []


def test_filters_are_written_shown_and_changed(screen: Map, roads: Roads) -> None:
    page = screen.page
    page.click("#filter")
    page.select_option("#filter-layer", "roads")
    page.select_option('#filter-rows [data-slot="name"]', "surface")
    page.select_option('#filter-rows [data-slot="value"] select', "gravel")
    assert page.input_value("#filter-text") == "surface = 'gravel'"
    page.click("#filter-form [type=submit]")
    screen.roads(2)
    page.fill("#filter-text", f"surface = 'gravel' AND code = '{roads.codes[2]}'")
    page.click("#filter-form [type=submit]")
    screen.until("#filter-count", "1 fitur cocok")
    screen.roads(1)
    assert "filter=roads%3Asurface" in page.url
    page.fill("#filter-text", "width_m >")
    page.click("#filter-form [type=submit]")
    page.wait_for_selector("#filter-wrong:not([hidden])")
    screen.excuse("400")
    page.reload()
    screen.roads(1)
    page.click("#filter")
    page.click("#filter-clear")
    screen.roads(3)


def test_places_are_found_by_name_and_by_coordinate(screen: Map, roads: Roads) -> None:
    page = screen.page
    page.fill("#wanted", f"uas {roads.sign} 2")
    screen.until("#found", f"Ruas {roads.sign} 2")
    page.keyboard.press("Enter")
    screen.until("#feature-name", f"Ruas {roads.sign} 2")
    page.fill("#wanted", "-4.20, 108.20")
    screen.until("#found", "Koordinat")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.search.includes('view=108.')")
    screen.until("#nothing", "Tidak ada fitur di bagian peta ini.")


def test_lengths_and_areas_are_measured_by_keyboard(screen: Map) -> None:
    page = screen.page
    page.click("#measure")
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    assert re.fullmatch(r"[\d.,]+ k?m", screen.text("#length"))
    assert re.fullmatch(r"[\d.,]+ (km²|ha)", screen.text("#size"))
    page.keyboard.press("Backspace")
    assert screen.text("#size") == "\N{EN DASH}"
    page.keyboard.press("Escape")
    assert page.is_hidden("#measure-panel")
    assert page.evaluate("document.activeElement.id") == "measure"


def test_the_map_is_a_picture_to_keep(screen: Map) -> None:
    page = screen.page
    with page.expect_download() as told:
        page.click("#picture")
    path = ARTIFACTS / "picture.png"
    told.value.save_as(path)
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert int.from_bytes(head[16:20]) > 1366  # the map and its legend beside it
    with Image.open(path) as picture:
        middle = picture.convert("RGB").crop((400, 200, 1000, 600)).getcolors(1 << 20)
    assert middle is not None
    assert len(middle) > 3  # the sea and three roads, not a sheet that was wiped


@pytest.mark.parametrize(("size", "language"), [("phone", "en"), ("1080", "id"), ("4k", "id")])
def test_it_fits_other_screens(
    browser: Browser, running: Running, roads: Roads, size: str, language: str
) -> None:
    with opened(browser, running.url, "viewer", size) as mine:
        mine.show(f"/map?lang={language}&view={VIEW}&layers=roads&chosen=roads/{roads.codes[0]}")
        mine.roads(3, seconds=120)  # eight million pixels without a graphics card
        mine.until("#feature-name", f"Ruas {roads.sign} 0", seconds=60)
        assert mine.overflow() == 0
        assert mine.serious() == []
        mine.photograph(size)


def test_a_feature_is_changed_and_given_back_what_it_was(screen: Map, roads: Roads) -> None:
    page = screen.page
    screen.choose(roads.codes[0])
    page.get_by_role("button", name="Ubah").click()
    page.get_by_label("Lebar (m)").fill("-1")
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_selector('#feature [aria-invalid="true"]')
    screen.excuse("422", "400")
    page.get_by_label("Lebar (m)").fill("6,5")
    page.get_by_role("button", name="Simpan").click()
    screen.until("#feature", "6,50")
    assert roads.read(0)["properties"]["width_m"] == 6.5
    page.get_by_role("button", name="Riwayat").click()
    screen.until("#feature", "Diubah")
    page.get_by_role("button", name="Pulihkan").last.click()
    screen.until("#feature", "3,25")
    assert roads.read(0)["properties"]["width_m"] == 3.25


def test_two_people_change_one_feature_and_both_are_shown(screen: Map, roads: Roads) -> None:
    page = screen.page
    screen.choose(roads.codes[2])
    page.get_by_role("button", name="Ubah").click()
    page.get_by_label("Lebar (m)").fill("7")
    page.get_by_role("textbox", name="Pangkal").fill("Pasar")
    page.wait_for_selector(".map-edit")
    roads.patch(2, width_m=8, destination="Pantai")
    page.get_by_role("button", name="Simpan").click()
    screen.until(".map-conflict", "Orang lain lebih dahulu menyimpan")
    screen.excuse("412")
    assert screen.serious() == []
    screen.photograph("conflict")
    page.get_by_role("radio", name="Anda: 7").check()
    page.get_by_role("button", name="Simpan gabungan").click()
    screen.until("#feature .map-attributes", "Pantai")
    kept = roads.read(2)["properties"]
    assert [kept[name] for name in ("width_m", "origin", "destination")] == [7, "Pasar", "Pantai"]


def test_a_line_is_drawn_and_deleted(screen: Map, roads: Roads) -> None:
    page = screen.page
    page.get_by_role("button", name="Fitur baru: Ruas jalan").click()
    page.wait_for_selector("#feature form[data-pen]")
    box = page.locator("#frame").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.75
    page.mouse.click(x - 90, y)
    page.mouse.move(x, y + 20)
    page.mouse.click(x + 40, y + 20)
    page.mouse.move(x + 40, y + 21)
    page.mouse.click(x + 40, y + 20)
    page.get_by_label("Kode *").fill(f"{roads.sign}.9")
    page.get_by_label("Nama *").fill("Ruas baru")
    page.get_by_role("button", name="Simpan").click()
    screen.until("#feature", "Ruas baru")
    assert len(roads.read(9)["geometry"]["coordinates"]) == 2
    page.get_by_role("button", name="Ubah").click()
    page.get_by_role("button", name="Hapus").click()
    page.get_by_role("button", name="Ya, hapus").click()
    screen.roads(3)
    assert roads.api.get(f"{ITEMS}/{roads.sign}.9").status_code == 404


def test_a_line_is_drawn_and_bent_without_a_pointer(screen: Map, roads: Roads) -> None:
    page = screen.page
    page.get_by_role("button", name="Fitur baru: Ruas jalan").press("Enter")
    page.wait_for_selector("#feature form[data-pen]")
    page.locator(".map-corners summary").press("Enter")
    add, way = (page.get_by_role("button", name=name) for name in ("Tambah titik", "Geser dengan"))
    add.press("Enter")
    for key in ("ArrowLeft", "ArrowLeft", "Shift+ArrowUp"):
        way.press(key)
    add.press("Enter")
    screen.until(".map-corners", "Titik 2 dari 2")
    page.get_by_label("Bujur").fill("107,505")
    page.get_by_label("Lintang").fill("-3.001")
    page.get_by_label("Lintang").press("Tab")
    page.get_by_role("button", name="Titik sebelumnya").press("Enter")
    add.press("Enter")
    screen.until(".map-corners", "Titik 2 dari 3")
    assert screen.serious() == []
    screen.photograph("corners")
    page.get_by_label("Kode *").press_sequentially(f"{roads.sign}.8")
    page.get_by_label("Nama *").press_sequentially("Ruas tanpa tetikus")
    page.get_by_role("button", name="Simpan").press("Enter")
    screen.until("#feature", "Ruas tanpa tetikus")
    line = roads.read(8)["geometry"]["coordinates"]
    roads.drop(f"{roads.sign}.8")
    assert len(line) == 3
    assert line[2] == [107.505, -3.001]
    assert line[0][0] < WEST
    assert line[0][1] > SOUTH


def test_a_road_has_its_condition_along_the_line(screen: Map, roads: Roads) -> None:
    page, figures = screen.page, (3, 6, 10, 14)
    items = [{"from": 1000 * n, "to": 1000 * n + 1000, "iri": iri} for n, iri in enumerate(figures)]
    body = {"surveyed_on": "2024-10-14", "source": "uji", "items": items}
    path = f"/v1/gis/roads/{roads.codes[1]}/surveys"
    assert roads.api.insist(path, body, str(uuid.uuid4())).status_code == 201
    screen.choose(roads.codes[1])
    page.wait_for_selector("#sta rect")
    assert page.locator("#sta rect[data-from]").count() == 4
    assert screen.text("#tab-segments") == "Tabel segmen 4"
    page.focus("#sta")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    screen.until("#drawer-note", "STA 3+000 sampai 4+000: Rusak berat")
    screen.photograph("road")
    page.click("#tab-segments")
    page.get_by_role("button", name="1+000 \N{EN DASH} 2+000").click()
    screen.until("#heard", "STA 1+000 sampai 2+000: Sedang")
    assert page.locator('#segments tr[aria-selected="true"]').count() == 1
    assert screen.serious() == []
