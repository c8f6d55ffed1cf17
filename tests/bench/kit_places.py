"""What the benches of the kit run on: private servers, and the kit's test services."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from libs.kit import contracts, topology
from tests.databases import TestDatabase, create, drop
from tests.integration.kit.database import prepare
from tests.processes import Process
from tests.servers import servers

CONTRACTS = Path(__file__).parents[1] / "integration" / "kit" / "contracts"


@dataclass
class Places:
    """The broker's URL, a database, and processes that end with the bench."""

    amqp_url: str
    database: TestDatabase
    folder: Path
    ending: ExitStack

    def run(self, service: str, role: str, **settings: str) -> Process:
        return self.start("tests.integration.kit.serve", service, role, settings=settings)

    def start(self, *arguments: str, settings: dict[str, str] | None = None) -> Process:
        environ = {
            "KENDALI_DATABASE_URL": self.database.url(arguments[1]),
            "KENDALI_AMQP_URL": self.amqp_url,
        } | (settings or {})
        process = Process(self.folder / "-".join(arguments[1:]), environ, *arguments)
        self.ending.callback(process.kill)
        return process.ready()


@contextmanager
def places() -> Iterator[Places]:
    if CONTRACTS not in contracts._roots:
        contracts.add_root(CONTRACTS)
    with servers() as found, ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        name = f"bench_{os.getpid()}"
        database = create(found.admin_url, name)
        ending.callback(drop, found.admin_url, database)
        prepare(database)
        amqp_url = found.vhost(name)
        ending.callback(found.drop_vhost, name)
        topology.declare(amqp_url)
        yield Places(amqp_url, database, folder, ending)
