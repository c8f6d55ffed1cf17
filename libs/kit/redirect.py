"""Messages that go on to another queue: to wait, or to the dead letters. Confirmed before the ack.

What happened to a message stands in its headers, `x-kendali-…`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import amqp
import eventlet
import kombu
from eventlet.semaphore import Semaphore
from nameko.extensions import SharedExtension

from libs.kit import clock, logs, topology
from libs.kit.intake import ack, give_back

log = logs.get(__name__)
PREFIX = "x-kendali-"
REASON = PREFIX + "reason"
SLUG = PREFIX + "slug"
CONSUMER = PREFIX + "consumer"
TIME = PREFIX + "time"
CONFIRM_SECONDS = 10
FAILED_SECONDS = 1.0
KEPT = ("content_type", "content_encoding", "message_id", "correlation_id", "type", "timestamp")


def headers_of(message: Any) -> dict[str, Any]:
    """Return our own headers of a message; the broker's notes of its way are left out."""
    headers = message.properties.get("application_headers") or {}
    return {key: value for key, value in headers.items() if key.startswith(PREFIX)}


class Redirect(SharedExtension):
    """A connection of its own, since waiting for a confirm reads from it."""

    def __init__(self) -> None:
        self._lock = Semaphore(1)
        self._connection: Any = None
        self._channel: Any = None

    def delay(self, message: Any, queue: str, milliseconds: int, counts: dict[str, int]) -> None:
        """Have the message again after the wait; `counts` goes into its headers."""
        headers = headers_of(message) | {PREFIX + name: n for name, n in counts.items()}
        self._move(message, topology.wait_exchange(milliseconds), queue, headers)

    def bury(self, message: Any, queue: str, slug: str, reason: str) -> None:
        """Put the message to the queue's dead letters, with the reason."""
        told = {
            REASON: reason[:500],
            SLUG: slug,
            CONSUMER: self.container.service_name,
            TIME: clock.to_text(clock.now()),
        }
        log.error("dead_letter", queue=queue, slug=slug, reason=reason[:500])
        self._move(message, topology.DEAD, queue, headers_of(message) | told)

    def _move(self, message: Any, exchange: str, key: str, headers: dict[str, Any]) -> None:
        """Publish, then ack. When that fails the broker keeps the message and delivers it again."""
        kept = {name: message.properties[name] for name in KEPT if name in message.properties}
        copy = amqp.Message(
            message.body, application_headers=headers, delivery_mode=2, priority=0, **kept
        )
        try:
            self._publish(copy, exchange, key)
        except Exception as error:  # noqa: BLE001 - a broken socket shows itself in many ways
            log.warning("redirect_failed", exchange=exchange, error=type(error).__name__)
            eventlet.sleep(FAILED_SECONDS)
            give_back(message)
        else:
            ack(message)

    def _publish(self, message: Any, exchange: str, key: str) -> None:
        with self._lock:
            try:
                self._send(message, exchange, key)
            except Exception:  # noqa: BLE001 - the connection may be an old, dead one: once more
                self._send(message, exchange, key)

    def _send(self, message: Any, exchange: str, key: str) -> None:
        try:
            self._open().basic_publish_confirm(
                message, exchange, key, mandatory=True, confirm_timeout=CONFIRM_SECONDS
            )
        except Exception:
            self._drop()
            raise

    def _open(self) -> Any:
        if self._channel is None:
            url = self.container.config["settings"].amqp_url
            self._connection = kombu.Connection(url, heartbeat=0, connect_timeout=5)
            self._channel = self._connection.connection.channel()
        return self._channel

    def _drop(self) -> None:
        connection, self._connection, self._channel = self._connection, None, None
        if connection is not None:
            with suppress(Exception):
                connection.collect()

    def stop(self) -> None:
        self._drop()
