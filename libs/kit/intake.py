"""What a service process hears: one connection to the broker for all its consumers.

Nameko's own consumer dies of a broken socket, can't stop while the broker is away, and throws
undecodable messages away. This one reconnects by itself for ever, gives raw messages, and stops.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import eventlet
import kombu
from amqp import spec
from nameko.extensions import SharedExtension

from libs.kit import logs

log = logs.get(__name__)
HEARTBEAT = 20
BACKOFF = (0.2, 3.0)  # seconds, the first and the longest
LEAVE_SECONDS = 2  # that the broker may take to close a connection


@dataclass(frozen=True)
class Source:
    """A queue to hear: `declare` makes sure of it, `handle` is given each raw message.

    `ahead` is how many messages there may be in hand; 0: as many as the process has workers.
    """

    queue: str
    declare: Callable[[Any], None]
    handle: Callable[[Any], None]
    ahead: int = 0


class Intake(SharedExtension):
    """The connection. A message's handler settles it, with `ack`, whenever it is done."""

    def __init__(self) -> None:
        self.connected = False
        self._sources: list[Source] = []
        self._channel: Any = None
        self._tags: list[str] = []
        self._stopping = self._told = False
        self._thread: Any = None

    def listen(self, source: Source) -> None:
        """Consume the queue from the container's start on."""
        self._sources.append(source)

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run, identifier="intake")

    def failing(self) -> dict[str, str]:
        return {} if self.connected else {"broker": "no connection to the message broker"}

    def quit(self) -> None:
        """Take no more messages; what is in hand may still be settled."""
        if self._stopping:
            return
        self._stopping = True
        with suppress(Exception):  # the connection may be broken, which ends consuming as well
            for tag in self._tags:
                self._channel.basic_cancel(tag, nowait=True)

    def stop(self) -> None:
        self.quit()
        if self.connected:
            self._leave()
        if self._thread is not None:
            self._thread.kill()

    def _leave(self) -> None:
        """Close the channel, which the broker does once it has handled all that was sent before.

        What is still on its way when a connection just breaks, the broker may throw away: answers
        that the last workers have given.
        """
        with suppress(Exception), eventlet.Timeout(LEAVE_SECONDS, False):
            self._channel.is_closing = True  # what comes now is for another process
            self._channel.send_method(spec.Channel.Close, "BsBB", (0, "", 0, 0))
            self._thread.wait()

    def _run(self) -> None:
        pause = BACKOFF[0]
        while True:
            started = time.monotonic()
            try:
                self._consume()
            except Exception as error:  # noqa: BLE001 - whatever it was, connect again
                self._lost(error)
            if self._stopping:
                return
            if time.monotonic() - started > BACKOFF[1]:
                pause = BACKOFF[0]
            eventlet.sleep(pause * (1 + random.random()))  # noqa: S311
            pause = min(pause * 2, BACKOFF[1])

    def _lost(self, error: Exception) -> None:
        self.connected = False
        if not self._stopping and not self._told:
            self._told = True  # once, not with each try to come back
            log.warning("broker_lost", error=type(error).__name__, detail=str(error)[:200])

    def _consume(self) -> None:
        settings = self.container.config["settings"]
        name = f"{self.container.service_name}.{self.container.role}"
        connection = kombu.Connection(
            settings.amqp_url,
            heartbeat=HEARTBEAT,
            connect_timeout=5,
            transport_options={"client_properties": {"connection_name": name}},
        )
        try:
            amqp = connection.connection
            self._open(amqp, settings.workers)
            self._drain(amqp)
            amqp.close()
        finally:
            self.connected = False
            with suppress(Exception):
                connection.collect()

    def _open(self, amqp: Any, workers: int) -> None:
        channel = amqp.channel()
        channel.auto_decode = False
        for source in self._sources:
            source.declare(channel)
        self._tags = [self._begin(channel, source, workers) for source in self._sources]
        self._channel = channel
        self.connected = True
        if self._told:
            log.info("broker_back")
        self._told = False

    def _begin(self, channel: Any, source: Source, workers: int) -> str:
        channel.basic_qos(0, source.ahead or workers, False)  # holds for consumers begun after it
        return str(channel.basic_consume(source.queue, callback=source.handle))

    def _drain(self, amqp: Any) -> None:
        """Read until the channel is closed; the only one that reads. Raises when it breaks."""
        ticked = time.monotonic()
        while self._channel.is_open:
            with suppress(TimeoutError):
                amqp.drain_events(timeout=1)
            if time.monotonic() - ticked > 1:
                ticked = time.monotonic()
                amqp.heartbeat_tick()


def ack(message: Any) -> None:
    """Settle a message. On a dead connection the broker has it back already and delivers again."""
    try:
        message.channel.basic_ack(message.delivery_tag)
    except Exception as error:  # noqa: BLE001 - a broken socket shows itself in many ways
        log.warning("ack_lost", error=type(error).__name__)


def give_back(message: Any) -> None:
    """Let the broker deliver the message again; its count of deliveries bounds how often."""
    try:
        message.channel.basic_reject(message.delivery_tag, requeue=True)
    except Exception as error:  # noqa: BLE001 - a broken socket gives it back as well
        log.warning("reject_lost", error=type(error).__name__)
