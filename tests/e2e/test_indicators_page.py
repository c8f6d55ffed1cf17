"""The page of an indicator: read, chosen from, asked about and answered, in two languages."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import Running
from tests.e2e.desk import LIVE, Desk, desk
from tests.e2e.officials import Officials, appoint
from tests.servers import until

pytestmark = pytest.mark.timeout(300)
REGION, WEST, EAST = "7215", "721501", "721502"  # which no other test of the session uses
FILE = f"""row,code,name,kind,parent,area,unit,title,level,above,position,person,starts
unit,{{0}}DUK,Dinas Kependudukan {{0}},agency,,{REGION},,,,,,,
position,{{0}}KADIS,,,,,{{0}}DUK,Kepala Dinas {{0}},high,,,,
holding,,,,,,,,,,{{0}}KADIS,kadis-{{0}},2024-02-20
"""
CODES = {"sex": {"L": "Laki-laki", "P": "Perempuan"}, "age": {"0-14": "0-14", "15+": "15+"}}

# A pyramid's words are 11 CSS pixels at least, and within it.
READABLE = """() => {
  const drawn = document.querySelector("#pyramid"), room = drawn.getBoundingClientRect();
  const fits = (one) => {
    const box = one.getBoundingClientRect();
    const size = parseFloat(getComputedStyle(one).fontSize) * one.getScreenCTM().a;
    return size >= 11 && box.left >= room.left && box.right <= room.right;
  };
  const words = [...drawn.querySelectorAll("text")];
  return words.length > 0 && words.every(fits);
}"""

# A headline has its row to itself.
ALONE = "document.querySelector('.hl-1').offsetWidth === document.querySelector('.hl').offsetWidth"


@dataclass(frozen=True)
class Agency(Officials):
    """An agency with one indicator of its own, its head, and an operator of its regency."""

    @property
    def indicator(self) -> str:
        return f"penduduk-{self.mark}"

    def send(self, method: str, path: str, body: Any, user: str = "admin") -> dict[str, Any]:
        url, key = f"{self.running.url}{path}", {"Idempotency-Key": str(uuid.uuid4())}
        session = self.running.api(user).session
        answer = session.request(method, url, json=body, headers=key, timeout=30)
        assert answer.ok, answer.text
        return dict(answer.json())

    def push(self, *cells: tuple[str, str, str, str, int]) -> None:
        """Push (area, month, sex, age, value), and wait until it is shown."""
        items = [
            {"area": a, "period": p, "dimensions": {"sex": s, "age": g}, "value": v}
            for a, p, s, g, v in cells
        ]
        path = f"/v1/indicators/{self.indicator}"
        self.send("POST", f"{path}/observations", {"items": items, "source": "SIAK"})
        area, period = cells[-1][:2]
        asked = {"area": area, "from": period}
        until(lambda: self.running.api("admin").read(f"{path}/series", **asked)["items"])


@pytest.fixture(scope="module")
def agency(running: Running, tmp_path_factory: pytest.TempPathFactory) -> Agency:
    found = Agency(running, appoint(running, REGION, FILE, tmp_path_factory.mktemp("agency")))
    running.add_account(found.user("op"), "operator", REGION)
    names = {REGION: "Kabupaten Uji", WEST: "Barat", EAST: "Timur"}
    items = [{"code": code, "name": name} for code, name in names.items()]
    found.send("POST", "/v1/indicators/areas", {"items": items})
    about = {
        "code": found.indicator,
        "item": "population",
        "title": "Penduduk terdaftar",
        "title_en": "Registered residents",
        "definition": "Penduduk yang terdaftar pada akhir bulan.",
        "unit": "jiwa",
        "owner": f"{found.mark}DUK",
        "rhythm": "month",
        "source": "Administrasi kependudukan",
        "direction": "up",
        "targets": {"2024": 500},
        "over_areas": "sum",
        "dimensions": [{"name": name, "codes": codes} for name, codes in CODES.items()],
    }
    found.send("POST", "/v1/indicators", about)
    shares = [
        (s, g, 20 + 5 * i) for i, (s, g) in enumerate((s, g) for s in "LP" for g in CODES["age"])
    ]
    found.push(
        *[
            (a, p, s, g, n * k)
            for a, k in ((WEST, 1), (EAST, 2))
            for p in ("2023-06", "2024-05")
            for s, g, n in shares
        ],
        *[(a, "2024-06", s, g, n * k) for a, k in ((WEST, 2), (EAST, 1)) for s, g, n in shares],
    )
    api = running.api(found.user("op"))
    until(lambda: api.read("/v1/recipients", q=found.mark, kind="position")["items"])
    return found


def opened(at: Desk, path: str, shown: str) -> None:
    at.page.goto(at.url + path)
    at.page.wait_for_selector(f'{LIVE}[data-shown="{shown}"]', timeout=30_000)


def test_a_leader_reads_a_figure_asks_about_it_and_is_answered(
    running: Running, browser: Browser, agency: Agency
) -> None:
    code = agency.indicator
    with desk(browser, running.url, agency.user("op")) as at:
        page = at.page
        page.goto(f"{running.url}/indicators")
        tile = page.locator('[data-item="population"]')
        tile.get_by_role("link", name="Penduduk terdaftar").click()
        page.wait_for_selector(f'body[data-shown="{code}/{REGION}/2024-06/district"]')
        expect(page.locator("#head-value")).to_have_text("330")
        expect(page.locator("#head-change")).to_have_text("tetap")
        expect(page.locator("#head-target")).to_have_text("kurang 170 jiwa dari target 500 jiwa")
        expect(page.locator("#ranking th")).to_have_text(["Barat", "Timur"])
        expect(page.locator("#sides")).to_be_hidden()  # none is beside it, so it has all the room
        assert page.evaluate(ALONE)
        _by_keyboard(at)
        _chosen(at, code)
        for size in ("desk", "phone"):
            at.resize(size)
            page.wait_for_function(READABLE)  # and with it all else has the new size
            assert at.overflow() <= 0, size
            assert at.serious() == [], size
            at.photograph(f"indicator-{size}", whole=True)
        at.resize("desk")
        agency.push((WEST, "2024-07", "L", "15+", 700))
        expect(page.locator("#head-value")).to_have_text("700")  # nobody asked for it
        number = _asked(at)
        _answered(agency, at, number)
    with desk(browser, running.url, "viewer") as at:
        opened(
            at,
            f"/indicators/of/{code}?area={REGION}&lang=en&period=2024-06",
            f"{code}/{REGION}/2024-07/district",
        )
        expect(at.page.locator("#title")).to_have_text("Registered residents")
        expect(at.page.locator("#ask")).to_be_hidden()
        late = re.compile(r"Late: \d+ periods have not come in")
        expect(at.page.locator("#why")).to_contain_text(late)
        judged = re.compile(r"late by \d+ days; .*figures agree")
        expect(at.page.locator("#quality")).to_have_text(judged)
        assert at.serious() == []


def _by_keyboard(at: Desk) -> None:
    """The table behind the chart opens without a mouse, and says what the chart shows."""
    at.page.locator(".ch summary").focus()
    at.press("Enter")
    expect(at.page.locator("#chart-rows th")).to_have_text(["Mei 2024", "Jun 2024"])
    at.press("Enter")


def _chosen(at: Desk, code: str) -> None:
    """Year, area and dimension stand in the address, and the way back leads back."""
    page = at.page
    page.locator("#years a", has_text="2023").click()
    page.wait_for_selector(f'body[data-shown="{code}/{REGION}/2023-06/district"]')
    assert "year=2023" in page.url
    page.go_back()
    page.wait_for_selector(f'body[data-shown="{code}/{REGION}/2024-06/district"]')
    page.get_by_role("button", name="Barat", exact=True).click()
    page.wait_for_selector(f'body[data-shown="{code}/{WEST}/2024-06/village"]')
    expect(page.locator("#head-target")).to_have_text("tanpa target")
    page.select_option('#choice [name="area"]', REGION)
    page.wait_for_selector(f'body[data-shown="{code}/{REGION}/2024-06/district"]')
    page.select_option('#dimensions [data-key="sex"] select', "P")
    expect(page.locator("#group-said")).to_contain_text("Perempuan: 195 jiwa, 59,1 % dari semua")
    expect(page.locator("#head-value")).to_have_text("195")
    expect(page.locator("#head-label")).to_contain_text("· Perempuan")
    expect(page.locator("#chart-title")).to_contain_text("· Perempuan")
    expect(page.locator("#rank-title")).to_contain_text("· Perempuan")
    expect(page.locator('#ranking [data-slot="value"]')).to_have_text(["130", "65"])
    expect(page.locator("#part-note")).to_contain_text("Target berlaku untuk keseluruhan")
    assert "dimension=sex%3AP" in page.url
    page.reload()  # a link to it shows the same
    expect(page.locator("#head-value")).to_have_text("195")
    expect(page.locator("#observed tr")).to_have_count(4)
    expect(page.locator("#why li")).to_have_count(3)
    expect(page.locator("#why")).to_contain_text(re.compile(r"Terlambat: \d+ periode belum masuk"))
    first = page.locator("#observed tr").first
    expect(first).to_contain_text("SIAK")
    owner = f"Penanggung jawab: Dinas Kependudukan {code.removeprefix('penduduk-')}."
    expect(page.locator("#definition")).to_contain_text(owner)
    first.get_by_role("button").click()
    expect(page.locator("#revision-list")).to_contain_text("admin (kiriman instansi)")
    page.get_by_role("button", name="Tutup").click()
    page.select_option('#dimensions [data-key="sex"] select', "")
    expect(page.locator("#head-value")).to_have_text("330")
    page.goto(f"{page.url}&dimension=topic:air")
    expect(page.locator("#said")).to_contain_text("tidak dirinci")
    expect(page.locator("#head-value")).to_have_text("330")
    assert "dimension" not in page.url
    at.excuse("422 (UNPROCESSABLE ENTITY)")


def _asked(at: Desk) -> str:
    page = at.page
    page.click("#ask")
    page.wait_for_selector('#ask-dialog[open][data-found="1"]')
    page.fill('#ask-dialog [name="text"]', "Mengapa melonjak dalam sebulan?")
    page.click('#ask-dialog button[value="yes"]')
    note = page.locator("#notes-list > li")
    expect(note).to_contain_text("Penduduk terdaftar, Kabupaten Uji, Jul 2024: 700 jiwa.")
    return str(note.locator('[data-slot="number"]').get_attribute("href")).split("#")[1]


def _answered(agency: Agency, at: Desk, order: str) -> None:
    """The head of the agency answers the order, and the page shows it beside the figure."""
    kadis = agency.user("kadis")
    body = {"step": "done", "reason": "Pemutakhiran data ganda selesai"}
    agency.send("POST", f"/v1/orders/{order}/answer", body, kadis)
    answers = at.page.locator(".note-answers")
    expect(answers).to_contain_text("Pemutakhiran data ganda selesai")
    expect(at.page.locator("#notes-list .badge")).to_have_text(re.compile("selesai"))
    link = f"/indicators/of/{agency.indicator}?area={REGION}&period=2024-07"
    with_link = agency.running.api(kadis).read(f"/v1/orders/{order}")["about"]
    assert with_link == f"indicator/{agency.indicator}/{REGION}/2024-07"
    assert agency.running.api(kadis).get(link).status_code == 200
