"""The quick count's desk in a real browser: design, wait, estimate, publish."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import Browser

from tests import factories
from tests.e2e.conftest import Running
from tests.e2e.desk import desk

CODES = factories.station_codes(42)  # six in each of seven districts


@pytest.fixture(scope="module")
def election(running: Running) -> str:
    """Register an election of 42 stations in seven districts, without a result."""
    name = f"hitung-cepat-{uuid.uuid4().hex[:8]}"
    admin = running.api("admin")
    assert admin.insist("/v1/elections", factories.election(name), str(uuid.uuid4())).ok
    items = {"items": factories.stations(CODES)}
    assert admin.insist(f"/v1/elections/{name}/stations", items, str(uuid.uuid4())).ok
    districts = [{"code": f"19710{n}", "name": f"Kecamatan {n}"} for n in range(1, 8)]
    areas = {"items": districts}
    assert admin.insist(f"/v1/elections/{name}/areas", areas, str(uuid.uuid4())).ok
    return name


def hand_in(running: Running, election: str, codes: list[str]) -> None:
    admin = running.api("admin")
    for code in codes:
        form = factories.form(code, "walikota")
        answer = admin.insist(f"/v1/elections/{election}/results", form, str(uuid.uuid4()))
        assert answer.ok, answer.text


def test_a_sample_is_designed_waits_for_its_strata_and_is_published(
    browser: Browser, running: Running, election: str
) -> None:
    page = f"/console/quick-count?election={election}"
    with (
        desk(browser, running.url, "operator") as mine,
        desk(browser, running.url, "viewer") as other,
    ):
        mine.show(page)
        assert "Belum ada sampel" in mine.text("#no-sample")
        assert mine.text("#verdict") == "Belum ada suara yang dihitung."

        mine.page.click("#open-design")
        mine.until("#plan-wrong", "melebihi 42 TPS yang ada")
        mine.page.fill('[name="size"]', "28")
        mine.until("#plan", "28 dari 42 TPS")
        assert "Kecamatan 1 4/6" in mine.text("#plan")
        mine.page.select_option('[name="by"]', "margin")
        mine.page.fill('[name="margin"]', "90")
        mine.until("#plan-wrong", "margin")
        mine.excuse("422")
        mine.page.select_option('[name="by"]', "size")
        mine.until("#plan", "28 dari 42 TPS")
        assert mine.serious() == []
        mine.page.fill('[name="name"]', "Sampel uji")
        mine.page.fill('[name="seed"]', "27-11-2024")
        mine.page.click('#design-form button[type="submit"]')
        mine.until("#arrived", "0 dari 28 TPS sampel masuk")

        path = f"/v1/elections/{election}/contests/walikota/samples"
        sample = running.api("operator").read(path)["items"][0]
        assert (sample["name"], sample["size"]) == ("Sampel uji", 28)
        drawn = [
            one["tps"] for one in running.api("operator").items(f"{path}/{sample['id']}/stations")
        ]
        hand_in(running, election, [code for code in drawn if code < "197107"])
        mine.until("#arrived", "24 dari 28")
        assert "1 strata belum mencapai minimum; masih kurang 2 TPS" in mine.text("#held")
        assert mine.page.locator(".qc-candidate").count() == 0

        other.show(page)
        assert other.page.locator("#sample-part").is_hidden()
        assert "terbuka bagi pembaca" in other.text("#no-sample")
        assert other.page.locator("#open-design").count() == 0

        hand_in(running, election, [code for code in drawn if code > "197107"])
        mine.until("#arrived", "28 dari 28")
        mine.page.wait_for_selector(".qc-candidate")
        assert "%" in mine.text(".qc-share")
        mine.page.wait_for_selector("#chart canvas", timeout=20_000)
        assert mine.serious() == []
        mine.photograph("quick-count", whole=True)

        mine.page.click("#publish")
        mine.until("#openness", "Terbuka bagi pembaca")
        other.page.wait_for_selector(".qc-candidate", timeout=20_000)

        sheet = running.api("viewer").get(f"{path}/{sample['id']}/stations", format="csv")
        assert sheet.headers["Content-Type"].startswith("text/csv")
        assert len(sheet.text.splitlines()) == 29
        answer = running.api("reporter").get(f"{path}/{sample['id']}/estimate")
        assert answer.status_code == 403


def test_the_desk_fits_a_phone_and_speaks_english(
    browser: Browser, running: Running, election: str
) -> None:
    with desk(browser, running.url, "operator", "phone") as mine:
        mine.show(f"/console/quick-count?lang=en&election={election}")
        assert mine.text("h1.page-title") == "Quick count"
        assert mine.text("#outlook-title") == "Outlook for the full count"
        mine.page.click("#open-design")
        mine.page.fill('[name="size"]', "28")
        mine.until("#plan", "of 42 TPS")
        mine.excuse("422")  # the first plan may have been asked with the usual size
        assert mine.overflow() == 0
        assert mine.serious() == []
