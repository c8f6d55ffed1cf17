"""Messages to people: fanned out, sent, overtaken, listed. `--small` does a fiftieth of it.

Floors, of the same run: a bare POST of a webhook over one open connection, and a bare call of
Apprise. The receiver stands on loopback in this process; what is measured stands in others.
"""

from __future__ import annotations

import asyncio
import http.client
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psutil
from apprise import Apprise

from libs.kit import clock, topology
from libs.kit.db import Database
from libs.kit.ids import new_id
from libs.kit.principal import SYSTEM
from libs.kit.rpc_client import RpcClient
from libs.kit.settings import load
from services.notifications.deliveries import sending
from services.notifications.deliveries.contacts_repository import Contacts
from services.notifications.deliveries.sending import Message
from services.notifications.deliveries.tables import contacts
from services.notifications.settings import Settings
from tests.bench import harness
from tests.bench.harness import Sample
from tests.databases import copy, make_template
from tests.deliveries import LONG_AGO, Person, Told
from tests.environ import of_service
from tests.processes import Process
from tests.servers import servers, until

WHOLE, SMALL = 100_000, 2_000
ROWS, FEW_ROWS = 1_000_000, 20_000
CHUNK, POSTS, CALLS, ASKED = 1_000, 2_000, 200, 60
RATE, LISTED, BEHIND = 500, 100, 2_000  # goals: a second, milliseconds, milliseconds
MOST_SECONDS = 240.0  # of sending: what is not sent by then is left out of the rate
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FILTERS: tuple[dict[str, str], ...] = (
    {}, {"state": "failed"}, {"channel": "surel", "state": "sent"}, {"person": "u77"},
    {"q": "kebakaran"}, {"topic": "order"}, {"since": "2026-01-05T00:00:00Z", "state": "failed"},
)  # fmt: skip
MANY = """
INSERT INTO delivery_messages SELECT 'm/' || n, 'incident', 'minor',
    (ARRAY['Banjir','Kebakaran','Kecelakaan'])[1 + n %% 3] || ' nomor ' || n, '', '', false, NULL,
    '{}', '', now() FROM generate_series(1, %(messages)s) n;
INSERT INTO deliveries SELECT
    CAST(lpad(to_hex(1767225600000 + n * 1000), 12, '0') || '7000800' || lpad(to_hex(n), 13, '0')
        AS uuid),
    'm/' || 1 + n / 100, 'u' || n %% 5000, (ARRAY['inbox','surel','ntfy'])[1 + n %% 3],
    '00000000-0000-0000-0000-000000000000', (ARRAY['incident','order'])[1 + n %% 2], 1,
    CASE WHEN n %% 3 = 0 THEN 'delivered' WHEN n %% 97 = 0 THEN 'failed' ELSE 'sent' END,
    true, NULL, NULL, false, 1, NULL, '', now() FROM generate_series(0, %(rows)s - 1) n;
ANALYZE deliveries; ANALYZE delivery_messages
"""


class Receiver:
    """Counts what comes, and notes when something critical does."""

    def __init__(self) -> None:
        self.count, self.critical, self.port = 0, {}, 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                self.count += 1
                if head.startswith(b"POST /critical"):
                    self.critical[body.split(b'"key":"')[1].split(b'"')[0].decode()] = (
                        time.perf_counter()
                    )
                writer.write(OK)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@contextmanager
def receiving() -> Iterator[Receiver]:
    made, loop = Receiver(), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(made.take, "127.0.0.1", 0))
    made.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@contextmanager
def served(environ: dict[str, str], amqp: str, folder: Path) -> Iterator[RpcClient]:
    """Run the service's processes; gives a caller."""
    topology.declare(amqp)
    with ExitStack() as stack:
        client = stack.enter_context(closing(RpcClient(amqp, "bench")))
        roles = ("rpc", "events", "relay")
        made = [
            Process(folder / role, environ, "libs.kit.run", "notifications", role) for role in roles
        ]
        for process in made:
            stack.callback(process.kill)
        for process in made:
            process.ready(180)
        yield client


def timed(do: Callable[[int], object], times: int) -> Sample:
    found, begun = [], time.perf_counter()
    for number in range(times):
        started = time.perf_counter()
        do(number)
        found.append(time.perf_counter() - started)
    return Sample(times, time.perf_counter() - begun, found)


def floors(port: int) -> tuple[Sample, Sample]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    apprise = Apprise()
    apprise.add(f"json://127.0.0.1:{port}/")

    def post(_number: int) -> None:
        connection.request("POST", "/", b'{"type":"x"}', {"Content-Type": "application/json"})
        connection.getresponse().read()

    return timed(post, POSTS), timed(lambda _: apprise.notify(body="Air naik.", title="x"), CALLS)


def subscribe(told: Told, many: int) -> None:
    """Have so many readers of the public, each with a topic of its own."""
    for first in range(0, many, CHUNK):
        rows = []
        for number in range(first, min(first + CHUNK, many)):
            made = new_id()
            sealed = told.sealer.seal({"address": f"u{number}"}, f"contact/{made}")
            row = {"id": made, "reader": f"public:{number}", "channel": "ntfy", "place": 0}
            row |= {"least": "info", "sealed": sealed, "masked": "•••", "tries": 0}
            row |= {"digest": made.encode(), "verified_at": LONG_AGO, "made_at": LONG_AGO}
            rows.append(row)
        with told.begin() as tx:
            tx.execute(contacts.insert(), rows)


def fan_out(told: Told, many: int, receiver: Receiver) -> tuple[float, Sample, list[float], int]:
    """Return seconds to queue, the sending, what the critical took, and this process's growth."""
    message = Message(f"bulk/{new_id()}", "incident", "minor", "Banjir", "Air naik.")
    before, base = psutil.Process().memory_info().rss, receiver.count
    begun = time.perf_counter()
    for first in range(0, many, CHUNK):
        people = [Person(f"public:{n}") for n in range(first, min(first + CHUNK, many))]
        with told.begin() as tx:
            sending.send(tx, message, people, clock.now())
    queued = time.perf_counter() - begun
    grown = psutil.Process().memory_info().rss - before
    times = []
    while receiver.count - base < many and time.perf_counter() - begun < MOST_SECONDS:
        critical = Message(f"c/{new_id()}", "incident", "critical", "Banjir", "Air naik.")
        asked = time.perf_counter()
        with told.begin() as tx:
            sending.send(tx, critical, [], clock.now(), ["kritis"])
        came = until(lambda key=critical.key: receiver.critical.get(key), 60)
        times.append(came - asked)
        base += 1
    sent = Sample(min(many, receiver.count - base), time.perf_counter() - begun)
    with told.begin() as tx:
        sending.cancel(tx, message.key, clock.now())  # so that lists are read in peace
    return queued, sent, times, grown


def main() -> None:
    small = "--small" in sys.argv
    many, rows = (SMALL, FEW_ROWS) if small else (WHOLE, ROWS)
    with (
        tempfile.TemporaryDirectory() as folder,
        servers() as given,
        given.fresh_vhost("bench_deliveries") as amqp,
        receiving() as receiver,
    ):
        template = make_template(given.admin_url, "bench_deliveries_template")
        with copy(given.admin_url, template, "bench_deliveries") as database:
            environ = of_service("notifications", database.url("notifications"), amqp, Path(folder))
            told = _told(environ, receiver.port)
            subscribe(told, many)
            with served(environ, amqp, Path(folder)) as client:
                bare, apprise = floors(receiver.port)
                found = fan_out(told, many, receiver)
                with told.begin() as tx:
                    Contacts(tx).forget("public:0")
                _fill(told, rows)
                lists = timed(lambda n: _ask(client, FILTERS[n % len(FILTERS)]), ASKED)
                counts = timed(
                    lambda _: client.call("notifications", "count_deliveries", {}, SYSTEM), 10
                )
            told.service.db.close()
    show(many, rows, bare, apprise, found, lists, counts)


class _Service:
    def __init__(self, db: Database, settings: Settings) -> None:
        self.db, self.settings = db, settings


def _told(environ: dict[str, str], port: int) -> Told:
    settings = load(Settings, environ)
    told = Told(_Service(Database(settings.database_url), settings))
    told.channel("ntfy", "ntfy", url=f"http://127.0.0.1:{port}")
    told.channel("kritis", "webhook", url=f"http://127.0.0.1:{port}/critical", secret=SECRET)
    return told


def _fill(told: Told, rows: int) -> None:
    with told.begin() as tx:
        tx.exec_driver_sql(MANY, {"rows": rows, "messages": rows // 100 + 1})


def _ask(client: object, asked: dict[str, str]) -> None:
    client.call("notifications", "list_deliveries", {**asked, "limit": 50}, SYSTEM)


def show(many, rows, bare, apprise, found, lists, counts) -> None:
    queued, sent, times, grown = found
    slowest = 1000 * max(times)
    p95, counted = lists.percentile(0.95), counts.percentile(0.95)
    harness.show(
        f"deliveries: {many:,} recipients, {rows:,} rows",
        [
            ("floor: bare webhook POST", f"{bare.rate:,.0f}/s", "", ""),
            ("floor: bare Apprise call", f"{apprise.rate:,.0f}/s", "", ""),
            ("queued", f"{many / queued:,.0f}/s, {grown >> 20} MiB more", "", ""),
            (
                f"queued and sent to a loopback receiver: {sent.calls:,}",
                f"{sent.rate:,.0f}/s, {sent.rate / bare.rate:.2f} of the POST",
                f">= {RATE}/s",
                harness.verdict(sent.rate >= RATE),
            ),
            (
                f"critical behind bulk, slowest of {len(times)}",
                f"{slowest:,.0f} ms",
                f"<= {BEHIND} ms",
                harness.verdict(slowest <= BEHIND),
            ),
            (
                "list and search p95",
                f"{p95:.0f} ms",
                f"<= {LISTED} ms",
                harness.verdict(p95 <= LISTED),
            ),
            (
                "counts p95",
                f"{counted:.0f} ms",
                f"<= {LISTED} ms",
                harness.verdict(counted <= LISTED),
            ),
        ],
    )


if __name__ == "__main__":
    main()
