"""A verifier's desk for tests: an election whose results wait for one, and a browser at it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Error

from services.elections.demo import paper
from services.elections.demo.facts import villages
from tests import factories
from tests.conventions import ROOT
from tests.crews import Phone
from tests.e2e.browsing import SIZES, Wall
from tests.e2e.conftest import PASSWORD, Running

ARTIFACTS = ROOT / "artifacts" / "console"
PAIR = "Maulan Aklil, Masagus M. Hakim"
DISTRICTS = {"197101": "Bukit Intan", "197104": "Rangkui", "197105": "Gerunggang"}
LIVE = 'body[data-showing="live"]'


class Waiting:
    """An election of its own, in which a crew's form alone does not count."""

    def __init__(self, running: Running, name: str) -> None:
        self.id, self.running = f"{name}-{uuid.uuid4().hex[:8]}", running
        self.admin = running.api("admin")
        made = factories.election(self.id) | {"name": "Pilkada Kota Pangkalpinang 2024"}
        made["contests"] = [
            one | {"candidates": [one["candidates"][0], {"number": 2, "name": PAIR}]}
            for one in made["contests"]
        ]
        self.command("/v1/elections", made)
        self.places = villages()
        names = [{"code": one.code, "name": one.name} for one in self.places]
        names += [{"code": code, "name": name} for code, name in DISTRICTS.items()]
        self.command(f"{self.path}/areas", {"items": names})
        self.set(version=0, consolidation={"trusted": [], "equal": 2})

    @property
    def path(self) -> str:
        return f"/v1/elections/{self.id}"

    @property
    def page(self) -> str:
        return f"/console/verify?election={self.id}"

    def tps(self, village: str, number: int) -> str:
        code = next(one.code for one in self.places if one.name == village)
        return f"{code}{number:03}"

    def set(self, **options: object) -> None:
        """Set options of the election."""
        answer = self.admin.session.put(
            f"{self.running.url}{self.path}/options",
            json=options,
            headers={"Idempotency-Key": str(uuid.uuid4())},
            timeout=30,
        )
        assert answer.status_code in {200, 201}, answer.text

    def command(self, path: str, body: object, user: str = "admin") -> dict[str, Any]:
        answer = self.running.api(user).insist(path, body, str(uuid.uuid4()))
        assert answer.status_code in {200, 201}, answer.text
        return dict(answer.json())

    def register(self, *codes: str) -> None:
        self.command(f"{self.path}/stations", {"items": factories.stations(list(codes))})

    def enter(self, user: str, form: dict[str, Any]) -> dict[str, Any]:
        """Hand in as the crew (reporter) or as an operator's own entry."""
        channel = {"reporter": "crew", "operator": "operator"}[user]
        return self.command(f"{self.path}/results", form | {"channel": channel}, user)

    def enrol(self, tps: str) -> Phone:
        """Enrol a phone of the station's crew."""
        made = self.command(f"{self.path}/crews/codes", {"tps": [tps]})["items"][0]
        phone = Phone()
        body = {"code": made["code"], "public_key": phone.public_key}
        phone.id = self.command("/v1/elections/crews/enrolments", body)["key"]
        return phone

    def photograph(self, form: dict[str, Any], phone: Phone | None = None) -> None:
        """Send the second and the third page of a form, drawn with its figures, signed or not."""
        contest, tps = form["contest"], form["tps"]
        sheets = paper.pages(form, f"TPS {tps[10:]}")
        for number, sheet in ((2, sheets[2]), (3, sheets[3])):
            url = f"{self.running.url}{self.path}/contests/{contest}/results/{tps}/photos"
            command = str(uuid.uuid4())
            headers = {"Idempotency-Key": command, "Content-Type": "image/jpeg"}
            place = {"election": self.id, "contest": contest, "tps": tps, "page": number}
            proof = phone.proof(place, sheet, command) if phone else {}
            answer = self.admin.session.post(
                url, params={"page": number, **proof}, data=sheet, headers=headers, timeout=30
            )
            assert answer.status_code == 201, answer.text

    def record(self, tps: str, contest: str = "walikota") -> dict[str, Any]:
        return self.admin.read(f"{self.path}/contests/{contest}/results/{tps}")

    def tally(self, contest: str = "walikota") -> dict[str, Any]:
        return self.admin.read(f"{self.path}/contests/{contest}/tally")


class Desk(Wall):
    """One browser in which somebody is signed in at the console."""

    folder = ARTIFACTS

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def holds(self, tps: str, contest: str = "walikota") -> None:
        """Wait until this record is the one in hand, and the desk takes keys again."""
        held = f'body[data-record="{contest}/{tps}"]:not([data-busy])'
        self.page.wait_for_selector(held, timeout=20_000)


@contextmanager
def desk(browser: Browser, url: str, user: str, size: str = "desk") -> Iterator[Desk]:
    """Open a window of its own in which the user is signed in; its troubles fail the test."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, reduced_motion="reduce"
    )
    who = {"username": user, "password": PASSWORD}
    assert context.request.post(f"{url}/v1/auth/login", data=who).ok
    made = Desk(context.new_page(), url)
    try:
        yield made
        assert made.troubles == []
        assert made.hosts == {url.split("/")[2]}
    except Error:
        made.photograph("failed")
        raise
    finally:
        context.close()


def odd_form(tps: str, contest: str = "walikota") -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a form that agrees in itself, and how a second reader misread it: 141 for 191."""
    right = factories.form(tps, contest)
    votes = {"1": 132, "2": 141}
    right |= {"votes": votes, "valid": 273, "invalid": 15, "total": 288}
    right["users"] |= {"total": {"male": 140, "female": 148, "total": 288}}
    right["users"] |= {
        "dpt": {"male": 140, "female": 148, "total": 288},
        "dptb": dict.fromkeys(("male", "female", "total"), 0),
    }
    right["ballots"] = {"received": 542, "used": 288, "returned": 2, "unused": 252}
    misread = {**right, "votes": votes | {"2": 191}, "total": 286}
    return right, misread
