"""Hears every event of every service, on a queue that lives as long as its connection."""

from __future__ import annotations

import uuid
from typing import Any

from libs.kit import contracts, topology
from libs.kit.link import Link
from services.gateway.stream import Hub


class Listener(Link):
    """The connection of one worker's hub. What was told while it was away is a gap."""

    def __init__(self, url: str, hub: Hub) -> None:
        self._hub = hub
        super().__init__(url, "gateway-stream")

    def _opened(self, channel: Any) -> None:
        queue = f"gateway.stream-{uuid.uuid4()}"
        channel.queue_declare(queue, exclusive=True, auto_delete=True, callback=_done)
        for source in sorted({c.source for c in contracts.catalogue().values()}):
            exchange = topology.events_exchange(source)
            channel.exchange_declare(exchange, "topic", durable=True, callback=_done)
            channel.queue_bind(queue, exchange, "#", callback=_done)
        channel.basic_consume(
            queue, self._on_event, auto_ack=True, exclusive=True, callback=self._on_consuming
        )

    def _on_consuming(self, _frame: Any) -> None:
        self._mark_ready()
        self._hub.found()

    def _on_event(self, _channel: Any, _method: Any, _properties: Any, body: bytes) -> None:
        self._hub.hear(body)

    def _lost(self) -> None:
        self._hub.lost()


def _done(_frame: Any) -> None:
    """Let pika queue the next question until this one is answered."""
