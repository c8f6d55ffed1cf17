"""The wall in a real browser: what is handed in over HTTP stands on it, and it never lies."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from services.elections.demo import cli as demo
from services.elections.demo.facts import villages
from tests import factories
from tests.api import Api
from tests.e2e.browsing import SIZES, wall
from tests.e2e.conftest import Running

CODES = factories.station_codes(28)
CERTIFIED = {"walikota": ("48.528", "35.177"), "gubernur": ("32.089", "43.445")}

pytestmark = pytest.mark.timeout(240)


class Count:
    """An election of its own, with stations and no results yet."""

    def __init__(self, running: Running, name: str, **changes: object) -> None:
        self.id, self.url = name, running.url
        self.admin: Api = running.api("admin")
        self.command("/v1/elections", factories.election(name, **changes))
        items = [{"code": code, "name": f"Desa {code[-4:]}"} for code in factories.VILLAGES]
        items += [{"code": f"19710{n}", "name": f"Kecamatan {n}"} for n in range(1, 8)]
        self.command(f"{self.path}/areas", {"items": items})
        self.command(f"{self.path}/stations", {"items": factories.stations(CODES)})

    @property
    def path(self) -> str:
        return f"/v1/elections/{self.id}"

    @property
    def page(self) -> str:
        return f"/wall/{self.id}"

    def command(self, path: str, body: object) -> dict:
        answer = self.admin.insist(path, body, str(uuid.uuid4()))
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    def hand_in(self, tps: str, contest: str, **changes: object) -> dict:
        return self.command(f"{self.path}/results", factories.form(tps, contest) | changes)

    def tally(self, contest: str) -> dict:
        return self.admin.read(f"{self.path}/contests/{contest}/tally")

    def notice(self, **said: object) -> dict:
        return self.command("/v1/notifications/notices", said)


@pytest.fixture
def count(running: Running) -> Count:
    return Count(running, f"layar-{uuid.uuid4().hex[:8]}")


@pytest.fixture
def critical(count: Count) -> Iterator[dict]:
    """A critical notice; it is closed in the end, for the other tests' walls."""
    made = count.notice(
        severity="critical",
        headline="Air pasang masuk TPS, penghitungan suara terhenti",
        text="Dua kotak suara sudah dipindah, segel utuh.",
        place="TPS 003 Ketapang",
        area=next(one.code for one in villages() if one.name == "Ketapang"),
        holder="Operator BPBD",
    )
    yield made
    path = f"/v1/notifications/notices/{made['id']}/close"
    assert count.admin.insist(path, {}, str(uuid.uuid4())).status_code in {200, 201, 409}


@pytest.fixture(scope="module")
def night(running: Running) -> str:
    """The demo's whole election night; returns the wall's address."""
    endings = demo.main(running.url, 0, running.token)
    assert [one.contest for one in endings] == ["walikota", "gubernur"]
    return "/wall/pilkada-2024-pangkalpinang"


def written(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def percent(share: float) -> str:
    return f"{share * 100:.2f}".replace(".", ",")


def test_results_stand_on_the_wall_without_a_reload(count: Count, browser: Browser) -> None:
    with wall(browser, count.url) as screen:
        screen.show(count.page)
        screen.until('[data-contest="walikota"]', "0 / 28 TPS")
        screen.page.evaluate("document.body.dataset.loaded = 'once'")
        for code in CODES:
            for contest in factories.CONTESTS:
                count.hand_in(code, contest)
        for contest in factories.CONTESTS:
            screen.until(f'[data-contest="{contest}"]', "28 / 28 TPS")
        assert screen.page.get_attribute("body", "data-loaded") == "once"
        for contest in factories.CONTESTS:
            tally = count.tally(contest)
            assert screen.votes(contest) == {
                str(one["number"]): (written(one["votes"]), percent(one["share"]))
                for one in tally["candidates"]
            }
        turnout = count.tally("walikota")["turnout"]
        screen.until("#turnout", f"{percent(turnout)}%")
        screen.until("#stations", "28 dari 28")
        screen.until("#stations", "28 lengkap")


def test_every_district_has_its_row(count: Count, browser: Browser) -> None:
    for code in CODES[:7]:
        count.hand_in(code, "walikota")
    with wall(browser, count.url) as screen:
        screen.show(count.page)
        rows = screen.page.locator("#districts tbody tr")
        screen.until("#districts", "Kecamatan 7")
        children = {one["area"]["name"]: one for one in count.tally("walikota")["children"]}
        assert rows.count() == len(children) == 7
        for row in rows.all():
            name, stations, *_ = (cell.inner_text() for cell in row.locator("th, td").all())
            assert stations == f"{children[name]['tps_in']}/{children[name]['tps_expected']}"


def test_a_finding_is_shown_and_goes_when_it_is_corrected(count: Count, browser: Browser) -> None:
    with wall(browser, count.url) as screen:
        screen.show(count.page)
        screen.until("#findings-none", "Belum ada temuan")
        odd = count.hand_in(CODES[0], "walikota", total=999)
        assert odd["findings"]
        screen.until("#findings", f"TPS 001 Desa {CODES[0][6:10]}")
        screen.until("#findings-total", f"{len(odd['findings'])} ")
        screen.until("#arrivals", "TPS 001")
        count.hand_in(CODES[0], "walikota")
        screen.until("#findings-none", "Belum ada temuan")
        screen.until("#arrivals", "koreksi")


def test_the_part_that_is_missing_is_told_apart(count: Count, browser: Browser) -> None:
    votes = {"contest": "walikota", "tps": CODES[0], "votes": {"1": 10, "2": 20}}
    count.command(f"{count.path}/results", votes)
    with wall(browser, count.url) as screen:
        screen.show(count.page)
        screen.until("#stations", "0 lengkap 1 suara saja 27 belum")
        screen.until("#turnout", "belum ada angka pengguna")


@pytest.mark.parametrize("size", SIZES)
def test_votes_held_back_stand_beside_what_is_out_and_warn_when_they_could_decide(
    running: Running, count: Count, browser: Browser, size: str
) -> None:
    for code in CODES[:4]:
        count.hand_in(code, "walikota")
    verifier = running.api("verifier")
    panel = '[data-contest="walikota"]'

    def hold(code: str, scope: str) -> None:
        path = f"{count.path}/contests/walikota/results/{code}"
        version = verifier.read(path)["version"]
        said = {"scope": scope, "reason": "Foto belum ada.", "version": version}
        answer = verifier.insist(f"{path}/quarantine", said, str(uuid.uuid4()))
        assert answer.status_code in {200, 201}, answer.text

    with wall(browser, count.url, size) as screen:
        screen.show(f"{count.page}?contest=walikota")
        screen.until(panel, "4 / 28 TPS")
        held = screen.page.locator(f"{panel} .tally-held")
        assert not held.is_visible()
        hold(CODES[2], "results")
        screen.until(panel, "3 / 28 TPS")
        tally = count.tally("walikota")
        assert not tally["could_change"]
        screen.until(f"{panel} .tally-held", f"Ditahan 1 TPS, {tally['votes_held']} suara")
        screen.until("#stations", "1 ditahan 24 belum")
        screen.until(f"{panel} .tally-foot", "24 TPS")
        screen.photograph(f"held-{size}", whole=size == "phone")
        hold(CODES[0], "results")
        screen.until(f"{panel} .tally-held", "Suara ditahan bisa mengubah pemenang")
        tally = count.tally("walikota")
        screen.until(f"{panel} .tally-held", f"{tally['votes_held']} suara")
        said = held.locator("b").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert said[0] <= said[1], "the words are cut off"
        assert held.locator(".i-warn").is_visible()
        band = held.evaluate("e => getComputedStyle(e).backgroundColor")
        assert band == "rgb(255, 159, 82)"
        assert (screen.serious(), screen.overflow()) == ([], 0)
        screen.photograph(f"undecided-{size}", whole=size == "phone")
        for code in (CODES[0], CODES[2]):
            hold(code, "none")
        screen.until(panel, "4 / 28 TPS")
        held.wait_for(state="hidden")
        screen.until("#stations", "24 belum")


def test_a_critical_notice_has_the_screen_until_it_is_taken_in_hand(
    night: str, count: Count, critical: dict, browser: Browser
) -> None:
    with wall(browser, count.url) as screen:
        screen.show(night)
        screen.until("#alarm", "Air pasang masuk TPS")
        screen.page.wait_for_selector(".locator .place-hit")
        screen.until("#alarm", "Operator BPBD")
        assert screen.page.locator('[data-contest="walikota"]').is_visible()
        assert not screen.page.locator("#map").is_visible()
        assert screen.serious() == []
        screen.photograph("kritis")
        path = f"/v1/notifications/notices/{critical['id']}/acknowledge"
        count.command(path, {"note": "Perahu menuju lokasi."})
        screen.page.wait_for_selector("#alarm", state="hidden")
        screen.until("#notices", "Air pasang masuk TPS")
        screen.until("#notices", "diterima")


def test_a_rehearsal_cannot_be_taken_for_the_real_night(running: Running, browser: Browser) -> None:
    count = Count(running, f"gladi-{uuid.uuid4().hex[:8]}", rehearsal=True, date="2024-11-20")
    with wall(browser, running.url) as screen:
        screen.show(count.page)
        screen.until("#rehearsal", "GLADI")
        frame = screen.page.locator(".rehearsal-frame").bounding_box()
        assert frame == {"x": 0, "y": 0, "width": 1920, "height": 1080}
        screen.photograph("gladi")


def test_an_election_nobody_knows_is_said_to_be_absent(running: Running, browser: Browser) -> None:
    with wall(browser, running.url) as screen:
        screen.show("/wall/tidak-ada", showing="empty")
        assert "Belum ada pemilihan" in screen.text('[data-phase="empty"]')
        assert "tidak-ada" in screen.text('[data-phase="empty"]')
        assert screen.serious() == []
        screen.excuse("404", "ERR_INCOMPLETE_CHUNKED_ENCODING")


def test_who_is_signed_out_is_asked_to_sign_in(running: Running, browser: Browser) -> None:
    """The page's own proof is gone, and the page would lead to the log-in."""
    with wall(browser, running.url) as screen:
        refused = {"status": 401, "content_type": "application/problem+json", "body": "{}"}
        for path in ("/v1/stream*", "/v1/auth/refresh"):
            screen.page.route(f"**{path}", lambda route: route.fulfill(**refused))
        screen.page.route(
            "**/wall",
            lambda route: (
                route.continue_()
                if route.request.is_navigation_request()
                else route.fulfill(**refused)
            ),
        )
        screen.show("/wall", showing="signin")
        link = screen.page.locator('[data-phase="signin"] a')
        assert link.get_attribute("href") == "/login?next=/wall"
        assert screen.serious() == []
        screen.excuse("401")


def test_a_wall_whose_gateway_dies_says_so_and_comes_back_by_itself(
    running: Running, count: Count, browser: Browser
) -> None:
    with wall(browser, count.url) as screen:
        screen.show(count.page)
        screen.page.evaluate("document.body.dataset.loaded = 'once'")
        count.hand_in(CODES[0], "walikota")
        screen.until('[data-contest="walikota"]', "1 / 28 TPS")
        screen.page.context.set_offline(True)
        running.stack.restart("gateway")
        screen.until("#link", "Menyambung ulang")
        screen.until("#stale", "Angka berhenti pukul", seconds=40)
        paint = screen.page.locator("main").evaluate("e => getComputedStyle(e).filter")
        assert "grayscale" in paint
        assert "1 / 28 TPS" in screen.text('[data-contest="walikota"]')
        assert screen.serious() == []
        screen.photograph("stale")
        running.stack.wait_ready("gateway")
        count.hand_in(CODES[1], "walikota")
        screen.page.context.set_offline(False)
        screen.until('[data-contest="walikota"]', "2 / 28 TPS", seconds=40)
        screen.page.wait_for_selector("#stale", state="hidden")
        assert screen.page.get_attribute("body", "data-loaded") == "once"
        screen.excuse("net::ERR_", "503")


def test_the_wall_stands_at_the_certified_totals(
    night: str, running: Running, browser: Browser
) -> None:
    with wall(browser, running.url) as screen:
        screen.show(night)
        for contest, (one, two) in CERTIFIED.items():
            screen.until(f'[data-contest="{contest}"]', "311 / 311 TPS")
            votes = screen.votes(contest)
            assert (votes["1"][0], votes["2"][0]) == (one, two)
        screen.painted()
        assert "sel Voronoi" in screen.text("#map-note")
        assert screen.page.locator("#map .map-label").count() == 7
        screen.photograph("certified")


def test_the_map_and_the_table_follow_the_chosen_ballot(
    night: str, running: Running, browser: Browser
) -> None:
    with wall(browser, running.url) as screen:
        screen.show(night).painted()
        screen.page.keyboard.press("Tab")
        screen.page.get_by_role("button", name="Gubernur").focus()
        screen.page.keyboard.press("Enter")
        screen.until("#stations", "TPS masuk, Gubernur")
        screen.until("#districts-note", "Gubernur, %")
        assert "Gubernur" in str(screen.page.get_attribute("#map", "aria-label"))
        assert screen.page.url.endswith("contest=gubernur")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_every_screen_shows_it_in_both_languages(
    night: str, running: Running, browser: Browser, size: str, language: str
) -> None:
    with wall(browser, running.url, size) as screen:
        screen.show(f"{night}?lang={language}").painted()
        screen.until("#link", {"id": "Tersambung", "en": "Connected"}[language])
        votes = screen.votes("walikota")["1"][0]
        assert votes == {"id": "48.528", "en": "48,528"}[language]
        assert screen.serious() == []
        assert screen.overflow() == 0
        screen.photograph(f"wall-{size}-{language}", whole=size == "phone")
