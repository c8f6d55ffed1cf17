"""The desk of roads: a survey comes as a file, figures change, a report is handled."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests import photographs
from tests.e2e.conftest import Running
from tests.e2e.desk import desk
from tests.servers import until

pytestmark = pytest.mark.timeout(240)
LINE = [[106.1, -2.1], [106.12, -2.1]]
HEAD = "kode_ruas;sta_awal;sta_akhir;iri;tanggal\n"


def send(running: Running, path: str, body: dict) -> dict:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    url = f"{running.url}/v1/gis/{path}"
    answer = running.api("operator").session.post(url, json=body, headers=key, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def road(running: Running) -> str:
    code = f"R-{uuid.uuid4().hex[:8]}"
    feature = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": LINE},
        "properties": {"code": code, "name": "Jalan Uji", "surface": "asphalt"},
    }
    until(lambda: send(running, "collections/roads/items", feature))
    return code


def test_a_survey_comes_as_a_file_and_the_figures_follow(
    running: Running, browser: Browser, road: str, tmp_path: Path
):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(f"{HEAD}{road};0+000;1+000;3,5;2022-06-01\n{road};0+000;2+000;9;2024-06-01\n")
    bad.write_text(f"{HEAD}{road};0+000;9+000;3,5;2022-06-01\n")
    with desk(browser, running.url, "operator") as at:
        at.page.goto(f"{running.url}/console/roads")
        at.page.select_option("#by", "surface")
        row = at.page.locator('#figures > tr[data-key="surface:asphalt"]')
        expect(row).to_contain_text("Aspal")
        at.page.fill('[name="source"]', "Survei")
        at.page.set_input_files('[name="file"]', bad)
        at.page.click("#survey button")
        expect(at.page.locator("#refused")).to_contain_text("lines.2.sta_akhir")
        at.excuse("422")
        at.page.set_input_files('[name="file"]', good)
        at.page.click("#survey button")
        expect(row.locator('[data-slot="light"]')).to_have_text("2,0")
        expect(row.locator('[data-slot="trend"]')).to_contain_text("poin sejak 2022")
        with at.page.expect_download() as waiting:
            at.page.click("#csv")
        assert "Aspal," in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_photos_of_a_report_are_sent_shown_and_removed(
    running: Running, browser: Browser, road: str, tmp_path: Path
):
    made = send(
        running, "damage", {"point": [106.115, -2.1], "kind": "cracks", "severity": "medium"}
    )
    assert made["road"] == road
    tags = photographs.exif(position=(106.115, -2.1))
    good, bad = tmp_path / "retak.jpg", tmp_path / "surat.jpg"
    good.write_bytes(photographs.saved(photographs.form(5), exif=tags, quality=70))
    bad.write_bytes(b"%PDF-1.7")
    with desk(browser, running.url, "operator") as at:
        at.page.goto(f"{running.url}/console/roads")
        item = at.page.locator(f'#damage > li[data-key="{made["id"]}"]')
        strip = item.locator('[data-slot="photos"]')
        choose = item.locator('input[type="file"]')
        choose.set_input_files(bad)
        expect(at.page.locator("#said")).to_contain_text("Kirim foto JPEG")
        at.excuse("415")
        choose.set_input_files(good)
        expect(strip).to_have_attribute("data-shown", "1")
        expect(item.get_by_role("button", name="Foto (1)")).to_have_attribute(
            "aria-expanded", "true"
        )
        picture = strip.get_by_role("img", name="Foto 1 dari 1")
        expect(picture).to_have_js_property("naturalWidth", 240)
        for size in ("desk", "phone"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"roads-photos-{size}")
        item.get_by_role("button", name="Hapus foto: Foto 1 dari 1").click()
        at.page.fill('#step [name="reason"]', "Tampak wajah orang")
        at.page.click('#step button[value="save"]')
        expect(strip).to_have_attribute("data-shown", "0")
        expect(item.get_by_role("button", name="Foto (")).to_have_count(0)
    with desk(browser, running.url, "viewer") as at:
        at.page.goto(f"{running.url}/console/roads?lang=en")
        item = at.page.locator(f'#damage > li[data-key="{made["id"]}"]')
        expect(item).to_contain_text("Cracks")
        expect(item.get_by_text("Add photos")).to_be_hidden()


def test_a_photo_that_came_elsewhere_is_shown_at_once_and_a_lost_one_is_said_to_be(
    running: Running, browser: Browser, road: str
):
    made = send(
        running, "damage", {"point": [106.113, -2.1], "kind": "cracks", "severity": "light"}
    )
    assert made["road"] == road
    picture = photographs.saved(photographs.form(6), quality=70)
    kept = running.stack.places.home / "photos"
    with desk(browser, running.url, "operator") as at:
        at.page.goto(f"{running.url}/console/roads")
        item = at.page.locator(f'#damage > li[data-key="{made["id"]}"]')
        expect(item).to_contain_text("Retak")
        before = {one for one in kept.rglob("*") if one.is_file()}
        path = f"/v1/gis/damage/{made['id']}/photos"
        sent = running.api("officer").upload(path, picture, str(uuid.uuid4()), "image/jpeg")
        assert sent.status_code == 201, sent.text
        expect(item.get_by_role("button", name="Foto (1)")).to_be_visible()
        for one in {one for one in kept.rglob("*") if one.is_file()} - before:
            one.unlink()
        item.get_by_role("button", name="Foto (1)").click()
        expect(item.locator('[data-slot="lost"]')).to_contain_text("Foto hilang")
        assert at.serious() == []
        at.excuse("404", "503")


def test_a_report_is_handled_and_a_reader_only_reads(running: Running, browser: Browser, road: str):
    report = {"point": [106.11, -2.1], "kind": "pothole", "severity": "heavy"}
    made = send(running, "damage", report | {"description": "Lubang besar"})
    assert made["road"] == road
    with desk(browser, running.url, "operator") as at:
        at.page.goto(f"{running.url}/console/roads")
        item = at.page.locator(f'#damage > li[data-key="{made["id"]}"]')
        expect(item).to_contain_text(f"({road}), STA 1+1")
        item.get_by_role("button", name="Nyatakan benar").click()
        at.page.click('#step button[value="save"]')
        expect(item).to_contain_text("diperiksa")
        item.get_by_role("button", name="Jadwalkan").click()
        assert at.serious() == []
        at.page.fill('#step [name="scheduled_on"]', "2030-01-15")
        at.page.click('#step button[value="save"]')
        expect(item).to_contain_text("dijadwalkan")
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"roads-{size}")
    with desk(browser, running.url, "viewer") as at:
        at.page.goto(f"{running.url}/console/roads?lang=en")
        item = at.page.locator(f'#damage > li[data-key="{made["id"]}"]')
        expect(item).to_contain_text("Pothole")
        assert at.page.locator("#import:visible").count() == 0
        assert item.locator("button:visible").count() == 0
