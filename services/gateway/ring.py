"""The last few thousand events of the bus, for clients that come back after a moment."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from libs.kit import envelope
from libs.kit.envelope import Incoming
from services.gateway import scopes
from services.gateway.scopes import Scope

MOST_EVENTS, MOST_BYTES = 4096, 24 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Heard:
    """An event as it was heard: `body` is the CloudEvent, on one line."""

    id: str
    topic: str
    source: str
    time: datetime
    body: bytes

    def for_scope(self, scope: Scope) -> bytes | None:
        """Return the server-sent event that an account of this scope gets, None for nothing."""
        body = self.body
        if not scopes.is_whole(self.topic, scope):
            event = orjson.loads(body)
            data = scopes.narrowed(self.topic, event["data"], scope)
            if data is None:
                return None
            body = orjson.dumps({**event, "data": data})
        return b"id: %b\nevent: %b\ndata: %b\n\n" % (self.id.encode(), self.topic.encode(), body)


def read(body: bytes) -> tuple[Heard, dict[str, Any]]:
    """Return the event and its data; raises BrokenContract or UnknownContract."""
    incoming: Incoming = envelope.parse(body)
    line = body if b"\n" not in body else orjson.dumps(orjson.loads(body))
    topic = f"{incoming.source}.{incoming.type}"
    return Heard(incoming.id, topic, incoming.source, incoming.time, line), incoming.data


class Ring:
    """Events by id, the oldest first; an id is kept once."""

    def __init__(self) -> None:
        self._events: OrderedDict[str, Heard] = OrderedDict()
        self._bytes = 0

    @property
    def last_id(self) -> str:
        return next(reversed(self._events), "")

    def __contains__(self, event_id: str) -> bool:
        return event_id in self._events

    def add(self, event: Heard) -> None:
        self._events[event.id] = event
        self._bytes += len(event.body)
        while len(self._events) > MOST_EVENTS or self._bytes > MOST_BYTES:
            _, old = self._events.popitem(last=False)
            self._bytes -= len(old.body)

    def clear(self) -> None:
        self._events.clear()
        self._bytes = 0

    def after(self, event_id: str, overlap: timedelta | None = None) -> Iterator[Heard]:
        """Return what followed the event; everything for an empty id.

        With an overlap, so are events of other services from up to so long before it.
        """
        known = self._events.get(event_id)
        passed = known is None
        for event in self._events.values():
            if passed or (known and overlap and _may_be_missing(event, known, overlap)):
                yield event
            passed = passed or event is known


def _may_be_missing(event: Heard, known: Heard, overlap: timedelta) -> bool:
    return event.source != known.source and event.time > known.time - overlap
