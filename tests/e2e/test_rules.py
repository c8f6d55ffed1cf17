"""The rules' desk in a real browser: try, change, switch off, and what is in follows."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser

from tests import factories
from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.servers import until

CODES = factories.station_codes(12)
ODD = CODES[:3]  # whose candidates' votes are two short of the valid ones
TOO_WIDE = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const wide = (node) => node.getBoundingClientRect().right > page.clientWidth;
  const nodes = [...document.querySelectorAll("body *")].filter(wide);
  return nodes.map((node) => node.outerHTML.slice(0, 90));
}"""
DONE = "Semua hasil yang sudah masuk diperiksa"
SAVED = "Aturan disimpan"


@pytest.fixture(scope="module")
def election(running: Running) -> str:
    """Register an election of twelve stations, of which three add up wrongly."""
    name, admin = f"aturan-{uuid.uuid4().hex[:8]}", running.api("admin")
    assert admin.insist("/v1/elections", factories.election(name), str(uuid.uuid4())).ok
    items = {"items": factories.stations(CODES)}
    assert admin.insist(f"/v1/elections/{name}/stations", items, str(uuid.uuid4())).ok
    for code in CODES:
        form = factories.form(code, "walikota")
        form["votes"]["1"] -= 2 * (code in ODD)
        answer = admin.insist(f"/v1/elections/{name}/results", form, str(uuid.uuid4()))
        assert answer.ok, answer.text
    return name


def open_findings(running: Running, election: str, rule: str) -> int:
    asked = {"rule": rule, "state": "open"}
    return len(running.api("viewer").read(f"/v1/elections/{election}/findings", **asked)["items"])


def refused(mine: Desk) -> None:
    """The browser logs the one answer that was to say no; another would be trouble."""
    (said,) = mine.troubles
    assert "422" in said
    mine.troubles.clear()


def test_a_rule_is_tried_made_switched_off_and_deleted(
    browser: Browser, running: Running, election: str
) -> None:
    with desk(browser, running.url, "admin") as mine:
        page = mine.show(f"/console/rules?election={election}").page
        row = page.locator('tr[data-key="votes-sum"]')
        assert "Jumlah suara calon = suara sah" in row.inner_text()
        mine.until('tr[data-key="votes-sum"] [data-slot="open"]', "3")
        mine.until("#how-many", "17 dari 17 aturan menyala")

        row.locator("button").click()
        page.fill("#tolerance", "1")
        page.click("#try")
        mine.until("#found", "3 hasil akan ditandai dari 12 hasil")
        assert f"{ODD[0]} Wali Kota \N{MINUS SIGN}2" in " ".join(page.inner_text("#items").split())
        page.fill("#tolerance", "2")
        page.click("#try")
        mine.until("#found", "Tidak ada yang ditandai")
        assert open_findings(running, election, "votes-sum") == 3
        mine.photograph("rules")
        assert mine.serious() == []
        page.click("#save")
        mine.until("#said", SAVED)
        mine.until('tr[data-key="votes-sum"] [data-slot="notes"]', "toleransi 2 · diubah")
        mine.until('tr[data-key="votes-sum"] [data-slot="open"]', "\N{EN DASH}")
        mine.until("#job", DONE)

        page.click("#new")
        page.fill("#message", "Suara sah terlalu sedikit")
        page.fill("#expression", "valid = 1000")
        page.click("#save")
        mine.until("#wrong", "Baris 1, kolom 7: tulis == untuk sama dengan.")
        mine.photograph("rules-wrong")
        refused(mine)
        page.fill("#expression", "valid >= 1000")
        page.click("#save")
        mine.until('tr[data-key="suara-sah-terlalu-sedikit"] [data-slot="open"]', "12")

        page.locator('tr[data-key="suara-sah-terlalu-sedikit"] [role="switch"]').uncheck()
        mine.until('tr[data-key="suara-sah-terlalu-sedikit"] [data-slot="open"]', "\N{EN DASH}")
        mine.until("#how-many", "17 dari 18")
        assert open_findings(running, election, "suara-sah-terlalu-sedikit") == 0
        page.click("#delete")
        mine.until("#said", "Aturan dihapus")
        assert page.locator('tr[data-key="suara-sah-terlalu-sedikit"]').count() == 0


def test_who_was_second_keeps_what_he_wrote_and_is_told(
    browser: Browser, running: Running, election: str
) -> None:
    url = f"{running.url}/v1/elections/{election}/rules/total-sum"
    with desk(browser, running.url, "admin") as mine:
        page = mine.show(f"/console/rules?election={election}").page
        page.locator('tr[data-key="total-sum"] button').click()
        page.fill("#tolerance", "7")
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        said = {"tolerance": {"absolute": 3}, "version": 0}
        other = running.api("admin").session
        assert other.put(url, json=said, headers=headers, timeout=30).ok
        page.click("#save")
        mine.until("#said", "diubah orang lain")
        mine.until('tr[data-key="total-sum"] [data-slot="notes"]', "toleransi 3")
        assert page.input_value("#tolerance") == "7"
        mine.excuse("412")
        page.click("#save")
        mine.until("#said", SAVED)
        mine.until('tr[data-key="total-sum"] [data-slot="notes"]', "toleransi 7")


def test_who_verifies_may_try_and_not_change(
    browser: Browser, running: Running, election: str
) -> None:
    with desk(browser, running.url, "verifier") as mine:
        page = mine.show(f"/console/rules?election={election}&lang=en").page
        mine.until("#how-many", "rules on")
        page.locator('tr[data-key="dpt-limit"] button').click()
        page.fill("#expression", "dpt.total <= 500\nvalid <= other.valid")
        page.click("#try")
        mine.until("#wrong", "Line 2, column 10: votes of two ballots are never compared, so")
        refused(mine)
        page.fill("#expression", "dpt.total <= 500")
        page.click("#try")
        mine.until("#found", "12 results would be flagged")
        assert page.locator("#save, #delete, #new").count() == 0
        assert page.locator('[role="switch"]:not(:disabled)').count() == 0
        assert mine.serious() == []


def test_a_narrow_or_a_wide_screen_holds_the_desk(
    browser: Browser, running: Running, election: str
) -> None:
    url = f"{running.url}/v1/elections/{election}/rules/dpt-limit"
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    said = {"severity": "error", "tolerance": {"percent": 2.5}}
    assert running.api("admin").session.put(url, json=said, headers=headers, timeout=30).ok
    for size in ("phone", "4k"):
        with desk(browser, running.url, "admin", size) as mine:
            page = mine.show(f"/console/rules?election={election}").page
            page.wait_for_selector(LIVE)
            mine.until("#job", DONE)
            mine.photograph(f"rules-{size}")
            assert page.evaluate(TOO_WIDE) == []


def test_a_viewer_has_no_rules_desk(browser: Browser, running: Running) -> None:
    context = browser.new_context()
    who = {"username": "viewer", "password": "kata-sandi-uji"}
    assert context.request.post(f"{running.url}/v1/auth/login", data=who).ok
    assert context.request.get(f"{running.url}/console/rules").status == 403
    context.close()


def test_rules_answer_over_http(running: Running, election: str) -> None:
    admin, path = running.api("admin"), f"/v1/elections/{election}/rules"
    known = admin.read(path)
    assert known["constants"] == {"election.dpt_limit": 600, "election.reserve_percent": 2.5}

    def put(rule: str, body: object) -> int:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        url = f"{running.url}{path}/{rule}"
        return admin.session.put(url, json=body, headers=headers, timeout=30).status_code

    assert put("own-rule", {"expression": "valid == 1 / 0"}) == 422
    assert put("own-rule", {"expression": "valid >= 0", "tolerance": {"percent": 1}}) == 201
    assert put("own-rule", {"severity": "fatal"}) == 422
    assert running.api("viewer").get(path).status_code == 200
    tried = running.api("viewer").session.post(
        f"{running.url}{path}/try", json={"expression": "valid >= 0"}, timeout=30
    )
    assert tried.status_code == 403
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    gone = admin.session.delete(f"{running.url}{path}/own-rule", headers=headers, timeout=30)
    assert gone.status_code == 200, gone.text
    until(lambda: admin.read(path)["job"]["state"] == "done")
