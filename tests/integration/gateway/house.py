"""Processes of the system that a test runs, and how it speaks to the gateway among them."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from libs.kit.principal import Principal
from services.gateway.tokens import Tokens
from tests import factories
from tests.api import Api
from tests.databases import TestDatabase
from tests.environ import of_service
from tests.processes import Process
from tests.servers import Servers, free_base, until
from tests.unit.gateway.conftest import KEY

LIMITS = {
    "KENDALI_RATE_PRINCIPAL": "100000/minute",
    "KENDALI_RATE_ADDRESS": "100000/minute",
}
TALLY = "/v1/elections/uji-2024/contests/walikota/tally"
RESULTS = "/v1/elections/uji-2024/results"


@dataclass
class House:
    """Running processes, and how a test speaks to the gateway among them."""

    folder: Path
    database: TestDatabase
    amqp_url: str
    stack: contextlib.ExitStack
    port: int = 0
    url: str = ""
    processes: dict[str, Process] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)  # of all services

    def start(self, service: str, *roles: str) -> None:
        """Start the service's processes at once and wait for all of them."""
        for process in [self.launch(service, role) for role in roles]:
            process.ready()

    def launch(self, service: str, role: str) -> Process:
        """Start a process and leave the waiting to the caller."""
        url = self.database.url(service)
        environ = of_service(service, url, self.amqp_url, self.folder) | self.environ
        log = self.folder / f"{service}-{role}.log"
        log.unlink(missing_ok=True)
        process = Process(log, environ, "libs.kit.run", service, role)
        self.stack.callback(process.kill)
        self.processes[f"{service}-{role}"] = process
        return process

    def open(self, **changes: str) -> Process:
        """Start the gateway."""
        self.port = self.port or free_base()
        self.url = f"http://127.0.0.1:{self.port}"
        key = self.folder / "jwt.pem"
        key.write_text(KEY)
        environ = {
            "KENDALI_DATABASE_URL": self.database.url("gateway"),
            "KENDALI_AMQP_URL": self.amqp_url,
            "KENDALI_JWT_KEY_FILE": str(key),
            "KENDALI_HTTP_PORT": str(self.port),
            "KENDALI_METRICS_PORT": str(self.port + 1),
            # Where one that is killed leaves them.
            "PROMETHEUS_MULTIPROC_DIR": tempfile.mkdtemp(dir=self.folder),
        }
        log = self.folder / f"gateway-{len(list(self.folder.glob('gateway-*')))}.log"
        process = Process(log, environ | LIMITS | changes, "services.gateway.serve")
        self.stack.callback(process.stop)
        self.processes["gateway"] = process
        return process.ready()

    def token(
        self, role: str = "admin", area: str = "", seconds: int = 3600, name: str = ""
    ) -> str:
        who = Principal(f"id-of-{name or role}", name or role, frozenset({role}), area)
        return Tokens(KEY).issue(who, seconds)

    def api(self, role: str = "admin", area: str = "") -> Api:
        return Api(self.url, self.token(role, area))

    def register(self, stations: int = 14) -> list[str]:
        """Register the election and stations; returns the stations' codes."""
        api, codes = self.api(), factories.station_codes(stations)
        assert api.insist("/v1/elections", factories.election(), factories.command_id("e")).ok
        items = {"items": factories.stations(codes)}
        path = "/v1/elections/uji-2024/stations"
        assert api.insist(path, items, factories.command_id("s")).ok
        until(lambda: api.read(TALLY)["tps_expected"] == stations)
        return codes

    def submit(self, tps: str, **changes: Any) -> dict[str, Any]:
        form = factories.form(tps, "walikota") | changes
        key = factories.command_id(tps, changes)
        answer = self.api("reporter").insist(RESULTS, form, key)
        assert answer.ok, answer.text
        return dict(answer.json())


class Broker:
    """Cuts connections, as a broken network would, and tells who hears the events."""

    def __init__(self, servers: Servers, amqp_url: str) -> None:
        self._servers, self._vhost = servers, amqp_url.rpartition("/")[2]

    def cut(self, name: str) -> None:
        """Close the connections of this name; waits until the broker knows of one."""
        for found in until(lambda: self._of(name), 30):
            self._ask("DELETE", f"/api/connections/{quote(found, safe='')}")

    def listeners(self) -> int:
        """Return how many workers of the gateway hear the events."""
        consumers = self._ask("GET", f"/api/consumers/{self._vhost}").json()
        return sum(one["queue"]["name"].startswith("gateway.stream-") for one in consumers)

    def _of(self, name: str) -> list[str]:
        everything = self._ask("GET", f"/api/vhosts/{self._vhost}/connections").json()
        known = [(c["name"], c.get("client_properties", {})) for c in everything]
        return [one for one, told in known if told.get("connection_name") == name]

    def _ask(self, method: str, path: str) -> requests.Response:
        parts = urlsplit(self._servers.amqp_url)
        return requests.request(
            method,
            self._servers.management_url + path,
            auth=(parts.username or "", parts.password or ""),
            timeout=10,
        )
