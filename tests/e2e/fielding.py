"""A crew's phone in a real browser: a profile of its own that outlives the browser."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, BrowserType, Page

from tests import crews, factories
from tests.api import Api
from tests.conventions import ROOT
from tests.e2e.browsing import AXE, CHROMIUM, FLAGS
from tests.e2e.conftest import Running
from tests.servers import until

ARTIFACTS = ROOT / "artifacts" / "field"
TPS = "1971011004001"
# The form of the mock-up: what is not used was misread by ten.
FORM: dict[str, Any] = {
    "dpt": (258, 266, 524),
    "users.dpt": (133, 142, 275),
    "users.dptb": (2, 1, 3),
    "users.dpk": (1, 2, 3),
    "users.total": (136, 145, 281),
    "disabled": (1, 2, 3),
    "ballots.received": 538,
    "ballots.used": 281,
    "ballots.returned": 2,
    "ballots.unused": 265,
    "votes.1": 152,
    "votes.2": 118,
    "valid": 270,
    "invalid": 11,
    "total": 281,
}
VOTES = {"votes.1": 152, "votes.2": 118}


def photo(path: Path) -> Path:
    """Make a photo as a camera does: larger than is sent, lying on its side, with its place."""
    picture = Image.new("RGB", (2600, 1950), "white")
    draw = ImageDraw.Draw(picture)
    for y in range(60, 1900, 40):
        draw.line((60, y, 2540, y), fill="black", width=4)
        draw.text((80, y + 8), f"C.HASIL {uuid.uuid4()}", fill="black")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2024:11:27 18:40:00"
    gps = exif.get_ifd(0x8825)
    gps |= {1: "S", 2: (2.0, 7.0, 48.0), 3: "E", 4: (106.0, 7.0, 12.0)}
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=exif, quality=95)
    path.write_bytes(made.getvalue())
    return path


class Place:
    """An election of its own with one station, and codes for its crew."""

    def __init__(self, running: Running) -> None:
        self.id = f"lapangan-{uuid.uuid4().hex[:8]}"
        self.admin: Api = running.api("admin")
        names = {"walikota": "Wali Kota dan Wakil Wali Kota", "gubernur": "Gubernur"}
        contests = [
            one | {"name": names[one["id"]]} for one in factories.election(self.id)["contests"]
        ]
        self.command("/v1/elections", factories.election(self.id, contests=contests))
        items = [
            {"code": TPS[:10], "name": "Semabung Lama"},
            {"code": TPS[:6], "name": "Bukit Intan"},
        ]
        self.command(f"{self.path}/areas", {"items": items})
        self.command(f"{self.path}/stations", {"items": [{"code": TPS}]})

    @property
    def path(self) -> str:
        return f"/v1/elections/{self.id}"

    def command(self, path: str, body: Any) -> dict[str, Any]:
        answer = self.admin.insist(path, body, str(uuid.uuid4()))
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    def code(self) -> str:
        return str(self.command(f"{self.path}/crews/codes", {"tps": [TPS]})["items"][0]["code"])

    def enrol(self, code: str) -> None:
        """Enrol a phone that nobody holds."""
        body = {"code": code, "public_key": crews.Phone().public_key}
        self.command("/v1/elections/crews/enrolments", body)

    def record(self, contest: str) -> dict[str, Any]:
        return self.admin.read(f"{self.path}/contests/{contest}/results/{TPS}")

    def submissions(self, contest: str) -> list[dict[str, Any]]:
        """Return what came in, nothing where nobody handed in yet."""
        answer = self.admin.get(f"{self.path}/contests/{contest}/results/{TPS}")
        return list(answer.json().get("submissions", []))

    def signature(self, submission: str) -> dict[str, Any]:
        return self.admin.read(f"{self.path}/submissions/{submission}/signature")


class Phone:
    """The browser on a profile; closing and opening it is what a restart is."""

    def __init__(self, kind: BrowserType, profile: Path, url: str) -> None:
        self._kind, self._profile, self.url = kind, profile, url
        self.troubles: list[str] = []
        self.context: BrowserContext
        self.page: Page

    def open(self, *, offline: bool = False, place: str = "") -> Phone:
        self.context = self._kind.launch_persistent_context(
            str(self._profile),
            executable_path=CHROMIUM,
            args=list(FLAGS),
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            reduced_motion="reduce",
        )
        self.context.set_offline(offline)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.goto(f"{self.url}/field{place}")
        self.page.wait_for_selector("body[data-view]")
        return self

    def close(self) -> None:
        self.context.close()

    def enrol(self, code: str) -> Phone:
        self.page.fill("#code", code)
        self.page.click("#enrol [type=submit]")
        self.page.wait_for_selector("[name='dpt.male']")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        return self

    def show(self, view: str, seconds: float = 20) -> Phone:
        self.page.wait_for_selector(f"body[data-view='{view}']", timeout=seconds * 1000)
        return self

    def go(self, place: str) -> Phone:
        return self.turn(place).show(place.strip("#").split("/")[0])

    def turn(self, place: str) -> Phone:
        """Go to a place from which the page may have moved on before anybody looks."""
        self.page.evaluate("place => { location.hash = place }", place)
        return self

    def type(self, form: Mapping[str, Any]) -> Phone:
        for name, figure in form.items():
            if isinstance(figure, tuple):
                fields = zip(("male", "female", "total"), figure, strict=True)
                self.type({f"{name}.{sex}": one for sex, one in fields})
            else:
                self.page.fill(f"[name='{name}']", str(figure))
        return self

    def send(self) -> Phone:
        """Hand in; where the answer is quick, the receipt stands there before the queue is seen."""
        self.page.click("#send button")
        self.page.wait_for_selector("body[data-view='queue'], body[data-view='receipt']")
        return self

    def until(self, selector: str, text: str, seconds: float = 20) -> Phone:
        self.page.wait_for_function(
            "([s, t]) => document.querySelector(s)?.innerText.replace(/\\s+/g, ' ').includes(t)",
            arg=[selector, text],
            timeout=seconds * 1000,
        )
        return self

    def wake(self, tag: str) -> None:
        """Have the browser tell the page's worker of a background sync, as it does by itself."""
        session = self.context.new_cdp_session(self.page)
        found: list[dict[str, Any]] = []

        def heard(event: dict[str, Any]) -> None:
            found.append(event)

        session.on("ServiceWorker.workerRegistrationUpdated", heard)
        session.send("ServiceWorker.enable")
        until(lambda: self._registered(found))
        [one] = [r for r in self._registered(found) if r["scopeURL"] == f"{self.url}/field"]
        sync = {"origin": self.url, "registrationId": one["registrationId"], "tag": tag}
        session.send("ServiceWorker.dispatchSyncEvent", sync | {"lastChance": False})

    def _registered(self, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.page.evaluate("1")  # lets events come in
        return [one for event in found for one in event["registrations"]]

    def settled(self, seconds: float = 20) -> Phone:
        """Wait until nothing in the queue waits."""
        waits = "[...document.querySelectorAll('.q .badge')].some(o => o.innerText === 'Menunggu')"
        self.page.wait_for_function(f"() => !{waits}", timeout=seconds * 1000)
        return self

    def states(self) -> list[str]:
        return [one.inner_text() for one in self.page.locator(".q .badge").all()]

    def photograph(self, name: str, *, whole: bool = False) -> None:
        ARTIFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=whole)

    def serious(self) -> list[str]:
        """Return what axe-core finds serious or critical, and how much too wide the page is."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        wide = int(self.page.evaluate(width))
        serious = [
            f"{one['id']}: {one['nodes'][0]['target']}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        return serious + ([f"{wide} pixels too wide"] if wide > 0 else [])
