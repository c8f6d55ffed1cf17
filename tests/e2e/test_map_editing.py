"""Features on the map are changed, made and deleted, by pointer and by keyboard."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route

from tests.e2e.conftest import Running
from tests.e2e.maps import (
    ITEMS,
    SOUTH,
    WEST,
    Map,
    Roads,
    shown,
    standing,
)
from tests.servers import until

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def roads(running: Running) -> Iterator[Roads]:
    with standing(running) as made:
        yield made


@pytest.fixture
def screen(running: Running, browser: Browser, roads: Roads) -> Iterator[Map]:
    assert roads.codes
    with shown(browser, running) as mine:
        yield mine


def test_a_second_click_saves_nothing_twice(screen: Map, roads: Roads) -> None:
    page, held = screen.page, list[Route]()
    screen.choose(roads.codes[1])
    page.route(lambda url: roads.codes[1] in url, lambda one: _hold(one, held))
    page.get_by_role("button", name="Ubah").click()
    page.get_by_role("textbox", name="Ujung").fill("Dermaga")
    save = page.get_by_role("button", name="Simpan")
    with page.expect_request(lambda one: one.method == "PATCH"):
        save.click()
    save.click()
    page.wait_for_function("() => document.querySelector('form.map-edit').dataset.busy")
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
    screen.roads(4)  # or the three below might be those of before it came
    assert len(roads.read(9)["geometry"]["coordinates"]) == 2
    page.get_by_role("button", name="Ubah").click()
    page.get_by_role("button", name="Hapus").click()
    page.get_by_role("button", name="Ya, hapus").click()
    screen.roads(3)
    until(lambda: roads.api.get(f"{ITEMS}/{roads.sign}.9").status_code == 404)


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
