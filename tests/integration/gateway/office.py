"""The e-office of a made city behind a running gateway, asked by its people."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import requests

from libs.kit.db import Database
from tests import offices
from tests.integration.gateway.house import House
from tests.integration.gateway.sse import Heard, Listener

ROOT = "/v1/office"
DRAFT = {
    "kind": "surat-dinas",
    "subject": "Laporan genangan",
    "body": "<p>Dengan hormat</p>",
    "classification": "600.1",
    "signer": "WALI",
    "ladder": [],
    "to": [{"kind": "position", "code": "LURAH"}],
}


class Office:
    """A running gateway with e-office behind it, asked by people of the city."""

    def __init__(self, house: House, area: str = "") -> None:
        self.house, self.area = house, area

    def token(self, name: str, role: str = "officer", area: str | None = None) -> str:
        return self.house.token(role, self.area if area is None else area, name=name)

    def ask(self, name: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        token = self.token(name, more.pop("role", "officer"), more.pop("area", None))
        headers = {"Authorization": f"Bearer {token}"}
        headers["Idempotency-Key"] = more.pop("key", str(uuid.uuid4()))
        url = f"{self.house.url}{ROOT}/{path}"
        return requests.request(method, url, json=body, headers=headers, timeout=20, **more)

    def drafted(self, **changes: Any) -> dict[str, Any]:
        answer = self.ask("camat", "POST", "letters", {**DRAFT, **changes})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def step(self, name: str, letter: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
        said = {"version": letter["version"], **body}
        answer = self.ask(name, "POST", f"letters/{letter['id']}/{verb}", said)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def opened(house: House, area: str = "") -> Office:
    """Run e-office in the house. Its people's accounts see `area`, unless a test says otherwise."""
    with closing(Database(house.database.url("eoffice"))) as db, db.begin() as tx:
        offices.found(tx)
    for service, role in (("eoffice", "rpc"), ("eoffice", "relay"), ("elections", "rpc")):
        house.launch(service, role)
    for process in house.processes.values():
        process.ready()
    return Office(house, area)


@contextlib.contextmanager
def listening(office: Office, topics: str) -> Iterator[Callable[..., Listener]]:
    """What opens streams of these topics, by the person's name."""
    with contextlib.ExitStack() as stack:

        def make(name: str, role: str = "officer") -> Listener:
            made = Listener(office.house.port, f"topics={topics}", office.token(name, role))
            stack.callback(made.close)
            assert made.event("snapshot")
            return made

        yield make


def all_heard(office: Office, streams: dict[str, Listener]) -> dict[str, list[Heard]]:
    """Return the events of e-office that came by each stream until now.

    A unit is registered, whose event comes after all others. Of the tests before something may
    still be on its way.
    """
    unit = {"code": f"1971.X{uuid.uuid4().hex[:6]}", "name": "Bagian Uji", "kind": "division"}
    registered = {**unit, "parent": "1971", "area": "1971"}
    assert office.ask("admin", "POST", "units", registered, role="admin").status_code == 201
    return {name: _until_unit(stream, unit["code"]) for name, stream in streams.items()}


def _until_unit(stream: Listener, code: str) -> list[Heard]:
    found: list[Heard] = []
    while True:
        heard = stream.until(lambda one: one.event.startswith("eoffice."))
        if heard.event == "eoffice.unit_registered" and heard.data["data"]["code"] == code:
            return found
        found.append(heard)
