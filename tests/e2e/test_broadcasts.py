"""The public and the desk that tells it: report, subscribe, broadcast by two, leave by a click."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests import photographs
from tests.e2e.browsing import Wall, wall
from tests.e2e.conftest import Running
from tests.e2e.outside import AREAS, ARTIFACTS, DESK, NAME, VILLAGE, desk_of, opened, send
from tests.receivers import Mailbox, mailbox
from tests.servers import until


@pytest.fixture(scope="module")
def letters(running: Running) -> Iterator[Mailbox]:
    """A mailbox that the stack's channel `email` leads to; two villages are on the map."""
    with mailbox() as box:
        known = running.api("admin").read("/v1/channels")["items"]
        version = next((one["version"] for one in known if one["name"] == "email"), 0)
        channel = {"kind": "email", "parts": box.parts, "enabled": True, "version": version}
        send(running, "admin", "/v1/channels/email", channel, "PUT")
        send(running, "admin", "/v1/gis/areas", {"items": AREAS})
        yield box


def _village(page: Wall) -> None:
    page.page.fill("#village-words", "ketap")
    page.page.check(f"[data-code='{VILLAGE}'] input")


def _link(letter: Any, what: str) -> str:
    return re.search(rf"/subscribe#{what}=[\w-]+", letter.get_content()).group(0)


def _to(letters: Mailbox, address: str, count: int) -> Any:
    until(lambda: len([one for one in letters.came if one["To"] == address]) >= count)
    return [one for one in letters.came if one["To"] == address][count - 1]


def test_from_a_subscription_to_one_click_off(running, browser: Browser, letters):
    address = f"{uuid.uuid4().hex[:8]}@contoh.example"
    subject = f"Air naik {uuid.uuid4().hex[:6]}"
    with wall(browser, running.url, "phone") as phone, wall(browser, running.url, "desk") as desk:
        opened(phone, "/subscribe", "subscribe")
        _village(phone)
        phone.page.fill("[name=address]", address)
        assert phone.serious() == []
        assert phone.overflow() <= 0
        phone.photograph("berlangganan")
        phone.page.press("#subscribe [type=submit]", "Enter")
        expect(phone.page.locator("#asked")).to_be_visible()
        proof = _to(letters, address, 1)
        opened(phone, "/report", "report")
        opened(phone, _link(proof, "confirm"), "subscribe")
        phone.until("#outcome", "Langganan aktif")
        assert "#" not in phone.page.url

        size = _size(running)
        desk_of(desk, "operator")
        _write(desk, subject)
        [one] = [
            one
            for one in running.api("operator").read("/v1/broadcasts")["items"]
            if one["texts"]["id"]["subject"] == subject
        ]
        row = f"[data-cast='{one['id']}']"
        desk.page.wait_for_selector(f"{row}[data-state=waiting]")
        expect(desk.page.locator(f"{row} [data-act=approve]")).to_have_count(0)
        with wall(browser, running.url, "desk") as second:
            desk_of(second, "admin")
            second.page.click(f"{row} [data-act=approve]")
            second.page.click(f"{row}[data-state=ready] [data-act=send]")
            second.page.wait_for_selector(f"{row}[data-state=done]")
            letter = _to(letters, address, 2)
            second.until(row, f"terkirim {size}")
            assert second.serious() == []
            second.photograph("siaran", whole=True)
    assert letter["Subject"] == subject
    [off] = re.findall(r"<(http[^>]+)>", letter["List-Unsubscribe"])
    path = off.partition("/v1/")[2]
    answer = requests.post(
        f"{running.url}/v1/{path}", data={"List-Unsubscribe": "One-Click"}, timeout=30
    )
    assert answer.json() == {"ended": True}
    assert _size(running) == size - 1


def _size(running: Running) -> int:
    """Return how many hear of the village."""
    said = {"areas": [VILLAGE], "texts": {"id": {"subject": "x", "text": "y"}}}
    return int(send(running, "operator", "/v1/broadcasts/preview", said)["size"])


def _write(desk: Wall, subject: str) -> None:
    page = desk.page
    page.click("#write")
    page.fill("#cast-areas-words", "ketap")
    page.click(f"#cast-areas [data-code='{VILLAGE}']")
    page.fill("[name=subject_id]", subject)
    page.fill("[name=text_id]", "Pindahkan kendaraan ke tempat tinggi.")
    expect(page.locator("#cast-keep")).to_be_disabled()
    page.click("#cast-look")
    expect(page.locator("#cast-sum")).to_contain_text("penerima")
    assert desk.serious() == []
    desk.photograph("tulis-siaran")
    page.click("#cast-keep")
    expect(page.locator("#cast")).to_be_hidden()


def test_a_person_leaves_by_the_page(running, browser: Browser, letters):
    address = f"{uuid.uuid4().hex[:8]}@contoh.example"
    data = {"channel": "email", "address": address, "village": VILLAGE, "language": "en"}
    send(running, "admin", "/v1/public/subscriptions", data)
    proof = _to(letters, address, 1)
    with wall(browser, running.url, "phone") as phone:
        opened(phone, _link(proof, "off"), "subscribe")
        phone.page.click("#off")
        phone.until("#outcome", "dihapus")
        opened(phone, "/report", "report")
        opened(phone, _link(proof, "confirm"), "subscribe")
        phone.until("#outcome", "terlalu lama")
        phone.excuse("404")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_public_reports_and_follows_what_becomes_of_it(
    running, browser, letters, lang, tmp_path
):
    with wall(browser, running.url, "phone") as phone:
        phone.page.context.grant_permissions(["geolocation"])
        phone.page.context.set_geolocation(
            {"latitude": -2.1179, "longitude": 106.1134, "accuracy": 12}
        )
        opened(phone, f"/report?lang={lang}", "report")
        phone.page.click("#report [type=submit]")
        expect(phone.page.locator("#wrong")).to_be_visible()
        phone.page.select_option("[name=type]", "flood")
        headline = f"Air setinggi lutut {uuid.uuid4().hex[:6]}"
        phone.page.fill("[name=headline]", headline)
        phone.page.click("#report [type=submit]")
        expect(phone.page.locator("#wrong")).to_be_visible()
        phone.page.click("#locate")
        phone.until("#located", "12 m")
        expect(phone.page.locator("#village-found input:checked")).to_have_count(1)  # by gis
        _village(phone)
        phone.page.set_input_files("[name=photos]", _photos(tmp_path, 2))
        assert phone.serious() == []
        assert phone.overflow() <= 0
        phone.photograph(f"lapor-{lang}")
        phone.page.press("#report [type=submit]", "Enter")
        expect(phone.page.locator("#receipt")).to_be_visible()
        expect(phone.page.locator("#photos-said")).to_have_attribute("data-photos", "sent")
        receipt = phone.page.locator("#receipt-code").inner_text()
        phone.photograph(f"tanda-terima-{lang}")
        phone.page.fill("[name=receipt]", receipt)
        phone.page.press("#follow [type=submit]", "Enter")
        phone.until("#followed", "INS-")
    found = running.api("operator").read("/v1/incidents", source="public", q=headline)["items"]
    assert [one["place"]["point"] for one in found] == [[106.1134, -2.1179]]
    photos = running.api("operator").read(f"/v1/incidents/{found[0]['id']}/photos")["items"]
    assert [(one["who"], one["taken_at"]) for one in photos] == [("public", None)] * 2


def _photos(folder: Path, count: int) -> list[Path]:
    made = [folder / f"{number}.jpg" for number in range(count)]
    for number, path in enumerate(made):
        path.write_bytes(photographs.saved(photographs.form(number), exif=photographs.exif()))
    return made


def test_what_a_rule_proposes_is_written_and_what_an_incident_says_stands_there(
    running, browser, letters
):
    topic = f"manual.t{uuid.uuid4().hex[:8]}"
    rule = {"code": topic.replace(".", "-"), "name": topic, "order": 0, "match": {"topic": topic}}
    send(running, "admin", "/v1/routing-rules", {**rule, "public": True, "stop": True})
    headline, where = f"Air naik {topic}", {"area": VILLAGE}
    said = {"headline": headline, "severity": "major", "topic": topic, **where}
    alert = send(running, "admin", "/v1/alerts", said)["id"]
    kind = {"type": "flood", "headline": f"Banjir {topic}", "severity": "minor", "place": where}
    incident = send(running, "admin", "/v1/incidents", kind)["id"]
    with wall(browser, running.url, "desk") as desk:
        desk_of(desk, "operator", f"{DESK}?incident={incident}&lang=id")
        desk.page.click("#of-incident-warn")
        expect(desk.page.locator("[name=headline_id]")).to_have_value(kind["headline"])
        expect(desk.page.locator("#warn-areas [data-slot=picked]")).to_contain_text(NAME)
        desk.page.click("#warn [value=cancel]")
        row = desk.page.locator("#proposals > li", has_text=headline)
        row.locator("[data-act=take]").click()
        expect(desk.page.locator("[name=subject_id]")).to_have_value(headline)
        desk.page.click("#cast-look")
        expect(desk.page.locator("#cast-preview")).to_contain_text("persetujuan orang kedua")
        assert desk.serious() == []
        desk.photograph("usulan-siaran")
        desk.page.click("#cast-keep")
        expect(row).to_have_count(0)
        made = desk.page.locator("#casts > li", has_text=headline)
        expect(made).to_have_attribute("data-state", "waiting")
    send(running, "admin", f"/v1/alerts/{alert}/resolve", {})


def test_a_warning_goes_out_by_two_hands_and_is_read_on_a_phone(running, browser, letters):
    headline = f"Kebakaran gudang {uuid.uuid4().hex[:6]}"
    with wall(browser, running.url, "desk") as desk, wall(browser, running.url, "phone") as phone:
        desk_of(desk, "operator", f"{DESK}?lang=id")
        desk.page.click("#issue")
        desk.page.fill("#warn-areas-words", "ketap")
        desk.page.click(f"#warn-areas [data-code='{VILLAGE}']")
        desk.page.select_option("#warn-type", "fire")
        desk.page.fill("[name=headline_id]", headline)
        desk.page.fill("[name=instruction_id]", "Tutup jendela. Menjauh dari asap.")
        desk.page.click("#warn-look")
        expect(desk.page.locator("#warn-preview pre")).to_contain_text("<alert")
        assert desk.serious() == []
        desk.photograph("buat-peringatan")
        desk.page.click("#warn-keep")
        row = desk.page.locator("#warns li", has_text=headline)
        expect(row).to_have_attribute("data-state", "waiting")
        expect(row.locator("[data-act=approve]")).to_have_count(0)
        known = running.api("admin").read("/v1/cap", state="waiting")["items"]
        [one] = [one for one in known if one["headline"] == headline]
        send(running, "admin", f"/v1/cap/{one['id']}/approve", None)
        expect(row).to_have_attribute("data-state", "issued")  # told, without a reload
        until(lambda: headline in requests.get(f"{running.url}/warnings", timeout=30).text)
        phone.folder = ARTIFACTS
        phone.page.goto(f"{running.url}/warnings")
        expect(phone.page.locator(".warning", has_text=headline)).to_be_visible()
        assert phone.serious() == []
        assert phone.overflow() <= 0
        phone.photograph("peringatan", whole=True)
        feed = requests.get(f"{running.url}/v1/public/cap.atom", timeout=30)
        assert feed.headers["Content-Type"].startswith("application/atom+xml")
        assert headline in feed.text
        known = {"If-None-Match": feed.headers["ETag"]}
        again = requests.get(f"{running.url}/v1/public/cap.atom", headers=known, timeout=30)
        assert again.status_code == 304
        reason = {"reason": "Api sudah padam"}
        made = send(running, "operator", f"/v1/cap/{one['id']}/cancel", reason)
        send(running, "admin", f"/v1/cap/{made['id']}/approve", None)
        until(lambda: headline not in requests.get(f"{running.url}/warnings", timeout=30).text)
        phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(phone.page.locator(".warning", has_text=headline)).to_have_count(0)
