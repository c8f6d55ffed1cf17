"""The stream's hub: hears each event once, encodes it once per scope, hands it to every client.

Everything here runs on one thread, so nothing is locked: a step that does not wait is a step that
nothing comes between.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import gevent
import orjson

from libs.kit import clock, contracts, logs
from libs.kit.errors import KendaliError
from services.gateway import ring
from services.gateway.clients import AGAIN, Client, Message
from services.gateway.observing import STREAM_EVENTS, STREAMS
from services.gateway.ring import Heard, Ring
from services.gateway.scopes import Scope

log = logs.get(__name__)
HEARTBEAT = 5.0  # seconds
SHARDS = 50  # parts of the clients; one after the other gets its heartbeat
SLICE = 250  # clients that are served before others on this thread have a turn
# Two gateway processes hear the events of one service in the same order, but may hear those of two
# services in different orders. So a client that resumes is also given what other services told
# this long before the event it has; an event heard twice has the same id.
OVERLAP = timedelta(seconds=2)
_HEARD = STREAM_EVENTS.labels("heard")
COMMENT = Message.of(b": heartbeat\n\n")


def topics() -> frozenset[str]:
    """Return all topics there are, such as elections.tally_changed."""
    return frozenset(f"{c.source}.{c.event}" for c in contracts.catalogue().values())


class Hub:
    """The events of one worker and who listens to them."""

    def __init__(
        self, on_event: Callable[[str, dict[str, Any]], None], on_gap: Callable[[], None]
    ) -> None:
        self._on_event, self._on_gap = on_event, on_gap
        self._ring = Ring()
        self._groups: dict[str, dict[Scope, dict[Client, None]]] = {}
        self._shards: list[dict[Client, None]] = [{} for _ in range(SHARDS)]
        self._next_shard = itertools.cycle(range(SHARDS))
        self._open: Counter[str] = Counter()
        self.live = False  # whether the bus is heard
        self.epoch = 0  # grows with each gap in what was heard
        self.ending = False

    # ---- what the bus tells

    def hear(self, body: bytes) -> None:
        """Take a message of the bus: drop what it makes old, hand it on."""
        try:
            event, data = ring.read(body)
        except KendaliError as error:
            STREAM_EVENTS.labels("refused").inc()
            log.warning("event_refused", slug=error.slug, detail=error.detail)
            return
        if event.id in self._ring:
            STREAM_EVENTS.labels("repeated").inc()
            return
        _HEARD.inc()
        self._ring.add(event)
        self._on_event(event.topic, data)
        for scope, clients in list(self._groups.get(event.topic, {}).items()):
            plain = event.for_scope(scope)
            if plain is not None:
                _give(list(clients), Message.of(plain))

    def found(self) -> None:
        """The bus is heard (again): what was told meanwhile is unknown."""
        self._ring.clear()
        self.epoch += 1
        self.live = True
        self._on_gap()
        for client in self._clients():
            client.put(AGAIN)

    def lost(self) -> None:
        """The bus is heard no more. Heartbeats stop, so that nobody takes old figures for live."""
        self.live = False

    # ---- who listens

    @property
    def last_id(self) -> str:
        return self._ring.last_id

    def streams_of(self, principal: str) -> int:
        return self._open[principal]

    def enter(self, principal: str) -> None:
        """Count a stream of this principal."""
        self._open[principal] += 1
        STREAMS.inc()

    def leave(self, principal: str) -> None:
        self._open[principal] -= 1
        if self._open[principal] <= 0:
            del self._open[principal]
        STREAMS.dec()

    def resume(self, client: Client, after: str) -> list[bytes] | None:
        """Let a client that comes back hear from now on; returns what it missed since `after`.

        None when that is unknown: the client needs a snapshot first.
        """
        return self._join(client, after, OVERLAP) if self.live and after in self._ring else None

    def join(self, client: Client, after: str, epoch: int) -> list[bytes] | None:
        """Let a client hear from now on; returns what came since its snapshot was asked for.

        None when something was missed since then: the client needs another snapshot.
        """
        if not self.live or epoch != self.epoch or (after and after not in self._ring):
            return None
        return self._join(client, after)

    def _join(self, client: Client, after: str, overlap: timedelta | None = None) -> list[bytes]:
        missed = [_message(event, client) for event in self._ring.after(after, overlap)]
        for topic in client.topics:
            self._groups.setdefault(topic, {}).setdefault(client.scope, {})[client] = None
        client.shard = next(self._next_shard)
        self._shards[client.shard][client] = None
        return [message for message in missed if message is not None]

    def part(self, client: Client) -> None:
        """Let the client hear no more."""
        self._shards[client.shard].pop(client, None)
        for topic in client.topics:
            scopes = self._groups.get(topic, {})
            clients = scopes.get(client.scope, {})
            clients.pop(client, None)
            if not clients:
                scopes.pop(client.scope, None)

    # ---- what time brings

    def beat(self) -> None:
        """Send heartbeats for ever, a shard at a time, and end what has run out."""
        for shard in itertools.cycle(self._shards):
            gevent.sleep(HEARTBEAT / SHARDS)
            if shard:
                self._beat(list(shard))

    def _beat(self, clients: list[Client]) -> None:
        now = time.time()
        message = self.heartbeat()
        for client in clients:
            if client.expires <= now:
                client.drop("expired")
            else:
                client.put(message)

    def heartbeat(self) -> Message:
        """Return a heartbeat; the event only while the bus is heard, the comment always."""
        if not self.live:
            return COMMENT
        data = orjson.dumps({"time": clock.to_text(clock.now())})
        return Message.of(COMMENT.plain + b"event: heartbeat\ndata: " + data + b"\n\n")

    def end(self) -> None:
        """End all streams; clients connect again elsewhere and resume."""
        self.ending = True
        for client in self._clients():
            client.drop("stopping")

    def _clients(self) -> Iterator[Client]:
        return itertools.chain.from_iterable([list(shard) for shard in self._shards])


def _give(clients: list[Client], message: Message) -> None:
    for start in range(0, len(clients), SLICE):
        if start:
            gevent.sleep(0)
        for client in clients[start : start + SLICE]:
            client.put(message)


def _message(event: Heard, client: Client) -> bytes | None:
    return event.for_scope(client.scope) if event.topic in client.topics else None
