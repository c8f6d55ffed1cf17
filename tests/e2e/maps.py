"""A browser at the map, and roads that it shows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser

from tests.conventions import ROOT
from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk

ARTIFACTS = ROOT / "artifacts" / "map"
DRAWN = "#board[data-drawn]"
# Somewhere at sea, where no other test has roads.
WEST, SOUTH, ZOOM = 107.5, -3.0, 12.0
VIEW = f"{WEST},{SOUTH},{ZOOM:g}"
ITEMS = "/v1/gis/collections/roads/items"


class Map(Desk):
    """The map's page in a browser of its own."""

    folder = ARTIFACTS

    def roads(self, count: int, seconds: int = 45) -> None:
        """Wait until so many features are in view."""
        drawn = f'{DRAWN}[data-drawn="{count}"]'
        self.page.wait_for_selector(drawn, timeout=seconds * 1000)

    def choose(self, code: str) -> None:
        """Choose the road by the address, as a shared link does."""
        self.page.goto(f"{self.url}/map?view={VIEW}&layers=roads&chosen=roads/{code}")
        self.page.get_by_role("button", name="Ubah").wait_for()


@contextmanager
def opened(browser: Browser, url: str, user: str, size: str = "desk") -> Iterator[Map]:
    with desk(browser, url, user, size) as mine:
        mine.__class__ = Map
        assert isinstance(mine, Map)
        yield mine


class Roads:
    """Three roads of made names, side by side, that stand as long as this module's tests."""

    def __init__(self, running: Running) -> None:
        self.api, self.url = running.api("admin"), running.url
        self.sign = uuid.uuid4().hex[:6]
        self.codes = [
            self.add(n, surface) for n, surface in enumerate(("asphalt", "gravel", "gravel"))
        ]

    def add(self, number: int, surface: str) -> str:
        code, south = f"{self.sign}.{number}", SOUTH - 0.01 + number / 100
        line = [[WEST - 0.03, south], [WEST + 0.03, south]]
        facts = {"code": code, "name": f"Ruas {self.sign} {number}", "surface": surface}
        facts |= {"width_m": 3.25 + number}
        body = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}}
        answer = self.api.insist(ITEMS, body | {"properties": facts}, str(uuid.uuid4()))
        assert answer.status_code in {200, 201}, answer.text  # 200 where it had to ask again
        return code

    def read(self, number: int) -> dict[str, Any]:
        return self.api.read(f"{ITEMS}/{self.sign}.{number}")

    def patch(self, number: int, **facts: object) -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"}
        path = f"{self.url}{ITEMS}/{self.sign}.{number}"
        body = {"properties": facts}
        answer = self.api.session.patch(path, json=body, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text

    def drop(self, code: str) -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": "*"}
        answer = self.api.session.delete(f"{self.url}{ITEMS}/{code}", headers=headers, timeout=30)
        assert answer.status_code == 204, answer.text


@contextmanager
def standing(running: Running) -> Iterator[Roads]:
    """Three roads, gone afterwards."""
    made = Roads(running)
    yield made
    for code in made.codes:
        made.drop(code)


@contextmanager
def shown(browser: Browser, running: Running) -> Iterator[Map]:
    """The map as an administrator sees it, with the three roads drawn."""
    with opened(browser, running.url, "admin") as mine:
        mine.show(f"/map?view={VIEW}&layers=roads")
        mine.roads(3)
        yield mine
