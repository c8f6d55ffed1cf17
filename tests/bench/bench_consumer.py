"""A consumer with its inbox, against a bare psycopg2 loop of the same statements.

`python -m tests.bench.bench_consumer`
"""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

import psycopg2

from libs.kit.envelope import Event
from libs.kit.publisher import Outcome, Outgoing, Publisher
from tests.bench.harness import Sample, alternate, median, show, verdict
from tests.bench.kit_places import Places, places
from tests.integration.kit.broker import envelope
from tests.servers import until

EVENTS, SUBJECTS = 4_000, 311
QUEUE = "mirror.ledger.entry_posted"
CLAIM = """
INSERT INTO inbox AS i (queue, subject, sequence) VALUES (%(queue)s, %(subject)s, %(sequence)s)
ON CONFLICT (queue, subject) DO UPDATE SET sequence = %(sequence)s, at = now()
WHERE i.sequence = %(sequence)s - 1
"""
ADVANCE = """
UPDATE inbox SET sequence = %(sequence)s, at = now()
WHERE queue = %(queue)s AND subject = %(subject)s AND sequence = %(sequence)s - 1
"""
EFFECT = "INSERT INTO seen VALUES (%(subject)s, 1, %(sequence)s)"


class Round:
    """Events of one round: subjects of its own, so that each round starts anew."""

    number = 0

    def __init__(self) -> None:
        Round.number += 1
        places = range(EVENTS)
        self.events = [(f"r{Round.number}-{n % SUBJECTS}", n // SUBJECTS + 1) for n in places]


def consume(found: Places, publisher: Publisher) -> Sample:
    """Time from the first effect to the last, of a process that finds its queue full."""
    messages = [outgoing(subject, sequence) for subject, sequence in Round().events]
    assert set(publisher.publish(messages, 60)) == {Outcome.CONFIRMED}
    found.database.execute("TRUNCATE seen", service="mirror")
    process = found.run("mirror", "events")
    seen = "SELECT count(*), extract(epoch FROM max(at) - min(at)) FROM seen"
    until(lambda: found.database.execute(seen, service="mirror")[0][0] == EVENTS, 120)
    seconds = float(found.database.execute(seen, service="mirror")[0][1])
    assert process.stop() == 0
    return Sample(EVENTS - 1, seconds)


def outgoing(subject: str, sequence: int) -> Outgoing:
    event = Event("entry_posted", subject, {"account": subject, "amount": 1})
    body = envelope("ledger", event, sequence)
    return Outgoing("", QUEUE, body, f"{subject}.{sequence}", "application/cloudevents+json")


def loop(found: Places) -> Sample:
    events = Round().events
    with closing(psycopg2.connect(found.database.url("mirror"))) as connection:
        started = time.perf_counter()
        for subject, sequence in events:
            _one(connection, {"queue": QUEUE, "subject": subject, "sequence": sequence})
        return Sample(EVENTS, time.perf_counter() - started)


def _one(connection: Any, values: dict[str, Any]) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute(CLAIM if values["sequence"] == 1 else ADVANCE, values)
        assert cursor.rowcount == 1
        cursor.execute(EFFECT, values)


def main() -> None:
    with places() as found:
        publisher = Publisher(found.amqp_url, "bench")
        project, floor = alternate(lambda: consume(found, publisher), lambda: loop(found))
        publisher.close()
    rate, theirs = (median(x, lambda s: s.rate) for x in (project, floor))
    text = f"{rate:,.0f} / {theirs:,.0f} events/s = {rate / theirs:.2f}"
    row = ("consume", text, "≥ 0.6 times", verdict(rate >= 0.6 * theirs))
    show(f"Consumer with inbox, {EVENTS:,} events, against a bare psycopg2 loop", [row])


if __name__ == "__main__":
    main()
