"""One gateway worker and one process of a service over a made database, and what they spend."""

from __future__ import annotations

import http.client
import shutil
import threading
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
from joserfc.jwk import OKPKey

from libs.kit import topology
from libs.kit.principal import Principal
from services.gateway.tokens import Tokens
from tests.bench import harness
from tests.bench.harness import Sample
from tests.databases import TestDatabase
from tests.environ import of_service
from tests.processes import Process
from tests.servers import Servers, free_base

READY = 60  # seconds


class ServiceRunning:
    """The gateway's port, tokens that it takes, and processor time by part."""

    def __init__(
        self,
        stack: ExitStack,
        folder: Path,
        found: Servers,
        made: TestDatabase,
        service: str,
        area: str,
    ) -> None:
        self.database, self.port, self._area = made, free_base(), area
        amqp = found.vhost(made.name)
        stack.callback(found.drop_vhost, made.name)
        topology.declare(amqp)
        environ = of_service(service, made.url(service), amqp, folder)
        behind = Process(folder / f"{service}.log", environ, "libs.kit.run", service, "rpc")
        stack.callback(behind.kill)
        behind.ready(READY)
        gateway = self._gateway(folder, amqp)
        stack.callback(gateway.stop)
        gateway.ready(READY)
        self._parts = {"gateway": gateway.pid, service: behind.pid, "PostgreSQL": postmaster(made)}

    def _gateway(self, folder: Path, amqp: str) -> Process:
        key = folder / "jwt.pem"
        key.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
        self._tokens = Tokens(key.read_text())
        environ = {
            "KENDALI_DATABASE_URL": self.database.url("gateway"),
            "KENDALI_AMQP_URL": amqp,
            "KENDALI_JWT_KEY_FILE": str(key),
            "KENDALI_HTTP_PORT": str(self.port),
            "KENDALI_RATE_PRINCIPAL": "100000000/minute",
            "KENDALI_RATE_ADDRESS": "100000000/minute",
        }
        return Process(folder / "gateway.log", environ, "services.gateway.serve")

    def spent(self) -> dict[str, float]:
        """Return seconds of processor time by part, of what it started too."""
        return {name: _seconds(psutil.Process(pid)) for name, pid in self._parts.items()}

    def token(self, name: str) -> str:
        who = Principal(name, name, frozenset({"officer"}), self._area)
        return self._tokens.issue(who, 86_400)


def ask(port: int, clients: int, jobs: Sequence[tuple[str, str]]) -> Sample:
    """Ask (token, path) of all jobs on kept connections, from the process that runs this."""
    local = threading.local()

    def one(token: str, path: str) -> None:
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        local.connection.request("GET", path, None, {"Authorization": f"Bearer {token}"})
        answer = local.connection.getresponse()
        text = answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{answer.status} {path}: {text[:300]!r}")

    return harness.hammer(clients, [lambda each=each: one(*each) for each in jobs])


def postmaster(made: TestDatabase) -> int:
    """Return the process id of the server's first process."""
    directory = Path(made.execute("SHOW data_directory")[0][0])
    return int((directory / "postmaster.pid").read_text().split("\n", 1)[0])


def room(made: TestDatabase, needs: float) -> None:
    """Raise where the disk has no room for so many bytes, before anything is written."""
    cluster = TestDatabase(made.admin_url.rpartition("/")[0] + "/postgres")
    free = shutil.disk_usage(cluster.execute("SHOW data_directory")[0][0]).free
    harness.console.print(f"{needs / 1e9:.1f} GB are needed, {free / 1e9:.0f} GB are free")
    if free < needs * 2:  # the log of what is written and the sorts of indexes besides
        raise SystemExit("twice as much as it needs should be free")


def _seconds(root: psutil.Process) -> float:
    ended = root.cpu_times()
    found = ended.children_user + ended.children_system
    for process in (root, *root.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            found += times.user + times.system
    return float(found)
