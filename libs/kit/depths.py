"""How many messages wait in this process's queues and their dead letters: a metric."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import eventlet
import kombu
from nameko.extensions import SharedExtension

from libs.kit import logs, metrics, topology

log = logs.get(__name__)
SECONDS = 10.0


class Depths(SharedExtension):
    """Asks the broker every few seconds, on a connection of its own."""

    def __init__(self) -> None:
        self._queues: list[str] = []
        self._thread: Any = None

    def watch(self, queue: str) -> None:
        self._queues += [queue, topology.dead_queue(queue)]

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier="depths")

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.kill()

    def _run(self) -> None:
        while True:
            url = self.container.config["settings"].amqp_url
            connection = kombu.Connection(url, heartbeat=0, connect_timeout=5)
            try:
                self._ask(connection.connection.channel())
            except Exception as error:  # noqa: BLE001 - whatever it was, ask again
                log.debug("depths_unknown", error=type(error).__name__)
            finally:
                with suppress(Exception):
                    connection.collect()
            eventlet.sleep(SECONDS)

    def _ask(self, channel: Any) -> None:
        while True:
            for queue in self._queues:
                found = channel.queue_declare(queue, passive=True)
                metrics.QUEUE_DEPTH.labels(queue).set(found.message_count)
            eventlet.sleep(SECONDS)
