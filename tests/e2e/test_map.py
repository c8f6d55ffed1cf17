"""The map in a real browser: what the service has stands on it, and is found."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route

from tests.e2e.conftest import Running
from tests.e2e.maps import (
    ARTIFACTS,
    VIEW,
    Map,
    Roads,
    opened,
    shown,
    standing,
)

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
    page.focus("#wanted")
    roads.patch(1, destination="Pelabuhan")
    screen.until("#feature", "Pelabuhan")
    assert page.evaluate("document.activeElement.id") == "wanted"
    made = roads.add(3, "earth")
    screen.roads(4)
    roads.drop(made)
    screen.roads(3)


def test_tiles_are_asked_for_again_where_something_changed_and_nowhere_else(
    screen: Map, roads: Roads
) -> None:
    page, asked = screen.page, list[str]()
    tile = re.compile(r"/v1/gis/tiles/[^/]+/\d+/\d+/\d+$")
    page.on("request", lambda one: asked.append(one.url) if tile.search(one.url) else None)
    # The second look comes after public tiles have run out, which nobody asks for again.
    with page.expect_request(lambda one: asked.count(one.url) == 2, timeout=30_000) as second:
        roads.patch(1, origin="Dermaga")
    assert "/tiles/roads/" in second.value.url
    assert [one for one in asked if "/tiles/roads/" not in one] == []
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


def test_what_did_not_come_is_said_and_asked_for_again(screen: Map, roads: Roads) -> None:
    assert roads.codes
    page = screen.page
    lost = re.compile(r"/v1/gis/(tiles/roads/\d|collections/roads/items[?].*bbox=)")
    page.route(lost, lambda one: one.fulfill(status=503, body=""))
    page.click("#zoom-in")
    page.wait_for_selector('#board:not([data-missing="0"])[data-missing]')
    assert "Dicoba lagi" in screen.text("#missing")
    page.unroute(lost)
    page.wait_for_selector('#board[data-missing="0"]')
    screen.roads(3)
    assert page.is_hidden("#missing")
    page.route(lost, lambda one: one.abort())
    page.click("#filter")
    page.select_option("#filter-layer", "roads")
    page.fill("#filter-text", "surface = 'gravel'")
    page.click("#filter-form [type=submit]")
    page.wait_for_selector('#board[data-missing="1"]')
    page.unroute(lost)
    page.wait_for_selector('#board[data-missing="0"]')
    screen.roads(2)
    screen.excuse("ERR_FAILED")


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
