"""What the public and the leaders see, in a real browser; recapitulation beside our sums."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import requests
from playwright.sync_api import Browser

from services.elections import sirekap
from services.elections.domain import Candidate, Contest
from tests import factories
from tests.conventions import ROOT
from tests.e2e.browsing import SIZES, Wall
from tests.e2e.conftest import Running
from tests.e2e.desk import desk
from tests.servers import until
from tests.unit.elections.publication_shapes import trouble

CODES = factories.station_codes(28)
COUNTED = CODES[:14]
ARTIFACTS = ROOT / "artifacts" / "public"
CONTEST = Contest("walikota", "W", "1971", (Candidate(1, "A"), Candidate(2, "B")))

pytestmark = pytest.mark.timeout(240)


class Election:
    """An election of its own: half of its stations counted, one held back, the rest out."""

    def __init__(self, running: Running) -> None:
        self.id = f"umum-{uuid.uuid4().hex[:8]}"
        self.running, self.admin = running, running.api("admin")
        self.path, self.public = f"/v1/elections/{self.id}", f"/v1/public/elections/{self.id}"
        self.page = f"{running.url}/hasil/{self.id}"
        self.command("", factories.election(self.id) | {"name": "Pilkada <b>uji</b>"}, "POST")
        names = [{"code": f"19710{n}", "name": f"Kecamatan {n}"} for n in range(1, 8)]
        self.command("/areas", {"items": names})
        self.command("/stations", {"items": factories.stations(CODES)})
        for code in COUNTED:
            self.command("/results", factories.form(code, "walikota"))
        held = {"contest": "walikota", "tps": CODES[14], "channel": "observer"}
        self.command("/results", held | {"votes": {"1": 12, "2": 13}})

    def command(self, path: str, body: object, method: str = "POST") -> dict:
        whole = self.path + path if path else "/v1/elections"
        answer = self.admin.session.request(
            method,
            self.running.url + whole,
            json=body,
            headers={"Idempotency-Key": str(uuid.uuid4())},
            timeout=30,
        )
        assert answer.ok, answer.text
        return dict(answer.json())

    def publish(self, *, published: bool = True) -> None:
        version = self.admin.read(f"{self.path}/options")["version"]
        self.command("/options", {"version": version, "published": published}, "PUT")

    def read(self, path: str = "", **query: str) -> requests.Response:
        """Ask as somebody without an account."""
        return requests.get(f"{self.running.url}{self.public}{path}", params=query, timeout=30)

    def of_contest(self, path: str, **query: str) -> requests.Response:
        return self.read(f"/contests/walikota{path}", **query)


@pytest.fixture(scope="module")
def election(running: Running) -> Election:
    made = Election(running)
    made.publish()

    def counted() -> tuple[object, object]:
        told = made.of_contest("/tally").json()
        return told.get("tps_in"), told.get("tps_held")

    until(lambda: counted() == (len(COUNTED), 1), 20)
    return made


@contextmanager
def visit(browser: Browser, url: str, size: str = "phone", **options: object) -> Iterator[Wall]:
    """Open a window without an account."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    made = Wall(context.new_page(), url)
    made.page.goto(url)
    try:
        yield made
        assert made.troubles == []
    finally:
        context.close()


def shoot(page: Wall, name: str) -> None:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)


def test_nothing_of_an_election_is_told_before_it_is_published(running):
    made = Election(running)
    for path in ("", "/contests/walikota/tally", "/contests/walikota/results.csv"):
        answer = made.read(path)
        assert (answer.status_code, answer.json()["type"]) == (404, "not-published")
    assert requests.get(made.page, timeout=30).status_code == 404


def test_the_public_reads_without_an_account_and_asks_for_changes_only(election):
    answer = election.of_contest("/tally")
    assert (answer.status_code, answer.json()["tps_held"]) == (200, 1)
    assert answer.headers["Cache-Control"] == "public, max-age=3"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "q=100000" in answer.headers["RateLimit-Policy"]
    again = requests.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")
    assert election.of_contest("/tally", area="1972").status_code == 422
    assert election.of_contest("/tally", foo="1").status_code == 422


def test_every_download_has_the_whole_area_in_its_shape(election):
    text = election.of_contest("/results.csv")
    assert text.headers["Content-Disposition"].endswith('walikota.csv"')
    rows = sirekap.rows(text.content, "results.csv", CONTEST)
    figures = [row for row in rows if isinstance(row, sirekap.Row) and row.figures]
    assert (len(rows), len(figures)) == (len(CODES), len(COUNTED))
    whole = election.of_contest("/results.json").json()
    assert [one["status"] for one in whole["items"]].count("counted") == len(COUNTED)
    assert trouble(election.of_contest("/results.cdf.json").json()) == []
    for name in ("csv", "json", "cdf.json"):
        answer = election.of_contest(f"/results.{name}")
        known = {"If-None-Match": answer.headers["ETag"]}
        again = requests.get(answer.url, headers=known, timeout=30)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == answer.headers["ETag"]
        other = requests.get(answer.url, headers={"If-None-Match": 'W/"x"'}, timeout=30)
        assert (other.status_code, other.content != b"") == (200, True)
    chart = election.of_contest("/sirekap.json").json()["tungsura"]["chart"]
    assert chart["progres"]["progres"] == len(COUNTED)


@pytest.mark.parametrize(("path", "begins"), [("/results.xlsx", b"PK"), ("/report.pdf", b"%PDF")])
def test_a_file_that_must_be_made_is_there_in_a_moment(election, path, begins):
    until(lambda: election.of_contest(path, area="197101").status_code == 200, 60)
    answer = election.of_contest(path, area="197101")
    assert answer.content.startswith(begins)
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert requests.get(answer.url, headers=tag, timeout=30).status_code == 304


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_the_pages_lead_from_the_list_to_a_station(browser, election, size):
    with visit(browser, election.page, size) as seen:
        page = seen.page
        assert "Pilkada <b>uji</b>" in seen.text("h1")
        for link in ("Wali Kota", "Kecamatan 1", "1971011001", "TPS 001"):
            assert seen.serious() == []
            assert seen.overflow() == 0
            with page.expect_navigation():
                page.locator("main").get_by_role("link", name=link, exact=True).first.click()
        assert "TPS 001" in seen.text("h1")
        assert "Dihitung." in seen.text("main")
        assert seen.serious() == []
        shoot(seen, f"station-{size}")


def test_the_pages_are_whole_without_a_script_and_in_english(browser, election):
    url = f"{election.page}/walikota?lang=en"
    with visit(browser, url, java_script_enabled=False) as seen:
        shown = seen.text("main")
        tally = election.of_contest("/tally").json()
        for text in (
            f"{len(COUNTED)} of {len(CODES)}",
            "1 TPS held back, 25 votes",
            f"{tally['tps_out']} TPS not in yet",
            f"{tally['candidates'][0]['votes']:,}",
            "Data as of",
        ):
            assert text in shown
        seen.page.get_by_role("link", name="Report (PDF)").wait_for()
        shoot(seen, "area-en")


@pytest.mark.parametrize("language", ["id", "en"])
def test_on_paper_a_page_is_a4_whole_and_says_whence_and_when(browser, election, language):
    """Chromium's PDF: pages of A4, and nothing of the page is wider than the paper."""
    for name, path in (("area", "/walikota"), ("station", f"/walikota/{CODES[0]}"), ("front", "")):
        with visit(browser, f"{election.page}{path}?lang={language}", "desk") as seen:
            made = seen.page.pdf(prefer_css_page_size=True)
            (_folder() / f"paper-{name}-{language}.pdf").write_bytes(made)
            boxes = re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", made)
            assert boxes
            assert {(round(float(w)), round(float(h))) for w, h in boxes} == {(595, 842)}
            seen.page.emulate_media(media="print")
            seen.page.set_viewport_size({"width": 688, "height": 1000})  # between its margins
            assert seen.overflow() == 0
            foot = seen.text(".printed")
            assert election.page + path in foot
            assert str(datetime.now(UTC).year) in foot
            for gone in (".languages", ".trail", ".downloads", ".btn"):
                assert not any(one.is_visible() for one in seen.page.locator(gone).all())


def test_the_stages_stand_on_the_elections_page(browser, election):
    election.command("/stages/template", {"template": "pilkada-2024"})
    until(lambda: election.read("/stages").json()["items"])
    with visit(browser, election.page) as seen:
        seen.page.get_by_role("heading", name="Tahapan").wait_for()
        assert seen.serious() == []


def test_a_page_that_is_open_follows_the_count(browser, running):
    made = Election(running)
    made.publish()
    until(lambda: made.of_contest("/tally").json().get("tps_in") == len(COUNTED), 20)
    with visit(browser, f"{made.page}/walikota") as seen:
        assert f"{len(COUNTED)} dari" in seen.text(".stat-value")
        made.command("/results", factories.form(CODES[20], "walikota"))
        until(lambda: made.of_contest("/tally").json()["tps_in"] == len(COUNTED) + 1, 20)
        seen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        seen.until(".stat-value", f"{len(COUNTED) + 1} dari")


def test_a_recapitulation_is_entered_and_its_difference_explained(browser, running, election):
    with desk(browser, running.url, "operator") as seen:
        place = f"/console/recap?election={election.id}&contest=walikota&area=197101"
        seen.show(place)
        ours = election.admin.read(f"{election.path}/contests/walikota/recaps/197101")["ours"]
        seen.page.fill('input[name="votes.1"]', str(ours["votes"]["1"] + 10))
        seen.page.click("#actions button")
        seen.until("#said", "suara semua calon")
        seen.page.fill('input[name="votes.2"]', str(ours["votes"]["2"]))
        seen.page.click("#actions button")
        seen.until("#verdict", "1 angka berbeda")
        assert "+10" in seen.text("#rows tr.is-different")
        assert seen.serious() == []
        seen.page.screenshot(path=_folder() / "recap.png", full_page=True)


@pytest.mark.parametrize(("size", "language"), [("phone", "id"), ("desk", "en")])
def test_leaders_see_who_is_late_and_what_is_contested(browser, running, election, size, language):
    items = [{"tps": CODES[20], "signal": "none", "checked_on": "2024-11-20"}]
    election.command("/signals", {"items": items})
    with desk(browser, running.url, "viewer", size) as seen:
        seen.show(f"/leaders?election={election.id}&lang={language}")
        out = len(CODES) - len(COUNTED) - 1
        seen.until("#out", str(out))
        assert len(seen.page.locator("#late-districts li").all()) == 7
        seen.until("#signals", f"TPS {CODES[20][-3:]}")
        assert seen.serious() == []
        assert seen.overflow() == 0
        seen.page.screenshot(path=_folder() / f"leaders-{size}.png", full_page=True)


def test_the_documents_are_json(election):
    station = election.of_contest(f"/results/{CODES[0]}").json()
    assert (station["status"], station["photos"]) == ("counted", [])
    assert json.dumps(election.of_contest("/sirekap.json", area=CODES[0]).json())


def _folder():
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    return ARTIFACTS
