"""The desk of signal: a spot makes a plan, a planner decides by keyboard, a spot is proposed."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import Waiting, desk
from tests.servers import until

pytestmark = pytest.mark.timeout(240)
NOBODY = [{"operator": "all", "signal": "none"}]


def blank(running: Running, name: str, point: list[float]) -> None:
    x, y = point
    ring = [[x - 1e-4, y - 1e-4], [x + 1e-4, y - 1e-4], [x, y + 1e-4], [x - 1e-4, y - 1e-4]]
    facts = {"name": name, "signals": NOBODY, "source": "survey", "seen_on": "2024-10-01"}
    shape = {"type": "Polygon", "coordinates": [ring]}
    made = running.api("operator").session.post(
        f"{running.url}/v1/gis/collections/blank_spots/items",
        json={"type": "Feature", "geometry": shape, "properties": facts},
        headers={"Idempotency-Key": str(uuid.uuid4())},
        timeout=30,
    )
    assert made.status_code == 201, made.text


def test_a_station_without_signal_is_planned_for_by_keyboard(running: Running, browser: Browser):
    office = running.api("operator").session
    election = Waiting(running, "sinyal")
    tps, point = election.tps("Bacang", 95), [106.14161, -2.13783]
    election.command(f"{election.path}/stations", {"items": [{"code": tps, "point": point}]})
    name = f"Dusun {uuid.uuid4().hex[:8]}"
    blank(running, name, point)

    def planned() -> bool:
        answer = office.get(f"{running.url}/v1/gis/tps/{tps}/plan", timeout=30)
        return answer.status_code == 200 and answer.json()["plan"] == "move"

    until(planned)
    with desk(browser, running.url, "operator") as at:
        at.page.goto(f"{running.url}/console/signal")
        at.page.fill("#area-code", tps[:10])
        at.page.click("#filter [type=submit]")
        row = at.page.locator(f'[data-tps="{tps}"]')
        expect(row).to_contain_text("Pindah tempat kirim")
        expect(row).to_contain_text("tanpa sinyal")
        row.focus()
        at.page.keyboard.press("t")
        expect(row).to_contain_text("diterima")
        at.page.keyboard.press("u")
        at.page.select_option("#choose select", "radio")
        at.page.fill("#choose [name=reason]", "Ada HT di kelurahan")
        at.page.click("#choose .btn-main")
        expect(row).to_contain_text("Radio")
        expect(row).to_contain_text("diubah")
        row.get_by_role("button", name=f"Rute {tps}").click()
        expect(row.locator(".signal-ways p").first).to_be_visible()
        asked = at.page.locator("#asked tr", has_text=name)
        asked.get_by_role("button").click()
        expect(asked).to_have_count(0)
        at.page.select_option("#asked-state", "proposed")
        expect(asked).to_contain_text("operator")
