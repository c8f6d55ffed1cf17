"""Channels are set up and tested, an address is verified on a phone, a message arrives."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, desk
from tests.push import Subscriber
from tests.receivers import Mailbox, hooks, mailbox
from tests.servers import until

pytestmark = pytest.mark.timeout(240)
CONSOLE, MINE = "/console/deliveries", "/me/contacts"


@pytest.fixture
def post() -> Iterator[Mailbox]:
    with mailbox() as made:
        yield made


class Line:
    """What a push service's line to the browser does: hands its worker what was sent.

    Chromium's headless shell has none: whoever takes this takes the fixture `whole_browser`.
    """

    def __init__(self, session: CDPSession, origin: str) -> None:
        self._session, self._origin = session, origin
        self._known: list[dict[str, Any]] = []
        session.on("ServiceWorker.workerRegistrationUpdated", self._hear)
        session.send("ServiceWorker.enable")

    def _hear(self, event: dict[str, Any]) -> None:
        self._known += [one for one in event["registrations"] if one["scopeURL"].endswith("/me/")]

    def _registered(self) -> dict[str, Any] | None:
        """Return the worker's registration, once the browser has told of it."""
        self._session.send("ServiceWorker.enable")  # what it tells is heard while it is asked
        return self._known[-1] if self._known else None

    def deliver(self, message: dict[str, Any]) -> None:
        registration = until(self._registered)["registrationId"]
        about = {"origin": self._origin, "registrationId": registration}
        self._session.send(
            "ServiceWorker.deliverPushMessage", about | {"data": json.dumps(message)}
        )


# The browser of a test reaches no push service: its subscription is one that the test can open.
SUBSCRIBES = """
PushManager.prototype.subscribe = async () => (%s);
PushManager.prototype.getSubscription = async () => null;
"""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/me/");
  const shown = await worker.getNotifications();
  return shown.map(({ body, tag, data }) => ({ body, tag, link: data.link }));
}"""


def _channel(running: Running, name: str, post: Mailbox, **more: object) -> None:
    _put_channel(running, name, {"kind": "email", "parts": post.parts | more})


def _put_channel(running: Running, name: str, body: dict[str, Any]) -> None:
    answer = running.api("admin").session.put(
        f"{running.url}/v1/channels/{name}",
        json=body | {"enabled": True, "version": 0},
        headers={"Idempotency-Key": str(uuid.uuid4())},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text


def _order(running: Running, person: str, words: str) -> None:
    order = {"text": words, "to": [{"kind": "person", "code": person}]}
    order["deadline"] = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    made = running.api("admin").insist("/v1/orders", order, str(uuid.uuid4()))
    assert made.ok, made.text


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
        _order(running, "operator", words)
        expect(told).to_have_attribute("data-read", "false")
        assert at.overflow() <= 0
        assert at.serious() == []
        at.photograph("inbox-phone")
        told.locator('[data-slot="read"]').click()
        expect(told).to_have_attribute("data-read", "true")


def test_a_browser_is_told_while_none_of_its_pages_is_open(running, whole_browser: Browser):
    """All but the push service's own line to the browser, which no machine of tests has."""
    name = f"peramban-{uuid.uuid4().hex[:6]}"
    _put_channel(running, name, {"kind": "webpush", "parts": {}})
    with hooks() as service, desk(whole_browser, running.url, "viewer", "phone") as at:
        service.usual = 201
        mine = Subscriber(f"{service.url}/push/{name}")
        at.page.context.grant_permissions(["notifications"], origin=running.url)
        at.page.add_init_script(SUBSCRIBES % mine.address)
        at.show(MINE)
        expect(at.page.locator("#push")).to_have_attribute("data-push", "off")
        assert at.serious() == []
        at.photograph("contacts-push")
        line = Line(at.page.context.new_cdp_session(at.page), running.url)
        at.page.click("#push-on")
        code = mine.read(until(lambda: service.came)[0][2])
        assert code["topic"] == "verification"
        line.deliver(code)  # nobody types it
        expect(at.page.locator("#push")).to_have_attribute("data-push", "on")
        item = at.page.locator("#list > li").filter(has_text="127.0.0.1")
        expect(item).to_have_attribute("data-verified", "true")
        assert at.overflow() <= 0
        at.photograph("contacts-push-on")
        at.page.goto("about:blank")
        _order(running, "viewer", words := f"Uji {uuid.uuid4().hex}")
        told = mine.read(until(lambda: service.came[1:])[0][2])
        line.deliver(told)
        at.show(MINE)
        shown = until(lambda: [one for one in at.page.evaluate(SHOWN) if words in one["body"]])
        assert shown[0]["tag"] == told["id"]
        assert shown[0]["link"].startswith(f"{running.url}/orders#")
        item.locator('[data-slot="remove"]').click()
        expect(at.page.locator("#push")).to_have_attribute("data-push", "off")


# What the browser tells its worker when it has another subscription. Nobody but the browser makes a
# real one of these: it is heard as one that a page might have sent, and so may not wait for a task.
CHANGES = """async (address) => {
  const { endpoint, keys } = JSON.parse(address);
  const event = new Event("pushsubscriptionchange");
  const tasks = [];
  const newSubscription = { endpoint, toJSON: () => ({ endpoint, keys }) };
  Object.assign(event, { newSubscription, waitUntil: (task) => tasks.push(task) });
  self.dispatchEvent(event);
  await Promise.all(tasks);
}"""


def test_a_browser_that_changes_its_subscription_stays_told(running, whole_browser: Browser):
    name = f"peramban-{uuid.uuid4().hex[:6]}"
    _put_channel(running, name, {"kind": "webpush", "parts": {}})
    with hooks() as service, desk(whole_browser, running.url, "verifier", "phone") as at:
        service.usual = 201
        first, second, third = (Subscriber(f"{service.url}/push/{name}/{n}") for n in range(3))
        at.page.context.grant_permissions(["notifications"], origin=running.url)
        at.page.add_init_script(SUBSCRIBES % first.address)
        at.show(MINE)
        line = Line(at.page.context.new_cdp_session(at.page), running.url)
        at.page.click("#push-on")
        line.deliver(first.read(until(lambda: service.came)[0][2]))
        push = at.page.locator("#push")
        expect(push).to_have_attribute("data-push", "on")

        def prove(to: Subscriber, count: int) -> None:
            code = to.read(until(lambda: service.came[count:])[0][2])
            assert code["topic"] == "verification"
            line.deliver(code)

        # No page is open: the worker tells it, and proves it.
        at.page.goto(f"{running.url}/me/inbox")
        [worker] = [one for one in at.page.context.service_workers if "/me/" in one.url]
        worker.evaluate(CHANGES, second.address)
        prove(second, 1)
        verified = lambda: [  # noqa: E731
            one["verified_at"] is not None
            for one in running.api("verifier").read("/v1/me/contacts")["items"]
            if one["kind"] == "webpush"
        ]
        until(lambda: verified() == [True])
        # Its worker could not tell: the page finds another subscription than the one it told of.
        at.page.add_init_script(SUBSCRIBES % third.address)
        at.show(MINE)
        prove(third, 2)
        until(lambda: verified() == [True])
        expect(push).to_have_attribute("data-push", "on")
        _order(running, "verifier", words := f"Uji {uuid.uuid4().hex}")
        assert words in third.read(until(lambda: service.came[3:])[0][2])["body"]
        at.page.locator("#list > li").filter(has_text="127.0.0.1").locator(
            '[data-slot="remove"]'
        ).click()
        expect(push).to_have_attribute("data-push", "off")


def test_words_of_messages_are_tried_kept_and_taken_back(running, browser: Browser):
    with desk(browser, running.url, "admin") as at:
        at.show("/console/message-templates#incident/en")
        page, body = at.page, at.page.locator('#form [name="body"]')
        expect(page.locator("#wording")).to_have_attribute("data-preview", "ok")
        expect(page.locator("#one-title")).to_have_text("Insiden, English")
        body.fill("Air naik.\n{{ subject.format() }}")
        expect(page.locator("#wording")).to_have_attribute("data-preview", "wrong")
        expect(page.locator("#wrong")).to_contain_text("line 2")
        expect(page.locator("#wrong")).to_contain_text("{{ subject.format() }}")
        at.photograph("templates-wrong")
        body.fill("{{ text }}\n{{ values.headline | upper }}")
        expect(page.locator("#wording")).to_have_attribute("data-preview", "ok")
        expect(page.locator("#said-text")).to_contain_text("BANJIR DI RANGKUI")
        page.click('#acts button[type="submit"]')
        expect(page.locator("#one-version")).to_have_text(re.compile("versi"))
        expect(page.locator("#versions > li").first).to_contain_text("admin")
        for size in ("desk", "phone"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"templates-{size}")
        page.click("#reset")
        expect(page.locator("#one-version")).to_have_text("bawaan")
        at.excuse("422")
