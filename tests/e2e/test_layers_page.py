"""The desk of layers: a file comes in after it was looked at, a file goes out, facts change."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api import Api
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk

pytestmark = pytest.mark.timeout(240)
PAGE = 'body[data-ready="yes"]'
EAST, NORTH = 106.1, -2.1
SLOW = 60_000  # milliseconds for a job of a busy machine


def written(folder: Path, name: str, points: dict[str, tuple[float, float]]) -> Path:
    features = [
        {"type": "Feature", "properties": {"nomor": key}, "geometry": _point(x, y)}
        for key, (x, y) in points.items()
    ]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def _point(x: float, y: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def opened(at: Desk, url: str, more: str = "") -> Page:
    at.page.goto(f"{url}/console/layers{more}")
    at.page.wait_for_selector(PAGE, timeout=30_000)
    return at.page


def state(page: Page, name: str) -> None:
    """Wait until the import is there."""
    page.wait_for_selector(f'#import[data-state="{name}"]', timeout=SLOW)


def counts(page: Page) -> dict[str, str]:
    found = page.locator("#counts [data-count]").all()
    return {str(one.get_attribute("data-count")): one.inner_text() for one in found}


@pytest.fixture
def layer(running: Running) -> str:
    """An agency layer with one well, of its own."""
    return made(running.api("admin"))


def made(api: Api) -> str:
    name = f"sumur_{uuid.uuid4().hex[:8]}"
    body = {"id": name, "title": f"Sumur {name[-8:]}", "geometry_type": "Point"}
    body |= {"attributes": [{"name": "nomor"}], "label": "nomor"}
    answer = api.insist("/v1/gis/layers", body, str(uuid.uuid4()))
    assert answer.ok, answer.text
    feature = {"type": "Feature", "properties": {"nomor": "1"}, "geometry": _point(EAST, NORTH)}
    answer = api.insist(f"/v1/gis/collections/{name}/items", feature, str(uuid.uuid4()))
    assert answer.ok, answer.text
    return name


def test_a_file_is_looked_at_before_it_replaces_what_is_there(
    running: Running, browser: Browser, layer: str, tmp_path: Path
) -> None:
    points = {"1": (EAST + 0.01, NORTH), "2": (EAST, NORTH), "3": (NORTH, EAST)}
    with desk(browser, running.url, "admin") as at:
        page = opened(at, running.url)
        page.set_input_files('[name="file"]', written(tmp_path, "sumur.geojson", points))
        page.select_option("#mode", "replace")
        page.select_option("#target", layer)
        page.select_option("#key", "nomor")
        page.click("#send")
        state(page, "ready")
        assert counts(page) == {
            "added": "1",
            "changed": "1",
            "removed": "0",
            "unchanged": "0",
            "broken": "1",
        }
        expect(page.locator("#problems tr")).to_contain_text("Bujur dan lintang tertukar")
        expect(page.locator("#problems tr")).to_contain_text("jika bujur dan lintang ditukar")
        expect(page.locator("#problems tr")).to_be_in_viewport()
        expect(page.locator("#apply")).to_be_disabled()
        assert at.serious() == []
        at.photograph("layers-preview")
        page.reload()  # the address names the import, so the page goes on with it
        state(page, "ready")
        page.check("#skip")
        page.click("#apply")
        state(page, "applied")
    found = running.api("admin").read(f"/v1/gis/collections/{layer}/items?sortby=nomor")
    assert [one["properties"]["nomor"] for one in found["features"]] == ["1", "2"]


def test_a_file_becomes_a_layer_or_is_given_up(
    running: Running, browser: Browser, tmp_path: Path
) -> None:
    name = f"titik_{uuid.uuid4().hex[:8]}"
    file = written(tmp_path, f"{name}.geojson", {"1": (EAST, NORTH)})
    with desk(browser, running.url, "admin") as at:
        page = opened(at, running.url)
        for last in ("cancelled", "applied"):
            page.set_input_files('[name="file"]', file)
            expect(page.locator('#file [name="id"]')).to_have_value(name)
            page.click("#send")
            state(page, "ready")
            page.click("#stop" if last == "cancelled" else "#apply")
            state(page, last)
            expect(page.locator(f'#layers tr[data-key="{name}"]')).to_have_count(
                int(last == "applied")
            )
        bad = tmp_path / "bad.csv"
        bad.write_text("tidak,ada\n1,2\n")
        page.set_input_files('[name="file"]', bad)
        page.fill('#file [name="id"]', f"{name}_2")
        page.click("#send")
        state(page, "failed")
        expect(page.locator("#import-said")).to_contain_text("CSV tanpa kolom")
        expect(page.locator("#import-said")).to_contain_text("yang ada: tidak, ada")


def test_a_layer_goes_out_as_a_file(running: Running, browser: Browser, layer: str) -> None:
    with desk(browser, running.url, "viewer") as at:
        page = opened(at, running.url)
        page.click(f'#layers tr[data-key="{layer}"] [data-slot="export"]')
        page.fill('#giving [name="filter"]', "nomor ~ 1")
        page.click('#giving [type="submit"]')
        page.wait_for_selector('#giving [data-slot="wrong"]:not([hidden])')
        at.excuse("422", "400")
        page.select_option('#giving [name="f"]', "csv")
        page.fill('#giving [name="filter"]', "nomor = '1'")
        with page.expect_download() as waiting:
            page.click('#giving [type="submit"]')
        assert waiting.value.suggested_filename == f"{layer}.csv"
        assert "POINT(106.1 -2.1)" in Path(waiting.value.path()).read_text(encoding="utf-8")
        assert page.locator("#taking:visible").count() == 0
        assert page.locator('#layers [data-slot="change"]:visible').count() == 0


def test_who_saves_second_sees_what_the_first_one_wrote(
    running: Running, browser: Browser, layer: str
) -> None:
    api = running.api("admin")
    with desk(browser, running.url, "admin") as at:
        page = opened(at, running.url)
        row = page.locator(f'#layers tr[data-key="{layer}"]')
        row.locator('[data-slot="change"]').click()
        page.fill('#facts [name="licence"]', "CC BY 4.0")
        key = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"}
        url = f"{running.url}/v1/gis/layers/{layer}"
        theirs = {"licence": "Hanya dinas", "source": "Dinas Air"}
        assert api.session.patch(url, json=theirs, headers=key, timeout=30).status_code == 200
        page.click('#facts [type="submit"]')
        now = page.locator('#facts [data-now="licence"]')
        expect(now).to_have_text("Kini: Hanya dinas")
        at.excuse("412")
        expect(page.locator('#facts [name="source"]')).to_have_value("Dinas Air")
        assert at.serious() == []
        page.click('#facts [type="submit"]')
        expect(row.locator('[data-slot="licence"]')).to_have_text("CC BY 4.0")
        expect(row.locator('[data-slot="source"]')).to_have_text("Dinas Air")
        row.locator('[data-slot="change"]').click()
        page.click('#facts [data-slot="delete"]')
        page.get_by_role("button", name="Ya, hapus lapisan dan isinya").click()
        expect(row).to_have_count(0)


def test_where_a_built_in_layer_comes_from_is_said_and_what_it_is_stays(
    running: Running, browser: Browser
) -> None:
    source = f"Dinas PU, SK {uuid.uuid4().hex[:6]}"
    with desk(browser, running.url, "admin") as at:
        page = opened(at, running.url)
        row = page.locator("#layers tr").filter(has=page.get_by_text("roads · bawaan", exact=True))
        row.get_by_role("button", name="Ubah Ruas jalan").click()
        dialog = page.locator("#facts")
        expect(dialog.get_by_label("Nama lapisan")).to_be_hidden()
        expect(dialog.get_by_role("button", name="Hapus lapisan")).to_be_hidden()
        dialog.get_by_label("Sumber").fill(source)
        dialog.get_by_role("button", name="Simpan").click()
        expect(row.locator('[data-slot="source"]')).to_have_text(source)


def test_attributes_code_lists_and_roles_are_set_and_merged(
    running: Running, browser: Browser, layer: str
) -> None:
    api = running.api("admin")
    url = f"{running.url}/v1/gis/layers/{layer}"
    with desk(browser, running.url, "admin") as at:
        page = opened(at, running.url)
        row = page.locator(f'#layers tr[data-key="{layer}"]')
        row.locator('[data-slot="change"]').click()
        page.select_option('#facts [name="read"]', "roles")
        page.check('#facts [name="reader"][value="officer"]')
        page.check('#facts [name="editor"][value="operator"]')
        page.click("#facts summary")
        page.click('#facts [data-slot="add"]')
        new = page.locator("#facts .layers-attribute").nth(1)
        new.locator('[data-slot="name"]').fill("mutu")
        new.locator('[data-slot="codes"]').fill("baik = Layak minum\nburuk")
        assert at.serious() == []
        for size in ("phone", "desk"):
            at.resize(size)
            assert at.overflow() <= 0, size
        at.photograph("layers-attributes")
        key = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"}
        theirs = {"attributes": [{"name": "nomor", "title": "Nomor sumur"}]}
        assert api.session.patch(url, json=theirs, headers=key, timeout=30).status_code == 200
        page.click('#facts [type="submit"]')
        expect(page.locator('#facts [data-now="attributes"]')).to_have_text("Kini: nomor")
        at.excuse("412")
        page.click('#facts [type="submit"]')
        expect(row.locator('[data-slot="read"]')).to_have_text("Pejabat")
    found = api.read(f"/v1/gis/layers/{layer}")
    assert found["permissions"] == {
        "read": ["officer"],
        "edit": ["admin", "gis_editor", "operator"],
    }
    assert [one["name"] for one in found["attributes"]] == ["nomor", "mutu"]
    codes = [{"value": "baik", "title": "Layak minum"}, {"value": "buruk", "title": "buruk"}]
    assert found["attributes"][1]["codes"] == codes


def test_the_page_fits_every_screen(running: Running, browser: Browser, layer: str) -> None:
    with desk(browser, running.url, "admin") as at:
        page = opened(at, running.url, "?lang=en")
        expect(page.locator(f'#layers tr[data-key="{layer}"]')).to_contain_text("not said")
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"layers-{size}")
