"""One queue of events of a consumer: each message's way from its arrival to its settlement.

    arrives ──▶ lane of its subject ──▶ claim + effect in one transaction ──▶ ack
       │ wrong in itself                     │ world away: again after 1, 5, 30, 30 … s, for ever
       ▼                                     │ handler failed: again, ATTEMPTS times in all
    dead letters ◀───────────────────────────┘ a predecessor is missing: waits for it

Messages about one subject are handled one after the other. Those of different subjects that came
while a transaction was under way share the next one. Whatever has to wait for its predecessor or
for a slow one, and all where anything failed, is handled alone, at once with others that are.
"""

from __future__ import annotations

import time
from collections import deque
from typing import Any

import eventlet

from libs.kit import clock, inbox, lines, logs, metrics, spans, topology, tracing, wire
from libs.kit.contracts import BrokenContract, UnknownContract
from libs.kit.envelope import Incoming, parse
from libs.kit.errors import KendaliError, TooLarge, Unavailable
from libs.kit.inbox import Place
from libs.kit.intake import ack, give_back
from libs.kit.redirect import PREFIX, Redirect, headers_of

log = logs.get(__name__)
SECOND, LITTLE, LONG = topology.WAITS
WORLD_WAITS = (SECOND, LITTLE, LONG)  # the last one again and again
FAILURE_WAITS = (SECOND, SECOND, LITTLE, LITTLE)
ATTEMPTS = len(FAILURE_WAITS) + 1
START_WAITS = (SECOND, LITTLE)  # before an unknown subject's later event is taken as its start
ORDER_WAITS = (SECOND, LITTLE, LONG, LONG, LONG, LONG)  # longer than FAILURE_WAITS in all
# A predecessor in another process is mostly just being handled: seconds.
NEAR_WAITS = (0.01, 0.03, 0.1, 0.2)
PATIENCE = 0.1  # seconds after which a transaction takes no other event's effect
AHEAD = 50  # messages that a process has in hand, so the most that share a transaction


class EventQueue:
    """Handles what comes from one queue, by one handler method for each version of the event."""

    def __init__(self, name: str, container: Any, redirect: Redirect) -> None:
        self.name, self.handlers = name, dict[int, str]()
        self._container, self._redirect = container, redirect
        self._lanes: dict[str, deque[tuple[Any, Incoming]]] = {}
        self._ready: list[str] = []  # subjects whose first event nobody has in hand
        self._gathering = False  # whether somebody takes up what is ready

    def arrived(self, message: Any) -> None:
        """Take a message from the broker; never raises, never blocks."""
        try:
            event = self._read(message)
        except KendaliError as error:
            self._container.work(self._refuse, message, error)
            return
        lane = self._lanes.get(event.subject)
        if lane is not None:
            lane.append((message, event))
            return
        self._lanes[event.subject] = deque([(message, event)])
        self._ready.append(event.subject)
        if not self._gathering:
            self._gathering = True
            self._container.work(self._run_ready)

    def _run_ready(self) -> None:
        """Handle what is there, and then what came meanwhile, until nothing did."""
        try:
            while self._ready:
                subjects, self._ready = sorted(self._ready), []
                done = self._together([self._lanes[subject][0] for subject in subjects])
                for subject in subjects:
                    if subject not in done:
                        self._container.work(self._run_lane, subject)
        finally:
            self._gathering = False

    def _together(self, heads: list[tuple[Any, Incoming]]) -> set[str]:
        """Handle the first events of some lanes in one transaction; returns whose were handled."""
        started = time.perf_counter()
        try:
            handled = self._attempt_all([event for _, event in heads])
        except Exception:  # noqa: BLE001 - handled alone, each says for itself what is wrong
            return set()
        for subject in handled:
            self._next(subject)
        for message, event in heads:
            if event.subject in handled:
                _bind(event)
                self._settle(message, event, Place.NEXT)
                seconds = time.perf_counter() - started
                metrics.of(metrics.EVENT_SECONDS, self.name).observe(seconds)
        return handled

    def _attempt_all(self, events: list[Incoming]) -> set[str]:
        """Have the effects of those that are the next ones, as many as patience allows."""
        late = time.perf_counter() + PATIENCE
        with self._container.service.db.begin() as tx:
            claimed = inbox.claim_all(tx, self.name, events)
            todo = deque(event for event in events if event.subject in claimed)
            while todo and (len(todo) == len(claimed) or time.perf_counter() < late):
                event = todo.popleft()
                self._have_effect(tx, event)
            if todo:
                inbox.release(tx, self.name, todo)
        return claimed - {event.subject for event in todo}

    def _have_effect(self, tx: Any, event: Incoming) -> None:
        with spans.begin(f"process {self.name}", spans.CONSUMER, event.traceparent) as span:
            _bind(event, span.traceparent)
            getattr(self._container.service, self.handlers[event.version])(tx, event)

    def _next(self, subject: str) -> None:
        """Take the lane's first event off; what follows it is ready now."""
        lane = self._lanes[subject]
        lane.popleft()
        if lane:
            self._ready.append(subject)
        else:
            del self._lanes[subject]

    def _read(self, message: Any) -> Incoming:
        if len(message.body) > wire.MAX_EVENT_BYTES:
            raise TooLarge(f"{len(message.body)} bytes are more than an event may have")
        try:
            event = parse(message.body)
        except KendaliError:
            raise
        except Exception as error:
            raise BrokenContract(f"not an event of ours: {type(error).__name__}") from error
        if event.version not in self.handlers:
            raise UnknownContract(f"this consumer does not know version {event.version}")
        return event

    def _refuse(self, message: Any, error: KendaliError) -> None:
        logs.clear()  # workers are used again
        fields = "; ".join(f"{e.field} {e.message}" for e in error.errors)
        reason = f"{error.detail}: {fields}" if fields else error.detail
        self._bury(message, error.slug, reason)

    def _run_lane(self, subject: str) -> None:
        lane = self._lanes[subject]
        while lane:
            message, event = lane.popleft()
            try:
                self._handle(message, event)
            except Exception:
                log.exception("event_not_settled", queue=self.name, event_id=event.id)
                eventlet.sleep(1)
                give_back(message)
        del self._lanes[subject]

    def _handle(self, message: Any, event: Incoming) -> None:
        started = time.perf_counter()
        _bind(event)
        try:
            self._settle(message, event, self._try(message, event))
        except Unavailable as error:
            self._world_is_wrong(message, error)
        except Exception as error:
            log.exception("handler_failed", queue=self.name, event_id=event.id)
            self._handler_failed(message, event, error)
        seconds = time.perf_counter() - started
        metrics.of(metrics.EVENT_SECONDS, self.name).observe(seconds)

    def _try(self, message: Any, event: Incoming) -> Place:
        """Claim and have the effect; waits a little for a predecessor in another process."""
        waits = _count(message, "waits")
        place = self._attempt(event, begin=waits >= len(START_WAITS))
        for pause in NEAR_WAITS if waits == 0 else ():
            if place not in (Place.EARLY, Place.UNKNOWN):
                break
            eventlet.sleep(pause)
            place = self._attempt(event, begin=False)
        return place

    def _attempt(self, event: Incoming, *, begin: bool) -> Place:
        with self._container.service.db.begin() as tx:
            place = inbox.claim(tx, self.name, event, begin=begin)
            if place is Place.NEXT:
                self._have_effect(tx, event)
        return place

    def _settle(self, message: Any, event: Incoming, place: Place) -> None:
        if place in (Place.EARLY, Place.UNKNOWN):
            self._wait_for_predecessor(message, event)
            return
        ack(message)
        if place is Place.NEXT:
            age = (clock.now() - event.time).total_seconds()
            metrics.of(metrics.EVENT_AGE, self.name).observe(max(0.0, age))
        self._counted("done" if place is Place.NEXT else "duplicate")

    def _wait_for_predecessor(self, message: Any, event: Incoming) -> None:
        waits = _count(message, "waits")
        if waits < len(ORDER_WAITS):
            self._delay(message, ORDER_WAITS[waits], "early", {"waits": waits + 1})
        else:
            reason = f"number {event.sequence} of {event.subject} came, one before it did not"
            self._bury(message, "predecessor-missing", reason)

    def _world_is_wrong(self, message: Any, error: Unavailable) -> None:
        tries = _count(message, "tries")
        log.warning("event_delayed", queue=self.name, slug=error.slug, tries=tries + 1)
        wait = WORLD_WAITS[min(tries, len(WORLD_WAITS) - 1)]
        self._delay(message, wait, "delayed", {"tries": tries + 1})

    def _handler_failed(self, message: Any, event: Incoming, error: Exception) -> None:
        failures = _count(message, "failures")
        try:
            with self._container.service.db.begin() as tx:
                inbox.remember(tx, self.name, event)
        except Unavailable as unavailable:
            self._world_is_wrong(message, unavailable)
            return
        if failures < len(FAILURE_WAITS):
            self._delay(message, FAILURE_WAITS[failures], "failed", {"failures": failures + 1})
        else:
            slug = error.slug if isinstance(error, KendaliError) else "handler-failed"
            self._bury(message, slug, f"{type(error).__name__}: {error}"[:300])

    def _delay(self, message: Any, wait: int, outcome: str, counts: dict[str, int]) -> None:
        self._redirect.delay(message, self.name, wait, counts)
        self._counted(outcome)

    def _bury(self, message: Any, slug: str, reason: str) -> None:
        self._redirect.bury(message, self.name, slug, reason)
        self._counted("dead")

    def _counted(self, outcome: str) -> None:
        metrics.of(metrics.EVENTS_CONSUMED, self.name, outcome).inc()
        lines.write(__name__, "taken", queue=self.name, outcome=outcome)


def _bind(event: Incoming, traceparent: str = "") -> None:
    """Have log lines and what the handler tells name the event."""
    tracing.bind(event.request_id, traceparent or event.traceparent)
    logs.bind(event_id=event.id, subject=event.subject)


def _count(message: Any, name: str) -> int:
    value = headers_of(message).get(PREFIX + name, 0)
    return value if isinstance(value, int) else 0
