"""Results in: `POST results` to 201 against the same SQL by bare psycopg2, and on to the stream.

The floor replays, statement for statement, what the service sends to PostgreSQL for the same forms:
recorded from the service's own code on one database, replayed on a copy of it by 16 connections.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import sqlalchemy as sa

from libs.kit.db import Database
from libs.kit.principal import Principal
from libs.kit.request import Request
from services.elections.service import ElectionsService
from tests import factories
from tests.bench import harness, wire
from tests.bench.running import CODES, forms, register, running
from tests.databases import TestDatabase, copy, make_template
from tests.e2e.conftest import Running
from tests.servers import Servers, servers
from tests.streaming import Stream

CALLERS = 16
PRINCIPAL = Principal("bench", "bench", frozenset({"admin"}))
Transaction = list[tuple[str, Any]]


class Connections:
    """A pool of one connection for each caller, handed out to whoever asks."""

    def __init__(self, make: Callable[[], Any], count: int = CALLERS) -> None:
        self._all = [make() for _ in range(count)]
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for one in self._all:
            self._free.put(one)

    @contextmanager
    def one(self) -> Iterator[Any]:
        taken = self._free.get()
        try:
            yield taken
        finally:
            self._free.put(taken)

    def close(self) -> None:
        for one in self._all:
            one.close()


def register_in(database: TestDatabase, election: str) -> None:
    """Register the election and its stations without a gateway, by the service's own code."""
    db, service = Database(database.url("elections"), 1), ElectionsService()
    service.db = db
    body = factories.election(election)
    service.register_election(Request(body, PRINCIPAL, factories.command_id("record", election)))
    stations = {"election": election, "items": factories.stations(CODES)}
    key = factories.command_id("record", election, "tps")
    service.register_stations(Request(stations, PRINCIPAL, key))
    db.close()


def record(database: TestDatabase, election: str) -> list[Transaction]:
    """Hand in the forms by the service's own code; returns what it sent to PostgreSQL."""
    db, service, transactions = Database(database.url("elections"), 1), ElectionsService(), []
    service.db = db

    @sa.event.listens_for(db.engine, "before_cursor_execute")
    def _(_c: Any, _cursor: Any, statement: str, values: Any, _ctx: Any, _many: bool) -> None:
        transactions[-1].append((statement, values))

    for form in forms():
        transactions.append([])
        key = factories.command_id("floor", election, form["contest"], form["tps"])
        service.submit_result(Request({"election": election} | form, PRINCIPAL, key))
    db.close()
    return transactions[1:]  # the first one also fills the service's caches


def connect(url: str) -> Any:
    connection = psycopg2.connect(url)
    connection.autocommit = True  # the recorded statements say BEGIN and COMMIT themselves
    return connection


def replay(connections: Connections, transaction: Transaction) -> None:
    """Send the same messages: BEGIN goes with the first one, COMMIT came with the last."""
    with connections.one() as connection, connection.cursor() as cursor:
        opening = "BEGIN;"
        for statement, values in transaction:
            cursor.execute(opening + statement, values or None)
            opening = ""


def submit(connections: Connections, request: bytes) -> None:
    with connections.one() as connection:
        status, body = connection.send(request)
    if status != 201:
        raise RuntimeError(f"{status} {body[:300]!r}")


def requests_of(night: Running, election: str) -> list[bytes]:
    token, path = night.token("operator"), f"/v1/elections/{election}/results"
    return [
        wire.post(path, token, form, factories.command_id(election, form["contest"], form["tps"]))
        for form in forms()
    ]


def paced(connections: Connections, requests: list[bytes], rate: float) -> harness.Sample:
    """Send the requests at a steady rate, whatever the answers do; times from when each was due."""
    todo: queue.SimpleQueue[tuple[float, bytes] | None] = queue.SimpleQueue()
    times: list[float] = []

    def work() -> None:
        while (job := todo.get()) is not None:
            submit(connections, job[1])
            times.append(time.perf_counter() - job[0])

    threads = [threading.Thread(target=work) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    started, pause = time.perf_counter(), threading.Event()
    for number, request in enumerate(requests):
        due = started + number / rate
        pause.wait(max(0.0, due - time.perf_counter()))
        todo.put((due, request))
    for _ in threads:
        todo.put(None)
    for thread in threads:
        thread.join()
    return harness.Sample(len(requests), time.perf_counter() - started, times)


def intake(night: Running, bare_servers: Servers) -> float:
    """Measure the top rate against the floor; returns the rate."""
    connections = Connections(lambda: wire.Wire(night.url))
    names = [f"bench-{number}" for number in range(harness.ROUNDS)]
    recording = make_template(bare_servers.admin_url, "bench_record")
    for name in names:
        register(night, name)
        register_in(recording, name)
    with copy(bare_servers.admin_url, recording, "bench_floor") as floor_database:
        bare = Connections(lambda: connect(floor_database.url("elections")))
        planned = iter(names)

        def floor() -> harness.Sample:
            todo = record(recording, next(planned))
            return harness.hammer(CALLERS, [lambda t=t: replay(bare, t) for t in todo])

        done = iter(names)

        def project() -> harness.Sample:
            todo = requests_of(night, next(done))
            return harness.hammer(CALLERS, [lambda r=r: submit(connections, r) for r in todo])

        ours, theirs = harness.alternate(project, floor)
        bare.close()
    connections.close()
    return report_intake(ours, theirs)


def report_intake(ours: list[harness.Sample], theirs: list[harness.Sample]) -> float:
    rate = harness.median(ours, lambda sample: sample.rate)
    bare = harness.median(theirs, lambda sample: sample.rate)
    p99 = harness.median(ours, lambda sample: sample.percentile(0.99))
    ratio = rate / bare
    row = (
        "POST results → 201, 16 clients, against bare psycopg2",
        f"{rate:.0f}/s, floor {bare:.0f}/s: {ratio:.2f} x (p99 {p99:.0f} ms at full rate)",
        "≥ 0.30 x",
        harness.verdict(ratio >= 0.30),
    )
    harness.show("Results in", [row])
    return rate


def at_half_rate(night: Running, rate: float) -> None:
    register(night, "bench-half")
    connections = Connections(lambda: wire.Wire(night.url))
    sample = paced(connections, requests_of(night, "bench-half"), rate / 2)
    connections.close()
    p99 = sample.percentile(0.99)
    measured = f"p50 {sample.percentile(0.5):.0f} ms, p99 {p99:.0f} ms at {rate / 2:.0f}/s"
    row = (
        "POST results at half the top rate",
        measured,
        "p99 ≤ 150 ms",
        harness.verdict(p99 <= 150),
    )
    harness.show("Results in, calmly", [row])


def to_the_stream(night: Running, rate: float = 100.0) -> None:
    """Time from the n-th 201 to the first tally on the stream that holds n stations."""
    register(night, "bench-stream")
    stream = Stream(night.url, night.token("viewer"), "elections.tally_changed")
    stream.wait(lambda: stream.snapshots > 0, 20)
    name, answered, shown = "bench-stream/walikota", [], {}
    connections = Connections(lambda: wire.Wire(night.url))

    def watch() -> None:
        while len(shown) < len(CODES):
            stream.wait(lambda: stream.tallies.get(name, {}).get("tps_in", 0) > len(shown), 20)
            now, count = time.perf_counter(), stream.tallies[name]["tps_in"]
            shown.update(dict.fromkeys(range(len(shown) + 1, count + 1), now))

    watcher = threading.Thread(target=watch)
    watcher.start()
    mayor = [r for r in requests_of(night, "bench-stream") if b'"contest": "walikota"' in r]
    started = time.perf_counter()
    sample = paced(_Noting(connections, answered), mayor, rate)
    watcher.join(30)
    stream.close()
    connections.close()
    waits = [shown[n + 1] - at for n, at in enumerate(sorted(answered)) if n + 1 in shown]
    report_stream(harness.Sample(len(waits), time.perf_counter() - started, waits), sample)


class _Noting(Connections):
    """Notes when each answer came."""

    def __init__(self, inner: Connections, answered: list[float]) -> None:
        self._inner, self._answered = inner, answered

    @contextmanager
    def one(self) -> Iterator[Any]:
        with self._inner.one() as connection:
            yield connection
            self._answered.append(time.perf_counter())


def report_stream(waits: harness.Sample, sent: harness.Sample) -> None:
    p50, p99 = waits.percentile(0.5), waits.percentile(0.99)
    measured = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms at {sent.rate:.0f} results/s"
    met = harness.verdict(p50 <= 400 and p99 <= 1000)
    row = ("201 → tally on a stream client", measured, "p50 ≤ 400 ms, p99 ≤ 1 s", met)
    harness.show("Results out", [row])


def main() -> None:
    with running() as night, servers() as bare_servers:
        rate = intake(night, bare_servers)
        at_half_rate(night, rate)
        to_the_stream(night)


if __name__ == "__main__":
    main()
