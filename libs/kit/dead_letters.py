"""Dead letters: messages that no consumer could take, kept with the reason until somebody decides.

Read by taking them without an ack and letting go again, so that looking changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
import pika

from libs.kit import topology

PREFIX = "x-kendali-"


@dataclass(frozen=True)
class Letter:
    """One dead letter. `id` is the event's id, or made from the body where there is none."""

    queue: str
    id: str
    time: str
    slug: str
    reason: str
    headers: dict[str, Any]
    body: bytes
    tag: int
    properties: Any


class DeadLetters:
    """The dead letters of one broker; each method is one visit."""

    def __init__(self, amqp_url: str) -> None:
        self._url = amqp_url

    def find(self, queue: str, limit: int) -> list[Letter]:
        """Return the queue's oldest dead letters, and leave them where they are."""
        with self._channel() as channel:
            return list(_take(channel, queue, limit))

    def replay(self, queue: str, wanted: Callable[[Letter], bool]) -> int:
        """Put dead letters back to their queue, oldest first, as if they came new; count them."""

        def put_back(channel: Any, letter: Letter) -> None:
            clean = {k: v for k, v in letter.headers.items() if not k.startswith("x-")}
            properties = pika.BasicProperties(
                content_type=letter.properties.content_type,
                content_encoding=letter.properties.content_encoding,
                message_id=letter.properties.message_id,
                delivery_mode=2,
                headers=clean or None,
            )
            channel.basic_publish("", queue, letter.body, properties, mandatory=True)

        return self._each(queue, wanted, put_back)

    def drop(self, queue: str, wanted: Callable[[Letter], bool]) -> int:
        """Forget dead letters for good; count them."""
        return self._each(queue, wanted, lambda _channel, _letter: None)

    def _each(
        self, queue: str, wanted: Callable[[Letter], bool], act: Callable[[Any, Letter], None]
    ) -> int:
        done = 0
        with self._channel() as channel:
            channel.confirm_delivery()
            for letter in _take(channel, queue):
                if wanted(letter):
                    act(channel, letter)  # confirmed, or raises; only then it is dead no more
                    channel.basic_ack(letter.tag)
                    done += 1
        return done

    def depths(self) -> Iterator[tuple[str, int, int, int]]:
        """Give (queue, messages, consumers, dead letters) of each queue of the contracts."""
        with self._channel() as channel:
            for queue in topology.queues():
                alive = channel.queue_declare(queue, passive=True).method
                dead = channel.queue_declare(topology.dead_queue(queue), passive=True).method
                yield queue, alive.message_count, alive.consumer_count, dead.message_count

    @contextmanager
    def _channel(self) -> Iterator[Any]:
        connection = topology.connect(self._url, "dead-letters")
        try:
            yield connection.channel()
        finally:
            connection.close()  # what was not acked goes back to its place


def _take(channel: Any, queue: str, limit: int | None = None) -> Iterator[Letter]:
    """Take what is there now, not what comes back meanwhile."""
    name = topology.dead_queue(queue)
    there = channel.queue_declare(name, passive=True).method.message_count
    for _ in range(there if limit is None else min(there, limit)):
        method, properties, body = channel.basic_get(name)
        if method is None:
            return
        yield _letter(queue, method.delivery_tag, properties, body)


def _letter(queue: str, tag: int, properties: Any, body: bytes) -> Letter:
    headers = dict(properties.headers or {})
    broker = (headers.get("x-death") or [{}])[0].get("reason", "unknown")
    return Letter(
        queue=queue,
        id=properties.message_id or _id_of(body),
        time=str(headers.get(PREFIX + "time", "")),
        slug=str(headers.get(PREFIX + "slug", broker)),
        reason=str(headers.get(PREFIX + "reason", f"given up by the broker: {broker}")),
        headers=headers,
        body=body,
        tag=tag,
        properties=properties,
    )


def _id_of(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["id"])
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(body).hexdigest()[:16]
