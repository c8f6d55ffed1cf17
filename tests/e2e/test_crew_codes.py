"""The desk for crews in a real browser: codes are made there, and phones are taken back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.e2e.browsing import wall
from tests.e2e.conftest import PASSWORD, Running
from tests.e2e.fielding import TPS, Place

ROW = f"tr[data-tps='{TPS}']"


@pytest.mark.parametrize(
    ("size", "lang", "words"),
    [("desk", "id", "Ponsel terdaftar"), ("phone", "en", "Phone enrolled")],
)
def test_an_operator_hands_out_codes_and_takes_a_phone_back(
    running: Running, browser: Browser, size, lang, words
):
    place = Place(running)
    with wall(browser, running.url, size) as desk:
        page = desk.page
        credentials = {"username": "operator", "password": PASSWORD}
        page.context.request.post(f"{running.url}/v1/auth/login", data=credentials)
        desk.show(f"/console/crews?election={place.id}&lang={lang}")
        assert place.id in page.locator("#place option").evaluate_all(
            "all => all.map(o => o.value)"
        )
        page.click("#make")
        page.wait_for_selector("#slips-list li")
        slip = desk.text("#slips-list li")
        assert slip.startswith(TPS)
        page.wait_for_selector(f"{ROW} .badge-info")
        assert desk.serious() == []
        place.enrol(slip.removeprefix(TPS).strip())
        page.click("#filter [type=submit]")
        desk.until(ROW, words)
        assert desk.overflow() <= 0
        desk.photograph(f"kode-{size}-{lang}")
        page.locator(ROW).get_by_role("button").click()
        page.fill("#sure [name=reason]", "hilang")
        assert desk.serious() == []
        page.click("#sure [value=yes]")
        desk.until("#said", TPS)
        page.wait_for_function(
            "([s, t]) => !document.querySelector(s).innerText.includes(t)", arg=[ROW, words]
        )
    [key] = place.admin.read(f"{place.path}/crews/keys")["items"]
    assert (key["reason"], bool(key["revoked_at"])) == ("hilang", True)
