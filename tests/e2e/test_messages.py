"""The SMS line at its desk: a call typed, a message of an unknown number vouched for."""

from __future__ import annotations

import json
import time

import pytest
import requests
from playwright.sync_api import Browser, expect

from services.gateway import signing
from tests.e2e.conftest import SMS_SECRET, Running
from tests.e2e.desk import Waiting, desk

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def made(running: Running) -> Waiting:
    found = Waiting(running, "sms")
    found.register(found.tps("Temberan", 1), found.tps("Temberan", 2))
    return found


def bring(made: Waiting, text: str, phone: str = "0812 0000 1234") -> dict:
    body = json.dumps({"id": text, "from": phone, "text": text}).encode()
    headers = {
        "Content-Type": "application/json",
        signing.HEADER: signing.signature(SMS_SECRET, body, int(time.time())),
    }
    url = f"{made.running.url}{made.path}/sms"
    answer = requests.post(url, data=body, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_desk_types_a_call_and_vouches_for_a_message(made, browser: Browser):
    one, two = made.tps("Temberan", 1), made.tps("Temberan", 2)
    assert bring(made, f"KWK1 {two} A5 B6")["state"] == "unknown-sender"
    with desk(browser, made.running.url, "operator") as at:
        at.page.goto(f"{made.running.url}/console/messages?election={made.id}")
        at.page.wait_for_selector("#typing:not([hidden])")
        at.page.fill('#type [name="text"]', f"kwk1 {one} a21o b198 q7")
        at.page.press('#type [name="text"]', "Enter")
        expect(at.page.locator("#answer")).to_contain_text("A210 B198. Tak dipahami: Q7")
        waiting = at.page.locator("#list > li", has_text=two)
        waiting.locator('[data-slot="accept"]').click()
        expect(waiting.locator('[data-slot="state"]')).to_have_text("diterima")
        at.page.fill('#number [name="phone"]', "0812 0000 1234")
        at.page.fill('#number [name="area"]', two)
        at.page.click('#number button[value="add"]')
        expect(at.page.get_by_text("1 nomor terdaftar.")).to_be_visible()
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"messages-{size}")
    again = bring(made, f"KWK1 {two} A5 B7")
    assert again["state"] == "taken"
    votes = made.admin.read(f"{made.path}/contests/walikota/results/{two}")["entries"][0]["form"]
    assert votes["votes"] == {"1": 5, "2": 7}


def test_a_message_that_nobody_signed_is_refused(made):
    url = f"{made.running.url}{made.path}/sms"
    body = {"id": "x", "from": "0812 0000 1234", "text": "KWK1"}
    assert requests.post(url, json=body, timeout=30).status_code == 401
