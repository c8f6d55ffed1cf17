"""Drain of an outbox by the relay, against bare pika with batched confirms to the same queue.

`python -m tests.bench.bench_relay`
"""

from __future__ import annotations

import time
from typing import Any

import pika

from libs.kit.envelope import CONTENT_TYPE
from libs.kit.link import parameters
from libs.kit.topology import connect
from tests.bench.harness import Sample, alternate, median, show, verdict
from tests.bench.kit_places import Places, places
from tests.servers import until

EVENTS, BATCH, SUBJECTS = 20_000, 500, 311
QUEUE = "mirror.ledger.entry_posted"
FILL = """
INSERT INTO outbox (event_id, event, version, sequence, envelope)
SELECT id, 'entry_posted', 1, n / %s + 1, json_build_object(
    'specversion', '1.0', 'id', id, 'source', '/ledger',
    'type', 'kendali.ledger.entry_posted.v1', 'subject', 'account-' || n %% %s,
    'time', '2024-11-27T12:05:00.000000Z', 'datacontenttype', 'application/json',
    'dataschema', 'ledger/entry_posted.v1.json',
    'data', json_build_object('account', 'account-' || n %% %s, 'amount', n))
FROM (SELECT n, gen_random_uuid() AS id FROM generate_series(0, %s) AS n) AS made
"""


def fill(found: Places) -> None:
    values = (SUBJECTS, SUBJECTS, SUBJECTS, EVENTS - 1)
    found.database.execute(FILL, *values, service="ledger")
    found.database.execute("NOTIFY ledger_outbox", service="ledger")


def drain(found: Places) -> Sample:
    """Time from the commit of all events to the last one's confirm."""
    fill(found)
    started = time.perf_counter()
    left = "SELECT EXISTS (SELECT FROM outbox)"
    until(lambda: not found.database.execute(left, service="ledger")[0][0], 120)
    return Sample(EVENTS, time.perf_counter() - started)


class Bare:
    """Publishes a batch, waits for all its confirms, publishes the next; nothing else."""

    def __init__(self, url: str, bodies: list[bytes]) -> None:
        self._url, self._bodies = url, bodies
        self._sent = self._confirmed = 0
        self._channel: Any = None
        self._started = 0.0

    def sample(self) -> Sample:
        self._sent = self._confirmed = 0
        connection = pika.SelectConnection(parameters(self._url, "bare"), self._opened)
        connection.ioloop.start()
        return Sample(len(self._bodies), self._seconds)

    def _opened(self, connection: Any) -> None:
        self._connection = connection
        connection.channel(on_open_callback=self._begin)

    def _begin(self, channel: Any) -> None:
        self._channel = channel
        channel.confirm_delivery(self._confirm, callback=lambda _frame: self._batch())
        self._started = time.perf_counter()

    def _batch(self) -> None:
        made = pika.BasicProperties(content_type=CONTENT_TYPE, message_id="x" * 36, delivery_mode=2)
        for body in self._bodies[self._sent : self._sent + BATCH]:
            self._channel.basic_publish("ledger.events", "entry_posted", body, made, mandatory=True)
        self._sent += BATCH

    def _confirm(self, frame: Any) -> None:
        tag = frame.method.delivery_tag
        self._confirmed = tag if frame.method.multiple else self._confirmed + 1
        if self._confirmed >= len(self._bodies):
            self._seconds = time.perf_counter() - self._started
            self._connection.ioloop.stop()
        elif self._confirmed >= self._sent:
            self._batch()


def main() -> None:
    with places() as found:
        found.run("ledger", "relay")
        administration = connect(found.amqp_url, "bench").channel()
        drain(found)
        bodies = [administration.basic_get(QUEUE, auto_ack=True)[2] for _ in range(EVENTS)]
        bare = Bare(found.amqp_url, bodies)

        def emptied(sample: Any) -> Any:
            def run() -> Sample:
                administration.queue_purge(QUEUE)
                return sample()

            return run

        project, floor = alternate(emptied(lambda: drain(found)), emptied(bare.sample))
    rate, theirs = (median(x, lambda s: s.rate) for x in (project, floor))
    text = f"{rate:,.0f} / {theirs:,.0f} events/s = {rate / theirs:.2f}"
    row = ("drain", text, "≥ 0.5 times", verdict(rate >= 0.5 * theirs))
    show(f"Relay, {EVENTS:,} events, against bare pika with batched confirms", [row])


if __name__ == "__main__":
    main()
