"""A private PostgreSQL and RabbitMQ for one test session, on free ports.

`python -m tests.servers` keeps a pair running and prints the variables by which test sessions
use it instead of starting their own.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from deploy.native import traces
from deploy.native.places import Places, Ports
from deploy.native.postgresql import PostgreSQL
from deploy.native.rabbitmq import RabbitMQ
from tests import folders

ADMIN = "KENDALI_TEST_ADMIN_DATABASE_URL"
AMQP = "KENDALI_TEST_AMQP_URL"
MANAGEMENT = "KENDALI_TEST_MANAGEMENT_URL"
USED = (0, 1, 32, 69, 70, 72, 73, 92, *range(100, 120))  # what is taken above a base port
BASES = range(10_000, 28_000, 120)  # below the ports that connections are given


@dataclass(frozen=True)
class Servers:
    """Where the two servers are. `database` and `broker` are None when they were given."""

    admin_url: str
    amqp_url: str
    management_url: str
    database: Server | None = None
    broker: Server | None = None

    def vhost(self, name: str) -> str:
        """Make a vhost and return the URL of the broker in it."""
        self._manage("PUT", f"/api/vhosts/{name}")
        self._permit(name, quote(urlsplit(self.amqp_url).username or "", safe=""))
        return f"{self.amqp_url.rpartition('/')[0]}/{name}"

    def admit(self, user: str, vhost_url: str) -> str:
        """Make a user of a vhost; returns its URL for them."""
        self._manage("PUT", f"/api/users/{user}", {"password": user, "tags": ""})
        vhost = vhost_url.rpartition("/")[2]
        self._permit(vhost, user)
        return f"amqp://{user}:{user}@{urlsplit(vhost_url).netloc.rpartition('@')[2]}/{vhost}"

    def expel(self, user: str) -> None:
        """Remove a user; the broker closes their connections."""
        self._manage("DELETE", f"/api/users/{user}")

    def drop_vhost(self, name: str) -> None:
        self._manage("DELETE", f"/api/vhosts/{name}")

    @contextlib.contextmanager
    def fresh_vhost(self, name: str) -> Iterator[str]:
        """Make a vhost for the length of a `with`.

        One that saw the broker start again stays: where a queue with sure dead-lettering is deleted
        at its election, RabbitMQ 3.10 stops.
        """
        starts = self.broker.starts if self.broker else 0
        yield self.vhost(name)
        if self.broker is None or starts == self.broker.starts:
            self.drop_vhost(name)

    def _permit(self, vhost: str, user: str) -> None:
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self._manage("PUT", f"/api/permissions/{vhost}/{user}", everything)

    def _manage(self, method: str, path: str, body: Any = None) -> None:
        parts = urlsplit(self.amqp_url)
        token = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
        request = urllib.request.Request(
            self.management_url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30):
            pass


class Server:
    """A server's process, which a test may stop, kill and start again."""

    def __init__(self, part: PostgreSQL | RabbitMQ, *options: str) -> None:
        self.part, self.options = part, options
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def start(self) -> None:
        """Start it and return when it lets us in."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it. It ends with the thread that calls this, so that none outlives the tests."""
        self.starts += 1
        self.part.prepare()
        log = self.part.places.log(self.part.name).open("ab")
        mark = {traces.MARK: str(self.part.places.home)}
        with log:
            self.process = subprocess.Popen(
                [*self.part.command(), *self.options],
                env=os.environ | self.part.environment() | mark,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        until(self._ready, 60, f"{self.part.name} did not start: see {self.part.places.logs}")

    def _ready(self) -> bool:
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"{self.part.name} ended: see {self.part.places.logs}")
        return self.part.is_ready() is None

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it (PostgreSQL: SIGINT is its fast shutdown) and wait for the end."""
        process, self.process = self.process, None
        if process is None:
            return
        if number == signal.SIGTERM and isinstance(self.part, PostgreSQL):
            number = signal.SIGINT
        if number == signal.SIGTERM and isinstance(self.part, RabbitMQ):
            self.part.hasten_stop()
        process.send_signal(number)
        process.wait(60)

    def restart(self) -> None:
        self.stop()
        self.start()


def until(condition: Callable[[], Any], seconds: float = 20, message: str = "") -> Any:
    """Return the condition's value as soon as it is true; fails after the seconds.

    It asks the less often the longer it waits, as to ask keeps those busy who are waited for: it
    finds out later by a tenth at most.
    """
    begun = time.monotonic()
    pause = threading.Event()
    while True:
        value = condition()
        if value:
            return value
        waited = time.monotonic() - begun
        if waited > seconds:
            raise AssertionError(message or f"did not come true within {seconds} s")
        pause.wait(min(max(0.02, waited / 10), 0.3))


@contextlib.contextmanager
def servers(*options: str) -> Iterator[Servers]:
    """Use the given servers, or start a private pair and stop it at the end.

    The options are for the command of PostgreSQL.
    """
    if ADMIN in os.environ and AMQP in os.environ and MANAGEMENT in os.environ:
        yield Servers(os.environ[ADMIN], os.environ[AMQP], os.environ[MANAGEMENT])
        return
    with folders.home("kendali-test-") as home:
        yield from _running(Places(home), *options)


def _running(places: Places, *options: str) -> Iterator[Servers]:
    places.prepare()
    ports = Ports(free_base())
    database = Server(PostgreSQL(places, ports.postgresql), *options)
    broker = Server(RabbitMQ(places, ports))
    try:
        broker.launch()
        database.start()
        broker.wait()
        database.part.make_database()
        management = f"http://127.0.0.1:{ports.management}"
        yield Servers(database.part.admin_url, broker.part.url, management, database, broker)
    finally:
        database.stop()
        broker.stop(signal.SIGKILL)  # nobody needs its data; epmd, its child, ends with the folder


def free_base() -> int:
    """Return a base port above which a stack's ports are free."""
    bases = _bases(os.environ.get("PYTEST_XDIST_WORKER", ""), _workers())
    start = os.getpid() % len(bases)
    for base in [*bases[start:], *bases[:start]]:
        if all(_free(base + offset) for offset in USED):
            return base
    raise RuntimeError(f"no free ports between {bases[0]} and {bases[-1]}")


def _workers() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def _bases(worker: str, workers: int) -> range:
    """Give each worker of one session its share: no two choose the same at once."""
    share = len(BASES) // workers
    begin = int(worker.removeprefix("gw") or "0") % workers * share
    return BASES[begin : begin + share]


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def main() -> None:
    """Run a pair until interrupted."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt, SystemExit), servers() as pair:
        for name, value in (
            (ADMIN, pair.admin_url),
            (AMQP, pair.amqp_url),
            (MANAGEMENT, pair.management_url),
        ):
            sys.stdout.write(f"export {name}={value}\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    main()
