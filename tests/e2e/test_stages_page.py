"""Stages: planned on their page, read by a calendar, shown on the wall."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
import requests
from icalendar import Calendar
from playwright.sync_api import Browser, expect

from tests.e2e.browsing import wall
from tests.e2e.conftest import Running
from tests.e2e.desk import Waiting, desk
from tests.servers import until

pytestmark = pytest.mark.timeout(240)
WIB = timezone(timedelta(hours=7))


@pytest.fixture
def made(running: Running) -> Waiting:
    return Waiting(running, "tahapan")


def put(made: Waiting, stage: str, **fields: object) -> None:
    answer = made.admin.session.put(
        f"{made.running.url}{made.path}/stages/{stage}",
        json={"name": stage.title(), **fields},
        headers={"Idempotency-Key": str(uuid.uuid4())},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text


def day(left: int) -> str:
    return (datetime.now(UTC).astimezone(WIB).date() + timedelta(days=left)).isoformat()


def test_a_template_is_taken_over_and_a_stage_changed(made, browser: Browser):
    with desk(browser, made.running.url, "operator") as at:
        at.page.goto(f"{made.running.url}/console/stages?election={made.id}")
        at.page.wait_for_selector("#template:not([hidden])")
        at.page.select_option("#templates", "pilkada-2024")
        at.page.fill('[name="shift_to"]', "2030-11-27")
        at.page.click("#template button")
        expect(at.page.locator("#rows > tr")).to_have_count(21)
        row = at.page.locator('#rows > tr[data-key="masa-tenang"]')
        expect(row).to_contain_text("24 November 2030")
        row.locator('[data-slot="edit"]').click()
        at.page.fill('#dialog [name="body"]', "Bawaslu")
        assert at.serious() == []
        at.page.click('#dialog button[value="save"]')
        expect(row).to_contain_text("Bawaslu")
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"stages-{size}")


def test_a_reader_sees_the_stages_in_english_and_changes_none(made, browser: Browser):
    put(made, "kampanye", starts="2030-09-25")
    with desk(browser, made.running.url, "viewer") as at:
        at.page.goto(f"{made.running.url}/console/stages?election={made.id}&lang=en")
        expect(at.page.locator("#rows > tr")).to_have_count(1)
        expect(at.page.locator("#rows")).to_contain_text("to come")
        assert at.page.locator("#add:visible, [data-slot='edit']:visible").count() == 0
    url = f"{made.running.url}{made.path}/stages/kampanye"
    answer = made.running.api("viewer").session.delete(url, timeout=30)
    assert answer.status_code == 403


def test_any_calendar_reads_the_feed_without_a_secret_and_asks_again_cheaply(made):
    put(made, "kampanye", starts="2030-09-25", ends="2030-11-23")
    url = f"{made.running.url}{made.path}/stages.ics"
    first = until(lambda: with_events(requests.get(url, timeout=30)))
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (entry,) = Calendar.from_ical(first.content).walk("VEVENT")
    assert str(entry["dtend"].dt) == "2030-11-24"
    known = {"If-None-Match": first.headers["ETag"]}
    assert requests.get(url, headers=known, timeout=30).status_code == 304
    other = f"{made.running.url}/v1/elections/tidak-ada/stages.ics"
    assert requests.get(other, timeout=30).status_code == 404


def with_events(answer: requests.Response) -> requests.Response | None:
    return answer if b"VEVENT" in answer.content else None


def test_the_wall_shows_what_is_under_way_and_what_comes_next(made, browser: Browser):
    made.register(made.tps("Melintang", 3))
    with wall(browser, made.running.url) as shown:
        shown.show(f"/wall/{made.id}")
        assert shown.page.locator("#plan").is_hidden()
        put(made, "rekapitulasi", starts=day(-1), ends=day(3))
        put(made, "penetapan", starts=day(9), ends=day(9))
        put(made, "jauh", starts=day(90), ends=day(91))
        shown.until("#plan", "Rekapitulasi berjalan, berakhir 3 hari lagi")
        shown.until("#plan", "Penetapan mulai 9 hari lagi")
        assert shown.page.locator("#plan-rows > li").count() == 2
        assert shown.overflow() <= 0
        assert shown.serious() == []
        shown.photograph("stages")


def test_a_stage_that_begins_soon_becomes_a_notice(made):
    put(made, "kampanye", starts=day(1))

    def noticed() -> list[str]:
        page = made.admin.read("/v1/notifications/notices", state="open", limit=100)
        return [one["headline"] for one in page["items"] if "Kampanye" in one["headline"]]

    assert "Tahapan mulai besok: Kampanye" in until(noticed)
