"""What the people outside are told, for tests: villages on the map, the desk that tells them."""

from __future__ import annotations

import uuid
from typing import Any

from tests.conventions import ROOT
from tests.e2e.browsing import Wall
from tests.e2e.conftest import PASSWORD, Running

VILLAGE, NAME = "1971031006", "Ketapang"
AREAS = [
    {"code": "1971", "name": "Pangkalpinang"},
    {"code": "197103", "name": "Pangkal Balam"},
    {"code": VILLAGE, "name": NAME, "point": [106.1134, -2.1179]},
    {"code": "1971031005", "name": "Ampui", "point": [106.13, -2.13]},
]
DESK = "/console/broadcasts"
ARTIFACTS = ROOT / "artifacts" / "open"


def send(running: Running, user: str, path: str, body: Any, method: str = "POST") -> Any:
    session = running.api(user).session
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    answer = session.request(method, running.url + path, json=body, headers=headers, timeout=30)
    assert answer.ok, answer.text
    return answer.json()


def opened(page: Wall, path: str, ready: str) -> None:
    page.folder = ARTIFACTS
    page.page.goto(page.url + path)
    page.page.wait_for_selector(f'body[data-ready="{ready}"]')


def desk_of(page: Wall, user: str, path: str = DESK) -> None:
    credentials = {"username": user, "password": PASSWORD}
    page.page.context.request.post(f"{page.url}/v1/auth/login", data=credentials)
    opened(page, path, "broadcasts")
