"""What the gateway's benches run: the gateway with the elections behind it, and the floor."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from joserfc.jwk import OKPKey

from libs.kit import topology
from libs.kit.principal import Principal
from services.gateway.tokens import Tokens
from tests.databases import TestDatabase, copy, drop, make_template
from tests.environ import of_service
from tests.processes import Process
from tests.servers import free_base, servers

ADMIN = Principal("bench", "bench", frozenset({"admin"}))
NAME = f"bench_{os.getpid()}"


@dataclass(frozen=True)
class Running:
    """The gateway's and the floor's ports, a token, and the broker."""

    port: int
    floor_port: int
    token: str
    amqp_url: str
    gateway: Process
    floor: Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def gateway_and_floor(**settings: str) -> Iterator[Running]:
    """Start elections, notifications, one gateway worker, and the floor's one worker."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kendali-bench-")))
        found = stack.enter_context(servers())
        template = make_template(found.admin_url, f"{NAME}_template")
        stack.callback(drop, found.admin_url, template)
        database = stack.enter_context(copy(found.admin_url, template, NAME))
        amqp_url = found.vhost(NAME)
        stack.callback(found.drop_vhost, NAME)
        topology.declare(amqp_url)
        roles = [("elections", r) for r in ("rpc", "events", "relay")] + [("notifications", "rpc")]
        for service, role in roles:
            environ = of_service(service, database.url(service), amqp_url, folder)
            process = Process(
                folder / f"{service}-{role}.log", environ, "libs.kit.run", service, role
            )
            stack.callback(process.kill)
            process.ready()
        yield _start(stack, folder, database, amqp_url, settings)


def _start(
    stack: ExitStack, folder: Path, database: TestDatabase, amqp_url: str, settings: dict[str, str]
) -> Running:
    key, base = folder / "jwt.pem", free_base()
    key.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    environ = {
        "KENDALI_DATABASE_URL": database.url("gateway"),
        "KENDALI_AMQP_URL": amqp_url,
        "KENDALI_JWT_KEY_FILE": str(key),
        "KENDALI_HTTP_PORT": str(base),
        "KENDALI_RATE_PRINCIPAL": "100000000/minute",
        "KENDALI_RATE_ADDRESS": "100000000/minute",
        "KENDALI_STREAMS_PRINCIPAL": "100000",
    }
    gateway = Process(folder / "gateway.log", environ | settings, "services.gateway.serve")
    stack.callback(gateway.stop)
    gunicorn = ["gunicorn", "--no-control-socket", "-k", "gevent", "-b", f"127.0.0.1:{base + 1}"]
    more = ["--worker-connections", "8000", "--backlog", "4096", "tests.bench.floor_app:app"]
    floor = Process(folder / "floor.log", settings, *gunicorn, *more)
    stack.callback(floor.stop)
    token = Tokens(key.read_text()).issue(ADMIN, 86_400)
    return Running(base, base + 1, token, amqp_url, gateway.ready(), floor)


def worker_of(process: Process) -> psutil.Process:
    """Return gunicorn's one worker."""
    return psutil.Process(process.pid).children()[0]
