"""Channels are set up and tested, an address is verified on a phone, a message arrives."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, desk
from tests.receivers import Mailbox, mailbox
from tests.servers import until

pytestmark = pytest.mark.timeout(240)
CONSOLE, MINE = "/console/deliveries", "/me/contacts"


@pytest.fixture
def post() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


def _channel(running: Running, name: str, post: Mailbox, **more: object) -> None:
    body = {"kind": "email", "parts": post.parts | more, "enabled": True, "version": 0}
    answer = running.api("admin").session.put(
        f"{running.url}/v1/channels/{name}",
        json=body,
        headers={"Idempotency-Key": str(uuid.uuid4())},
        timeout=15,
    )
    assert answer.status_code == 200, answer.text


def test_a_channel_is_set_up_tested_and_its_message_seen(running, browser: Browser, post):
    name = f"surel-{uuid.uuid4().hex[:6]}"
    with desk(browser, running.url, "admin") as at:
        at.show(CONSOLE)
        at.page.click("#new-channel")
        dialog = at.page.locator("#dialog")
        dialog.locator('[name="channel"]').fill(name)
        dialog.locator('[name="part-host"]').fill("mail.evil.example")
        dialog.locator('[name="part-port"]').fill(str(post.port))
        dialog.locator('[name="part-security"]').select_option("none")
        dialog.locator('[name="part-from"]').fill("kendali@kota.go.id")
        dialog.locator('[name="part-to"]').fill("uji@kota.go.id")
        dialog.locator('[name="part-password"]').fill("sangat rahasia")
        dialog.locator('button[value="save"]').click()
        host = dialog.locator('[name="part-host"]')
        expect(host).to_have_attribute("aria-invalid", "true")  # and what was typed stays
        expect(at.page.locator("#wrong")).to_contain_text("parts.host")
        assert at.serious() == []
        at.photograph("deliveries-dialog")
        host.fill("127.0.0.1")
        dialog.locator('button[value="save"]').click()
        card = at.page.locator(f'#channels > li[data-key="{name}"]')
        expect(card.locator("b")).to_have_text(name)
        card.locator('[data-slot="test"]').click()
        row = at.page.locator('#rows > tr[data-state="sent"]').filter(has_text=f"Uji kanal {name}")
        expect(row).to_have_count(1)
        assert until(lambda: post.came)[0]["To"] == "uji@kota.go.id"
        at.page.reload()
        at.page.wait_for_selector(LIVE)
        card.locator('[data-slot="edit"]').click()
        assert dialog.locator('[name="part-password"]').input_value() == ""
        at.press("Escape")
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"deliveries-{size}")
        at.excuse("422")


def test_an_address_is_verified_by_the_code_that_comes(running, browser: Browser, post):
    name = f"surel-{uuid.uuid4().hex[:6]}"
    _channel(running, name, post)
    address = f"{name}@kota.go.id"
    with desk(browser, running.url, "officer", "phone") as at:
        at.show(MINE)
        at.page.select_option("#channel", name)
        at.page.fill("#address", address)
        at.page.click('#add button[type="submit"]')
        item = at.page.locator("#list > li").filter(has_text=address)
        expect(item).to_have_attribute("data-verified", "false")
        code = re.search(r"\d{6}", until(lambda: post.came)[0].get_content()).group()
        assert at.overflow() <= 0
        assert at.serious() == []
        at.photograph("contacts-code")
        item.locator('[name="code"]').fill(code)
        at.press("Enter")
        expect(item).to_have_attribute("data-verified", "true")
        at.page.fill('[name="quiet_from"]', "22:00")
        at.page.fill('[name="quiet_until"]', "05:00")
        at.page.click('#wishes button[type="submit"]')
        expect(at.page.locator("#said")).to_contain_text("Tersimpan")
        at.page.goto(f"{running.url}{MINE}?lang=en")
        at.page.wait_for_selector(LIVE)
        expect(at.page.locator(".page-title")).to_have_text("My contacts")
        expect(at.page.locator('[name="quiet_from"]')).to_have_value("22:00")
        assert at.serious() == []
        at.photograph("contacts-phone")
        item.locator('[data-slot="remove"]').click()
        expect(item).to_have_count(0)


def test_what_somebody_is_told_comes_to_their_inbox_by_itself(running, browser: Browser):
    with desk(browser, running.url, "operator", "phone") as at:
        at.show("/me/inbox")
        told = at.page.locator("#list > li").filter(has_text=(words := f"Uji {uuid.uuid4().hex}"))
        expect(told).to_have_count(0)
        order = {"text": words, "to": [{"kind": "person", "code": "operator"}]}
        order["deadline"] = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
        made = running.api("admin").insist("/v1/orders", order, str(uuid.uuid4()))
        assert made.status_code == 201, made.text
        expect(told).to_have_attribute("data-read", "false")
        assert at.overflow() <= 0
        assert at.serious() == []
        at.photograph("inbox-phone")
        told.locator('[data-slot="read"]').click()
        expect(told).to_have_attribute("data-read", "true")
