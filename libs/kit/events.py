"""`@subscribe`: a service method that is told of another service's events, once each and in order.

    @subscribe("elections", "result_submitted")
    def on_result_submitted(self, tx: Connection, event: Incoming) -> None: ...

Its effect belongs into `tx`, which also holds the event's place in the inbox. It is short, and may
be tried again: after any error, nothing of it was done.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from nameko.extensions import Entrypoint, SharedExtension

from libs.kit import contracts, topology
from libs.kit.depths import Depths
from libs.kit.event_queue import AHEAD, EventQueue
from libs.kit.intake import Intake, Source
from libs.kit.redirect import Redirect

Handler = TypeVar("Handler", bound=Callable[..., Any])


class NotAConsumer(Exception):
    """The contract does not name this service, so nobody made its queue."""


class EventQueues(SharedExtension):
    """The queues of this service, each with its handlers."""

    intake = Intake()
    redirect = Redirect()
    depths = Depths()

    def __init__(self) -> None:
        self._queues: dict[str, EventQueue] = {}

    def subscribe(self, source: str, event: str, version: int, method: str) -> None:
        """Hear the event; raises NotAConsumer unless its contract names this service."""
        consumer = self.container.service_name
        contract = contracts.get(source, event, version)
        if consumer not in contract.consumers:
            raise NotAConsumer(f"{contract.name} does not name {consumer} in x-consumers")
        name = topology.queue_name(consumer, source, event)
        if name not in self._queues:
            self._queues[name] = EventQueue(name, self.container, self.redirect)
            self.depths.watch(name)
            parts = [*topology.shared(), *topology.subscription(consumer, source, event)]
            arrived = self._queues[name].arrived
            self.intake.listen(Source(name, _declaring(parts), arrived, AHEAD))
        self._queues[name].handlers[version] = method


class Subscription(Entrypoint):
    role = "events"
    queues = EventQueues()

    def __init__(self, source: str, event: str, version: int = 1) -> None:
        super().__init__()
        self.source, self.event, self.version = source, event, version

    def setup(self) -> None:
        self.queues.subscribe(self.source, self.event, self.version, self.method_name)

    def stop(self) -> None:
        self.queues.intake.quit()


def _declaring(parts: list[topology.Part]) -> Callable[[Any], None]:
    def declare(channel: Any) -> None:
        for part in parts:
            part.declare(channel)

    return declare


def subscribe(source: str, event: str, version: int = 1) -> Callable[[Handler], Handler]:
    """Let the method `(self, tx, event: Incoming) -> None` hear these events."""
    return cast("Callable[[Handler], Handler]", Subscription.decorator(source, event, version))
