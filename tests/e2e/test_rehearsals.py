"""A rehearsal: begun at its desk, seen on its wall, reported; the real night untouched."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests import factories
from tests.e2e.browsing import wall
from tests.e2e.conftest import Running
from tests.e2e.desk import Waiting, desk
from tests.servers import until

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def made(running: Running) -> Waiting:
    found = Waiting(running, "gladi")
    items = {"items": factories.stations(factories.station_codes(12))}
    found.admin.insist(f"{found.path}/stations", items, factories.command_id(found.id, "tps"))
    return found


def test_a_night_is_planned_watched_and_reported(made, browser: Browser):
    with desk(browser, made.running.url, "operator") as at:
        at.page.goto(f"{made.running.url}/console/rehearsals?election={made.id}")
        at.page.wait_for_selector("#planning:not([hidden])")
        at.page.fill('[name="speed"]', "0")
        at.page.fill('[name="conflict_rate"]', "20")
        at.page.fill('[name="verifiers"]', "2")
        assert at.serious() == []
        at.page.click("#plan button")
        held = at.page.locator("#list > li").first
        expect(held.locator('[data-slot="state"]')).to_have_text("selesai", timeout=90_000)
        expect(held.locator('[data-slot="contests"]')).to_contain_text("tepat sama")
        expect(held.locator('[data-slot="broke"]')).to_have_text("tidak ada")
        expect(held.locator('[data-slot="limits"]')).to_contain_text("tidak lewat HTTP")
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"rehearsals-{size}")
        shown = held.locator('[data-slot="wall"]').get_attribute("href")
    with wall(browser, made.running.url) as on_wall:
        on_wall.show(shown)
        expect(on_wall.page.locator("#rehearsal")).to_be_visible()
        on_wall.photograph("rehearsal-night")
    nothing = made.admin.read(f"{made.path}/results")["items"]
    assert nothing == []


def test_a_reader_sees_rehearsals_and_starts_none(made, browser: Browser):
    with desk(browser, made.running.url, "viewer") as at:
        at.page.goto(f"{made.running.url}/console/rehearsals?election={made.id}&lang=en")
        at.page.wait_for_selector("#live:not([hidden])")
        assert at.page.locator("#plan:visible").count() == 0
    refused = made.running.api("viewer").insist("/v1/simulations", {"area": "1971"}, made.id)
    assert refused.status_code == 403


def ended(running: Running, tps: int) -> dict:
    """Hold a rehearsal of so many stations; returns it once it has ended."""
    admin, plan = running.api("admin"), {"area": "1971", "tps": tps, "speed": 0, "verifiers": 1}
    begun = admin.insist("/v1/simulations", plan, str(uuid.uuid4())).json()
    path = f"/v1/simulations/{begun['id']}"
    until(lambda: admin.read(path)["state"] == "done", 90)
    return begun


def test_an_administrator_removes_a_rehearsal_after_a_question(running, browser: Browser):
    begun = ended(running, 5)
    with desk(browser, running.url, "operator") as at:
        at.page.goto(f"{running.url}/console/rehearsals")
        at.page.wait_for_selector(f'[data-key="{begun["id"]}"]')
        assert at.page.locator('[data-slot="remove"]:visible').count() == 0
    with desk(browser, running.url, "admin") as at:
        at.page.goto(f"{running.url}/console/rehearsals")
        at.page.click(f'[data-key="{begun["id"]}"] [data-slot="remove"]')
        at.page.wait_for_selector("#remove-dialog[open]")
        assert at.serious() == []
        at.photograph("rehearsal-remove")
        at.page.click('#remove-dialog [value="yes"]')
        expect(at.page.locator(f'[data-key="{begun["id"]}"]')).to_have_count(0, timeout=60_000)
    gone = running.api("admin").get(f"/v1/elections/{begun['election']}")
    assert gone.status_code == 404


def test_the_command_removes_a_rehearsal_by_its_elections_name(running):
    begun = ended(running, 3)
    said = running.kendali("elections", "remove-rehearsal", begun["election"])
    assert (said.returncode, f"{begun['election']} is gone" in said.stdout) == (0, True), said
    again = running.kendali("elections", "remove-rehearsal", begun["election"])
    assert again.returncode == 1
    assert "no rehearsal" in again.stderr
