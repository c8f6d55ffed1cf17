"""The e-office at size: counters, inbox and search of many people at once, beside their bare SQL.

`make bench ARGS=office` makes 1,000,000 letters, 5,000,000 dispositions and 10,000 people in a
database of its own, which takes a while; `python -m tests.bench.bench_office --letters 20000` a
smaller one, `--keep` leaves it for the next run on the same servers (`python -m tests.servers`).
16 clients ask one gateway worker with one e-office process behind it; the floor is the statement
that the service sends, on as many connections of the same server, in turn with ours.
"""

from __future__ import annotations

import argparse
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import psycopg2

from tests.bench import harness
from tests.bench.harness import Sample
from tests.bench.office_made import differing, make
from tests.bench.office_rows import PEOPLE
from tests.bench.service_running import ServiceRunning, ask, room
from tests.databases import TestDatabase, create, drop, in_database
from tests.servers import Servers, servers

LETTERS, CLIENTS, ROUNDS, CALLS = 1_000_000, 16, 3, 480
BYTES, SECONDS = 12_000, 0.001  # that a letter takes, with all that hangs on it
HEAVIEST = "p1"  # the secretary, to or by whom a tenth of all goes
GOALS = {"counters": 50, "inbox": 50, "search": 200}
WORDS = (
    "jalan",
    "jembatan banjir",
    "laporan perbaikan",
    "rapat angg",
    "600.3.2/1",
    "undangan desa",
)
COUNTERS = """SELECT box, count(*) FILTER (WHERE unread), count(*) FILTER (WHERE open),
    count(*) FILTER (WHERE urgency > 0), count(*) FILTER (WHERE urgency = 2), min(at)
    FROM eoffice.mailbox WHERE key = ANY(%(keys)s) AND (unread OR open) GROUP BY box"""
INBOX = """SELECT * FROM eoffice.mailbox WHERE key = %(key)s AND box = 'in'
    ORDER BY at DESC, thing DESC LIMIT 51"""
SEARCH = """SELECT id, ts_rank(words, %(words)s::tsquery) AS rank FROM (
        SELECT id, words FROM eoffice.search_docs WHERE readers && %(keys)s
        AND words @@ %(words)s::tsquery AND weeks && %(weeks)s LIMIT 501) few
    ORDER BY rank DESC LIMIT 20"""
Jobs = list[tuple[str, str]]  # who, path


def questions(kind: str, who: str | None, many: int, seed: int) -> Jobs:
    """Return questions of one person, or of people at random."""
    chance = random.Random(seed)
    paths = {"counters": "counters", "inbox": "inbox?limit=50"}
    return [
        (
            who or f"p{chance.randint(1, PEOPLE)}",
            paths.get(kind) or f"search?limit=20&q={quote(chance.choice(WORDS))}",
        )
        for _ in range(many)
    ]


def floor(url: str, kind: str, jobs: Jobs) -> Sample:
    """Run the bare statement of the same questions."""
    local, week = threading.local(), int(time.time() // 604_800)
    statement = {"counters": COUNTERS, "inbox": INBOX, "search": SEARCH}[kind]

    def one(who: str, path: str) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg2.connect(url)
            local.connection.autocommit = True
        key = who.upper()
        word = path.partition("q=")[2].split("%20")[0].split(".")[0]
        asked = {"key": key, "keys": [key, f"secret:{key}"], "words": f"'{word}'"}
        with closing(local.connection.cursor()) as cursor:
            cursor.execute(statement, asked | {"weeks": [week, week - 1]})
            cursor.fetchall()

    return harness.hammer(CLIENTS, [lambda each=each: one(*each) for each in jobs])


def rows(
    office: ServiceRunning, clients: Pool, kind: str, who: str | None
) -> Iterator[tuple[str, str, str, str]]:
    ours: list[Sample] = []
    bare: list[Sample] = []
    costs: list[dict[str, float]] = []
    for seed in range(ROUNDS):
        jobs = questions(kind, who, CALLS, seed)
        tokens = {one: office.token(one) for one, _ in jobs}
        paths = [(tokens[one], f"/v1/office/{path}") for one, path in jobs]
        bare.append(clients.apply(floor, (office.database.admin_url, kind, jobs)))
        before = office.spent()
        ours.append(clients.apply(ask, (office.port, CLIENTS, paths)))
        costs.append({n: 1000 * (s - before[n]) / CALLS for n, s in office.spent().items()})
    p50, p95 = (harness.median(ours, lambda one, p=p: one.percentile(p)) for p in (0.5, 0.95))
    least = harness.median(bare, lambda one: one.percentile(0.95))
    rate = harness.median(ours, lambda one: one.rate)
    goal = GOALS[kind]
    name = f"{kind}, {'the heaviest reader' if who else 'anybody'}"
    met = harness.verdict(p95 <= goal)
    yield name, f"p50 {p50:.0f} p95 {p95:.0f} ms, {rate:.0f}/s", f"p95 ≤ {goal} ms", met
    cost = (f"{n} {statistics.median(one[n] for one in costs):.1f}" for n in costs[0])
    yield "  processor time of one", f"{', '.join(cost)} ms", "", ""
    yield "  bare SQL", f"p95 {least:.0f} ms", "", ""


@contextmanager
def made_office(letters: int, *, keep: bool) -> Iterator[tuple[Servers, TestDatabase]]:
    """Give a database with so many letters; one that was kept is used again."""
    with servers() as found:
        name = f"office_bench_{letters}"
        kept = TestDatabase(in_database(found.admin_url, name))
        there = TestDatabase(found.admin_url).execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", name
        )
        if not there:
            harness.console.print(f"{letters * SECONDS / 60:.0f} minutes or more")
            room(kept, letters * BYTES)
            kept = create(found.admin_url, name)
            for service in ("gateway", "eoffice"):
                kept.migrate(service)
            begun = time.monotonic()
            make(kept.admin_url, letters, _say(begun))
            if wrong := differing(kept.admin_url):
                raise RuntimeError(f"{wrong} rows are not what the product would have filed")
        yield found, kept
        if not keep:
            drop(found.admin_url, kept)


def _say(begun: float) -> Callable[[str], None]:
    return lambda text: harness.console.print(f"{time.monotonic() - begun:7.0f} s  {text}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args(arguments or [])
    with ExitStack() as stack:
        found, made = stack.enter_context(made_office(asked.letters, keep=asked.keep))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kendali-bench-")))
        office = ServiceRunning(stack, folder, found, made, "eoffice", "3316")
        clients = stack.enter_context(get_context("spawn").Pool(1))
        title = f"E-office of {asked.letters:,} letters, {5 * asked.letters:,} dispositions"
        table = [
            row
            for kind in GOALS
            for who in (None, HEAVIEST)
            for row in rows(office, clients, kind, who)
        ]
        harness.show(f"{title}, {CLIENTS} clients", table)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
