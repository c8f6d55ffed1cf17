"""Orders through several people's browsers: given at a desk, answered on phones, seen at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsing import SIZES
from tests.e2e.conftest import PASSWORD, Running
from tests.e2e.desk import ARTIFACTS, LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint
from tests.servers import until

pytestmark = pytest.mark.timeout(300)
ROOM = "7209"  # a regency that no other test of the session uses
CAMATS = ("utara", "selatan", "barat")
FILE = """row,code,name,kind,parent,area,unit,title,level,above,position,person,starts
unit,{0}S,Sekretariat {0},secretariat,,7209,,,,,,,
unit,{0}UTARA,Kecamatan Utara {0},district,{0}S,720901,,,,,,,
unit,{0}SELATAN,Kecamatan Selatan {0},district,{0}S,720902,,,,,,,
unit,{0}BARAT,Kecamatan Barat {0},district,{0}S,720903,,,,,,,
position,{0}SEKDA,,,,,{0}S,Sekretaris Daerah {0},high,,,,
position,{0}CUTARA,,,,,{0}UTARA,Camat Utara {0},administrator,{0}SEKDA,,,
position,{0}CSELATAN,,,,,{0}SELATAN,Camat Selatan {0},administrator,{0}SEKDA,,,
position,{0}CBARAT,,,,,{0}BARAT,Camat Barat {0},administrator,{0}SEKDA,,,
holding,,,,,,,,,,{0}SEKDA,sekda-{0},2024-02-20
holding,,,,,,,,,,{0}CUTARA,utara-{0},2024-03-01
holding,,,,,,,,,,{0}CSELATAN,selatan-{0},2024-03-01
holding,,,,,,,,,,{0}CBARAT,barat-{0},2024-03-01
"""
TEXT = "Buka posko pengungsian sebelum gelap"


@dataclass(frozen=True)
class Leaders(Officials):
    """A secretary and the heads of three districts."""

    def give(self, *names: str, seconds: int = 3600, text: str = TEXT) -> dict[str, Any]:
        """Have the secretary give an order over the API."""
        deadline = datetime.now(UTC) + timedelta(seconds=seconds)
        to = [{"kind": "position", "code": self.code(f"C{name}")} for name in names]
        body = {"text": text, "to": to, "deadline": deadline.isoformat()}
        answer = self.running.api(self.user("sekda")).insist("/v1/orders", body, new_key())
        assert answer.status_code in {200, 201}, answer.text  # 200 where it had to ask again
        return dict(answer.json())


def new_key() -> str:

    return str(uuid.uuid4())


@pytest.fixture(scope="module")
def leaders(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Leaders:
    found = Leaders(running, appoint(running, ROOM, FILE, tmp_path_factory.mktemp("leaders")))
    known(found)
    return found


def known(leaders: Leaders) -> None:
    """Wait until notifications has heard of all the positions."""

    api = leaders.running.api(leaders.user("sekda"))
    until(lambda: len(api.read("/v1/recipients", q=leaders.mark, kind="position")["items"]) == 4)


def opened(at: Desk, path: str) -> Page:
    at.page.goto(at.url + path)
    at.page.wait_for_selector(LIVE)
    return at.page


def card(page: Page, one: str) -> Any:
    return page.locator(f'[data-order="{one}"]')


def test_an_order_is_given_at_a_desk_and_answered_on_phones(leaders: Leaders, browser: Browser):
    url = leaders.running.url
    with desk(browser, url, leaders.user("sekda")) as giver:
        page = opened(giver, "/console/orders")
        number = give(page, leaders)
        seen = page.locator("#receivers .receiver")
        expect(seen).to_have_count(3)
        expect(page.locator("#waiting")).to_have_text("3")
        with desk(browser, url, leaders.user("utara"), "phone") as phone:
            mine = card(opened(phone, "/orders"), number)
            expect(mine.locator('[data-slot="text"]')).to_have_text(TEXT)
            look(phone, "orders-phone")
            mine.locator('[data-slot="take"]').click()
            expect(phone.page.locator("#doing").locator(f'[data-order="{number}"]')).to_be_visible()
        expect(page.locator('#receivers [data-state="acknowledged"]')).to_have_count(1)
        with desk(browser, url, leaders.user("selatan"), "phone") as phone:
            mine = card(opened(phone, "/orders"), number)
            mine.locator('[data-slot="cannot"]').click()
            phone.page.fill('#reason-dialog [name="reason"]', "Jalan terputus")
            phone.page.click('#reason-dialog [value="yes"]')
            expect(phone.page.locator("#todo-none")).to_be_visible()
        expect(page.locator('#receivers [data-state="cannot"]')).to_contain_text("Jalan terputus")
        expect(page.locator("#waiting")).to_have_text("1")
        expect(seen.first).to_contain_text(f"Camat Barat {leaders.mark}")
        look(giver, "orders-desk")


def give(page: Page, leaders: Leaders) -> str:
    """Give an order to all three by the dialog; returns its number."""
    page.click("#give")
    page.fill('#give-dialog [name="text"]', TEXT)
    for name in CAMATS:
        page.fill("#give-q", f"Camat {name} {leaders.mark}")
        found = page.locator("#give-found button", has_text=f"Camat {name.title()} {leaders.mark}")
        found.click()
        expect(page.locator("#give-chosen")).to_contain_text(f"Camat {name.title()}")
    page.click('#give-dialog label:has(> input[value="120"])')
    page.click('#give-dialog [value="yes"].btn-main')
    expect(page.locator("#one")).to_be_visible()
    return str(page.locator("#one").get_attribute("data-order"))


def test_what_nobody_acknowledges_escalates_and_is_overdue(leaders: Leaders, browser: Browser):
    with desk(browser, leaders.running.url, leaders.user("sekda")) as giver:
        page = opened(giver, "/console/orders")
        one = leaders.give("barat", seconds=8, text="Laporkan tinggi air")
        row = page.locator("#list > li", has_text=one["number"])
        row.locator("button").click()
        expect(page.locator("#facts [data-slot='state-text']")).to_have_text("lewat tenggat")
        expect(page.locator("#log")).to_contain_text("belum diterima: pemberi dan atasan")
        expect(page.locator("#log")).to_contain_text("lewat tenggat: pemberi dan atasan")


def test_a_touch_without_a_line_is_kept_and_sent_once(leaders: Leaders, browser: Browser):
    one = leaders.give("utara", text="Siapkan perahu karet")
    with desk(browser, leaders.running.url, leaders.user("utara"), "phone") as phone:
        page = opened(phone, "/orders")
        mine = card(page, one["number"])
        mine.locator('[data-slot="take"]').click()
        expect(page.locator("#doing").locator(f'[data-order="{one["number"]}"]')).to_be_visible()
        page.context.set_offline(True)
        mine.locator('[data-slot="done"]').click()
        expect(page.locator('body[data-kept="1"]')).to_be_attached()
        expect(page.locator("#kept")).to_be_visible()
        page.context.set_offline(False)
        expect(page.locator('body[data-kept="0"]')).to_be_attached()
        expect(mine).to_have_count(0)
        phone.excuse("net::ERR_INTERNET_DISCONNECTED")
    told = leaders.running.api(leaders.user("sekda")).read(f"/v1/orders/{one['id']}/log")
    whats = [entry["what"] for entry in told["items"]]
    assert whats[-2:] == ["done", "done"]  # the receiver's, and that the order is
    assert whats.count("acknowledge") == 1


def test_a_critical_alert_comes_by_itself_and_is_acknowledged_in_one_touch(
    leaders: Leaders, browser: Browser
):
    topic, user = f"manual.t{new_key()[:8]}", leaders.user("sekda")
    admin, headline = leaders.running.api("admin"), f"Tanggul jebol {topic}"
    rule = {
        "code": topic.replace(".", "-"),
        "name": topic,
        "order": 0,
        "match": {"topic": topic},
        "targets": [{"kind": "person", "code": user}],
        "stop": True,
    }
    assert admin.insist("/v1/routing-rules", rule, new_key()).ok
    with desk(browser, leaders.running.url, user, "phone") as phone:
        page = opened(phone, "/orders")
        said = {"headline": headline, "severity": "critical", "topic": topic}
        alert = admin.insist("/v1/alerts", said, new_key()).json()["id"]
        try:
            mine = page.locator(f'#alerts > [data-key="{alert}"]')
            expect(mine).to_contain_text(headline)
            assert phone.serious() == []
            mine.locator('[data-slot="take"]').click()
            expect(mine).to_have_count(0)
            told = admin.read(f"/v1/alerts/{alert}")
            assert (told["state"], told["acknowledged_by"]) == ("acknowledged", user)
        finally:
            assert admin.insist(f"/v1/alerts/{alert}/resolve", {}, new_key()).ok


def test_others_are_told_nothing_of_it(leaders: Leaders, browser: Browser):
    one = leaders.give("utara")
    other = f"lain-{new_key()[:8]}"
    leaders.running.add_account(other, "officer", ROOM)
    api = leaders.running.api(other)
    assert api.get(f"/v1/orders/{one['id']}").status_code == 404
    assert api.read("/v1/orders")["items"] == []
    user = leaders.user("utara")
    secretary = leaders.running.api(leaders.user("sekda"))
    found = secretary.read("/v1/recipients", q=user, kind="person")["items"]
    assert [one["code"] for one in found] == [user]
    body = {"text": "Apa saja", "deadline": "2099-01-01T00:00:00Z"}
    nobody = {**body, "to": [{"kind": "person", "code": f"tiada-{leaders.mark}"}]}
    answer = secretary.insist("/v1/orders", nobody, new_key())
    assert [one["field"] for one in answer.json()["errors"]] == ["to.0.code"]
    refused = api.get("/v1/stream", topics="eoffice.authority_changed")
    assert refused.status_code == 422
    with desk(browser, leaders.running.url, other, "phone") as phone:
        page = opened(phone, "/orders?lang=en")
        expect(page.locator(".page-title")).to_have_text("Orders")
        expect(page.locator("#todo-none")).to_be_visible()
        expect(page.locator("#give")).to_be_hidden()


def test_logging_in_leads_back_to_the_orders(leaders: Leaders, browser: Browser):
    width, height = SIZES["phone"]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(f"{leaders.running.url}/orders")
    page.fill('[name="username"]', leaders.user("utara"))
    page.fill('[name="password"]', PASSWORD)
    page.press('[name="password"]', "Enter")
    page.wait_for_url("**/orders")
    page.wait_for_selector(LIVE)
    context.close()


def look(at: Desk, name: str) -> None:
    assert at.serious() == []
    assert at.overflow() == 0
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    at.page.screenshot(path=str(ARTIFACTS / f"{name}.png"))
