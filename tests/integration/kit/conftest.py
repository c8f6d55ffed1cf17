"""A database and a broker for the services that are made for the kit's tests."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from libs.kit import contracts, topology
from libs.kit.rpc_client import RpcClient
from tests.databases import TestDatabase
from tests.integration.kit.broker import Broker
from tests.integration.kit.database import OWN_TABLES, prepare
from tests.processes import Process

FOLDER = Path(__file__).parent
SERVICES = ("ledger", "mirror")


@pytest.fixture(scope="session", autouse=True)
def _contracts() -> None:
    contracts.add_root(FOLDER / "contracts")


@pytest.fixture(scope="module")
def kit_database(module_database: TestDatabase) -> TestDatabase:
    prepare(module_database)
    return module_database


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave nothing behind for the next test of the module."""
    yield
    if "kit_database" in request.fixturenames:
        database = request.getfixturevalue("kit_database")
        for service in OWN_TABLES:
            found = "SELECT string_agg(quote_ident(tablename), ',') FROM pg_tables WHERE "
            names = database.execute(found + "schemaname = %s", service, service=service)[0][0]
            database.execute(f"TRUNCATE {names}", service=service)


@pytest.fixture
def broker(amqp_url: str, _contracts: None) -> Iterator[Broker]:
    """A fresh vhost with the queues of the test services alone: the others are seventy."""
    with closing(topology.connect(amqp_url, "topology")) as connection:
        channel = connection.channel()
        for part in topology.parts():
            consumer = part.name.partition(".")[0]
            if not isinstance(part, topology.Queue) or consumer in {"kendali", *SERVICES}:
                part.declare(channel)
    broker = Broker(amqp_url)
    yield broker
    broker.close()


Run = Callable[..., Process]


@pytest.fixture
def run(kit_database: TestDatabase, amqp_url: str, tmp_path: Path) -> Iterator[Run]:
    """Start a role of one of the test services; whatever still runs at the end is killed."""
    started: list[Process] = []
    numbers = itertools.count()

    def start(service: str, role: str, *, ready: bool = True, **settings: str) -> Process:
        environ = {
            "KENDALI_DATABASE_URL": kit_database.url(service),
            "KENDALI_AMQP_URL": amqp_url,
            "KENDALI_STOP_SECONDS": "10",
        } | settings
        log = tmp_path / f"{service}-{role}-{next(numbers)}.log"
        process = Process(log, environ, "tests.integration.kit.serve", service, role)
        started.append(process)
        return process.ready() if ready else process

    yield start
    for process in started:
        process.kill()


@pytest.fixture
def client(amqp_url: str) -> Iterator[RpcClient]:
    client = RpcClient(amqp_url, "test")
    yield client
    client.close()


@pytest.fixture
def count(kit_database: TestDatabase) -> Callable[[str, str], int]:
    """Count the rows of a service's table."""

    def ask(service: str, table: str, where: str = "true") -> Any:
        statement = f"SELECT count(*) FROM {table} WHERE {where}"
        return kit_database.execute(statement, service=service)[0][0]

    return ask
