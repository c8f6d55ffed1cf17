"""The audit log over HTTP, by the command line, and on its page."""

from __future__ import annotations

import json
import uuid

import pytest
import requests
from playwright.sync_api import Browser, expect

from tests import factories
from tests.e2e.conftest import Running
from tests.e2e.desk import Waiting, desk
from tests.servers import until

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def held(running: Running) -> tuple[Waiting, dict]:
    """A form that a crew handed in, whose entry a signed root holds."""
    made = Waiting(running, "audit")
    tps = made.tps("Melintang", 3)
    made.register(tps)
    form = {"election": made.id, **factories.form(tps, "walikota")}
    result = made.enter("reporter", {k: v for k, v in form.items() if k != "election"})

    def published() -> bool:
        made.command("/v1/audit/roots", {})
        return proofs(running, submission=result["id"]).ok

    until(published)
    return made, form


def proofs(running: Running, **query: str) -> requests.Response:
    return requests.get(f"{running.url}/v1/public/audit/proofs", params=query, timeout=30)


def test_a_crew_proves_its_form_with_nothing_but_a_public_key(running, held, tmp_path):
    _, form = held
    found = requests.get(f"{running.url}/v1/public/audit/key", timeout=30)
    paths = {name: tmp_path / name for name in ("form.json", "key.pem", "kept.json")}
    paths["key.pem"].write_text(found.json()["pem"])
    paths["form.json"].write_text(json.dumps(form))
    roots = requests.get(f"{running.url}/v1/public/audit/roots", timeout=30)
    paths["kept.json"].write_text(roots.text)
    asked = ("--url", running.url, "--key", paths["key.pem"], "--kept", paths["kept.json"])
    done = running.kendali("audit", "verify", str(paths["form.json"]), *map(str, asked))
    assert done.returncode == 0, done.stderr
    assert "in the log at position" in done.stdout
    assert "nothing was removed or changed" in done.stdout
    paths["form.json"].write_text(json.dumps(form | {"valid": form["valid"] + 1}))
    done = running.kendali("audit", "verify", str(paths["form.json"]), *map(str, asked))
    assert done.returncode == 1
    assert "holds nothing of this content" in done.stderr


def test_the_whole_log_is_checked_by_one_command(running, held):
    done = running.kendali("audit", "verify")
    assert done.returncode == 0, done.stdout
    assert "nothing is wrong" in done.stdout


def test_an_entry_names_the_address_it_came_from_and_only_auditors_read_it(running, held):
    made, form = held
    entry = until(lambda: entries(made, what="result_submitted"))[0]
    assert (entry["origin"], entry["roles"]) == ("127.0.0.1", ["reporter"])
    assert entry["after"]["form"]["votes"] == form["votes"]
    assert running.api("operator").get("/v1/audit/entries").status_code == 403
    assert requests.get(f"{running.url}/v1/audit/entries", timeout=30).status_code == 401


def entries(made: Waiting, **query: str) -> list[dict]:
    return made.admin.read("/v1/audit/entries", subject=made.id, **query)["items"]


def test_a_filter_that_no_database_holds_is_refused(running):
    answer = running.api("admin").get("/v1/audit/entries", subject="a\0b")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "subject")


def test_bad_questions_for_proofs_are_refused_with_what_is_wrong(running):
    for query, field in (({"content": "x"}, "content"), ({"submission": "x"}, "submission")):
        answer = proofs(running, **query)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert proofs(running).status_code == 422
    assert proofs(running, content="ab" * 32).status_code == 404


def test_the_page_shows_who_changed_what(running, held, browser: Browser):
    made, _ = held
    with desk(browser, running.url, "admin") as at:
        at.page.goto(f"{running.url}/console/audit?election={made.id}")
        at.page.wait_for_selector('body[data-showing="live"]')
        at.page.fill('[name="subject"]', f"{made.id}/")
        at.page.select_option('[name="what"]', label="Formulir dikirim")
        at.page.fill('[name="who"]', "reporter")
        at.page.click("#filter button")
        expect(at.page.locator("#entries > li")).to_have_count(1)
        told = at.page.locator("#entries summary")
        expect(told.locator('[data-slot="what"]')).to_have_text("Formulir dikirim")
        expect(told.locator('[data-slot="who"]')).to_have_text("reporter")
        at.page.click("#entries summary")
        expect(at.page.locator("#entries .audit-detail")).to_contain_text(
            "oleh reporter (Pelapor), seluruh wilayah, dari 127.0.0.1"
        )
        expect(at.page.locator("#roots > li").first).to_be_visible()
        for size in ("desk", "phone", "4k"):
            at.resize(size)
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"audit-{size}")


def test_the_page_speaks_english_and_publishes_a_root(running, held, browser: Browser):
    made, _ = held
    with desk(browser, running.url, "admin") as at:
        at.page.goto(f"{running.url}/console/audit?election={made.id}&lang=en")
        at.page.wait_for_selector('body[data-showing="live"]')
        expect(at.page.locator("h1.page-title")).to_have_text("Audit log")
        before = entries(made, what="areas_registered")
        made.command(f"{made.path}/areas", {"items": [{"code": "1971", "name": "Kota"}]})
        until(lambda: len(entries(made, what="areas_registered")) > len(before))
        at.page.click("#publish")
        expect(at.page.locator("#said")).to_contain_text("was published")
        assert str(uuid.UUID(entries(made)[0]["command"]))
