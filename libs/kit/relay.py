"""The relay: brings a service's events from its outbox to the broker, in order, losing none.

One relay of a service works at a time, by an advisory lock that its session holds; others stand by
and take over when it dies. A row is deleted only after the broker confirmed its message; so after a
crash some are sent again, which consumers know by their sequence. Imports little: it is the process
there are most of.
"""

from __future__ import annotations

import select
import threading
from collections import Counter, deque
from dataclasses import dataclass
from time import monotonic
from typing import Any

import orjson
import pika
import psycopg2

from libs.kit import channels, contracts, lines, logs, metrics, topology, tracing
from libs.kit.envelope import CONTENT_TYPE
from libs.kit.publisher import Batch, Outcome, Outgoing, Publisher

log = logs.get(__name__)
BATCH = 500
AHEAD = 3  # batches on their way at once
SWEEP = 40  # batches, before it looks at the outbox's beginning again
POLL_SECONDS = 0.25  # should a notification get lost
STANDBY_SECONDS = 0.5
COUNT_SECONDS = 5.0
TOLD = 100  # events of a batch that get a log line each
COUNTED = 100_000  # more unsent events than this are not counted
LOCK = 0x72656C61  # "rela"

_LOCK = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
_TAKE = """
SELECT id, event_id, event, version, sequence, envelope FROM outbox WHERE id > %s
ORDER BY id LIMIT %s
"""
_DELETE = "DELETE FROM outbox WHERE id = ANY(%s)"
_COUNT = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(at)), 0)
FROM (SELECT at FROM outbox ORDER BY id LIMIT %s) AS unsent
"""


@dataclass(frozen=True)
class _Flight:
    """Rows and the batch that carries them."""

    rows: list[Any]
    batch: Batch


class Relay:
    """Works until told to stop, through restarts of the broker and the database."""

    def __init__(self, service: str, database_url: str, amqp_url: str) -> None:
        self._service, self._database_url, self._amqp_url = service, database_url, amqp_url
        self._publisher = Publisher(amqp_url, f"{service}.relay")
        self._database_error = "not connected yet"
        self._stop = threading.Event()

    def failing(self) -> dict[str, str]:
        """Return what is wrong, for /readyz. A relay that stands by is ready."""
        failing = {"database": self._database_error} if self._database_error else {}
        if not self._publisher.ready:
            failing["broker"] = "no connection to the message broker"
        return failing

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        while not self._stop.is_set():
            try:
                self._session()
            except psycopg2.Error as error:
                self._database_error = type(error).__name__
                log.warning("database_lost", error=type(error).__name__)
                self._stop.wait(STANDBY_SECONDS)
        self._publisher.close()

    def _session(self) -> None:
        connection = psycopg2.connect(
            self._database_url, connect_timeout=5, application_name=f"{self._service}.relay"
        )
        try:
            connection.autocommit = True
            self._database_error = ""
            with connection.cursor() as cursor:
                if self._wait_for_turn(cursor):
                    self._work(connection, cursor)
        finally:
            connection.close()

    def _wait_for_turn(self, cursor: Any) -> bool:
        """Stand by until no other relay of the service works; false when told to stop."""
        while not self._stop.is_set():
            cursor.execute(_LOCK, (LOCK, self._service))
            if cursor.fetchone()[0]:
                log.info("relaying")
                return True
            self._stop.wait(STANDBY_SECONDS)
        return False

    def _work(self, connection: Any, cursor: Any) -> None:
        # A crash may undo a deletion: then an event is sent twice, and known by its number.
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(f'LISTEN "{channels.outbox(self._service)}"')
        gauges = _Gauges(cursor)
        while not self._stop.is_set():
            gauges.tick()
            if self._sweep(cursor):
                continue
            # A notification may have come with the answer of the query that did not see its row.
            if not connection.notifies and select.select([connection], [], [], POLL_SECONDS)[0]:
                connection.poll()
            connection.notifies.clear()

    def _sweep(self, cursor: Any) -> bool:
        """Go through the outbox once, or a good part; returns whether there may be more.

        A batch is prepared while the ones before it are on their way. Rows that were committed
        behind its back, with lower ids, are met by the next sweep.
        """
        flying: deque[_Flight] = deque()
        last = 0
        for _ in range(SWEEP):
            rows = self._take(cursor, last)
            if rows:
                last = rows[-1][0]
                flying.append(_Flight(rows, self._publisher.send(list(map(self._message, rows)))))
            full = len(rows) == BATCH
            if full and len(flying) < AHEAD:
                continue
            if not self._land(cursor, flying) or not full:
                break
        while flying and self._land(cursor, flying):
            pass
        return bool(last)

    def _take(self, cursor: Any, after: int) -> list[Any]:
        cursor.execute(_TAKE, (after, BATCH))
        rows: list[Any] = cursor.fetchall()
        return rows

    def _land(self, cursor: Any, flying: deque[_Flight]) -> bool:
        """Settle the first flight; when not all of it arrived, all others with it."""
        if not flying:
            return True
        landed = [flying.popleft()]
        outcomes = self._publisher.wait(landed[0].batch)
        arrived = all(outcome is Outcome.CONFIRMED for outcome in outcomes)
        if not arrived:
            landed += flying
            outcomes += [one for flight in flying for one in self._publisher.wait(flight.batch)]
            flying.clear()
        rows = [row for flight in landed for row in flight.rows]
        self._delete(cursor, rows if arrived else sent_in_order(rows, outcomes))
        if not arrived:
            self._repair(outcomes)
        return arrived

    def _delete(self, cursor: Any, sent: list[Any]) -> None:
        if sent:
            cursor.execute(_DELETE, ([row[0] for row in sent],))
        for event, times in Counter(row[2] for row in sent).items():
            metrics.of(metrics.OUTBOX_SENT, event).inc(times)
        tell(sent)

    def _message(self, row: Any) -> Outgoing:
        _, event_id, event, version, sequence, envelope = row
        return Outgoing(
            exchange=topology.events_exchange(self._service),
            routing_key=event,
            body=b'%s,"sequence":"%d"}' % (envelope.encode()[:-1], sequence),
            message_id=str(event_id),
            content_type=CONTENT_TYPE,
            mandatory=self._has_consumers(event, version),
        )

    def _has_consumers(self, event: str, version: int) -> bool:
        contract = contracts.catalogue().get((self._service, event, version))
        return contract is None or bool(contract.consumers)

    def _repair(self, outcomes: list[Outcome]) -> None:
        """Wait a little; declare the topology again in case the broker has lost it."""
        unroutable = outcomes.count(Outcome.UNROUTABLE)
        log.warning("not_sent", failed=outcomes.count(Outcome.FAILED), unroutable=unroutable)
        self._stop.wait(POLL_SECONDS)
        try:
            topology.declare(self._amqp_url)
        except (pika.exceptions.AMQPError, OSError) as error:
            log.warning("topology_not_declared", error=type(error).__name__)


class _Gauges:
    """Keeps the metrics of what is unsent, asking every few seconds only."""

    def __init__(self, cursor: Any) -> None:
        self._cursor, self._due = cursor, 0.0

    def tick(self) -> None:
        now = monotonic()
        if now < self._due:
            return
        self._due = now + COUNT_SECONDS
        self._cursor.execute(_COUNT, (COUNTED,))
        pending, oldest = self._cursor.fetchone()
        metrics.OUTBOX_PENDING.set(pending)
        metrics.OUTBOX_OLDEST.set(float(oldest))


def tell(sent: list[Any]) -> None:
    """Log each event that the broker has now; a backlog in one line."""
    if len(sent) > TOLD:
        lines.write(__name__, "sent", events=len(sent), first=sent[0][1], last=sent[-1][1])
        return
    for _, event_id, event, _, _, text in sent:
        envelope = orjson.loads(text)
        trace = tracing.trace_id(envelope.get("traceparent", ""))
        request_id = envelope.get("kendalirequestid", "")
        about = {"event_id": event_id, "subject": envelope["subject"], "type": event}
        lines.write(__name__, "sent", **about, request_id=request_id, trace_id=trace)


def sent_in_order(rows: list[Any], outcomes: list[Outcome]) -> list[Any]:
    """Return the rows that are done with: confirmed, and none before them about the same is not.

    The rest is sent again, also what was confirmed after a failure: so a consumer that hears all
    hears it in order.
    """
    stuck: set[tuple[str, str]] = set()
    sent = []
    for row, outcome in zip(rows, outcomes, strict=True):
        key = (row[2], orjson.loads(row[5])["subject"])
        if outcome is not Outcome.CONFIRMED:
            stuck.add(key)
        elif key not in stuck:
            sent.append(row)
    return sent
