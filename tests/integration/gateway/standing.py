"""What stands for all files of a worker: a database, a vhost with its queues, and a gateway.

To make these takes longer than most files have to ask. Services are each file's own, as they keep
rows in memory; they end with it. Before the next file has a turn, rows and messages go, and the
gateway is cut off from the bus, after which it takes none of its answers for fresh.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import requests

from libs.kit import topology, wire
from tests.databases import TestDatabase, services
from tests.integration.gateway.house import House
from tests.servers import Servers, until

USER = f"gateway_{os.getpid()}"
FILE_BYTES = 3 << 20  # of a layer, the most that is taken in
SETTINGS = {
    "KENDALI_WALL_NETWORKS": "127.0.0.0/8",
    "KENDALI_BODY_BYTES": "500000",
    "KENDALI_GIS_FILE_BYTES": str(FILE_BYTES),
}
LINKS = 2  # to the bus: for calls, and for the stream


class Standing:
    """Has all of it started, and lends it to one house after the other."""

    def __init__(
        self,
        servers: Servers,
        database: TestDatabase,
        amqp_url: str,
        folder: Path,
        stack: contextlib.ExitStack,
    ) -> None:
        self._servers, self._database, self._amqp_url = servers, database, amqp_url
        database.empty()  # as it is for every later file
        topology.declare(amqp_url)
        self._own = House(folder, database, servers.admit(USER, amqp_url), stack)
        self._gateway = self._own.open(**SETTINGS)
        self._lent = False

    def house(self, folder: Path, stack: contextlib.ExitStack) -> House:
        """Return a house with the gateway alone; what is started in it ends with the stack."""
        if self._lent:
            self._clear()
        self._lent = True
        made = House(folder, self._database, self._amqp_url, stack)
        made.port, made.url = self._own.port, self._own.url
        made.processes["gateway"] = self._gateway
        return made

    def _clear(self) -> None:
        """Leave no row, no message, and no answer for fresh."""
        self._database.empty()
        drain(self._amqp_url)
        before = self._returns()
        self._servers.expel(USER)
        self._servers.admit(USER, self._amqp_url)
        until(lambda: self._returns() >= before + LINKS, 30, "the gateway does not hear the bus")
        # The first who asks after its database was emptied is told that it was away.
        until(lambda: requests.get(f"{self._own.url}/readyz", timeout=20).ok, 30)

    def _returns(self) -> int:
        return self._gateway.text().count("broker_back")


def drain(amqp_url: str) -> None:
    """Leave a vhost as it was declared; its services have ended.

    Calls to a service that does not run find no queue then. Of events, it waits until nobody
    consumes, as what was on its way comes back.
    """
    with contextlib.closing(topology.connect(amqp_url, "test")) as connection:
        channel = connection.channel()
        for service in services():
            channel.queue_delete(wire.rpc_queue(service))
        for part in topology.parts():
            if isinstance(part, topology.Queue):
                _drain(channel, part.name)


def _drain(channel: Any, queue: str) -> None:
    def left() -> Any:
        found = channel.queue_declare(queue, passive=True).method
        return None if found.consumer_count else found

    if until(left, 30, f"{queue} is consumed").message_count:
        channel.queue_purge(queue)
