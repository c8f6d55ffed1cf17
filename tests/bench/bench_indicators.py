"""Indicators at size: rows taken over against COPY, and the nine pages as 16 clients see them.

`make bench ARGS=indicators` puts 20,000,000 observations into a database of its own, which takes a
while; `python -m tests.bench.bench_indicators --rows 200000` fewer; `--keep` leaves them for the
next run on the same servers (`python -m tests.servers`). One gateway worker asks one process of
indicators. `the nine` are the pages that everybody opens, which the gateway keeps until figures
change or three seconds are over; `any page` are those of an area, an indicator and a year that
nobody asked for before: each is asked of the service.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

from libs.kit.db import Database
from services.indicators import domain, folding
from tests.bench import harness, indicators_made
from tests.bench.harness import Sample
from tests.bench.indicators_made import DISTRICTS, INDICATORS, LAST, REGION, Say
from tests.bench.service_running import ServiceRunning, ask, room
from tests.databases import TestDatabase, create, drop, in_database
from tests.servers import Servers, servers

ROWS, IMPORTED, CLIENTS, ROUNDS, CALLS = 20_000_000, 1_000_000, 16, 3, 600
BYTES = 220  # that an observation takes, with its key
GOAL, SHARE = 150, 0.5
FLOOR = "CREATE TABLE indicators.floor (LIKE indicators.observations INCLUDING INDEXES)"
Row = tuple[str, str, str, str]


def questions(kind: str, seed: int) -> list[str]:
    """Return paths of pages: of the nine alone, or any of them."""
    chance = random.Random(seed)
    if kind == "the nine":
        return [f"{_item(one)}?area={REGION}" for one in range(CALLS)]
    years = range(LAST.year - 4, LAST.year)
    every = list(itertools.product(range(INDICATORS), [REGION, *DISTRICTS], years))
    return [
        f"{_item(number)}?area={area}&indicator={indicators_made.code(number)}&year={year}"
        for number, area, year in chance.sample(every, CALLS)
    ]


def _item(number: int) -> str:
    return f"/v1/indicators/items/{domain.ITEMS[number % len(domain.ITEMS)]}"


def read(running: ServiceRunning, clients: Pool, kind: str) -> Iterator[Row]:
    """Measure what clients wait for, and what one page costs each part."""
    ours: list[Sample] = []
    costs: list[dict[str, float]] = []
    token = running.token("bench")
    for seed in range(ROUNDS):
        jobs = [(token, path) for path in questions(kind, seed)]
        before = running.spent()
        ours.append(clients.apply(ask, (running.port, CLIENTS, jobs)))
        costs.append({n: 1000 * (s - before[n]) / CALLS for n, s in running.spent().items()})
    p50, p95 = (harness.median(ours, lambda one, p=p: one.percentile(p)) for p in (0.5, 0.95))
    rate = harness.median(ours, lambda one: one.rate)
    told = f"p50 {p50:.0f} p95 {p95:.0f} ms, {rate:.0f}/s"
    yield kind, told, f"p95 ≤ {GOAL} ms", harness.verdict(p95 <= GOAL)
    cost = (f"{n} {statistics.median(one[n] for one in costs):.1f}" for n in costs[0])
    yield "  processor time of one", f"{', '.join(cost)} ms", "", ""


def written(database: TestDatabase, rows: int, say: Say) -> Iterator[Row]:
    """Fill the database, and measure how rows are taken over beside all of it."""
    database.execute(FLOOR)
    database.execute("ALTER TABLE indicators.floor OWNER TO indicators")
    with closing(Database(database.url("indicators"), 2)) as db:
        put, copying, folded = indicators_made.make(db, rows, say)
        yield f"{put:,} observations, COPY", f"{put / copying:,.0f}/s", "", ""
        yield "folded", f"{put / folded:,.0f} observations/s", "", ""
        count, ours, bare = indicators_made.taken_over(db, min(rows, IMPORTED))
        rate = f"{count / ours:,.0f}/s, {bare / ours:.0%} of COPY's {count / bare:,.0f}"
        met = harness.verdict(bare / ours >= SHARE)
        yield f"{count:,} rows taken over", rate, f"≥ {SHARE:.0%}", met
        folding.fold_due(db)
        say("recount")
        wrong = len(folding.check(db))
        yield "recount", f"{wrong} figures differ", "0", harness.verdict(wrong == 0)
    database.execute("DROP TABLE indicators.floor")


@contextmanager
def made(rows: int, *, keep: bool) -> Iterator[tuple[Servers, TestDatabase, list[Row]]]:
    """Give a database with so many observations; one that was kept is used again."""
    begun, name = time.monotonic(), f"indicators_bench_{rows}"
    with servers() as found:
        kept, table = TestDatabase(in_database(found.admin_url, name)), []
        cluster = TestDatabase(found.admin_url)
        if not cluster.execute("SELECT 1 FROM pg_database WHERE datname = %s", name):
            room(kept, rows * BYTES)
            kept = create(found.admin_url, name)
            for service in ("gateway", "indicators"):
                kept.migrate(service)
            table = list(_shown(written(kept, rows, _say(begun))))
        yield found, kept, table
        if not keep:
            drop(found.admin_url, kept)


def _shown(rows: Iterator[Row]) -> Iterator[Row]:
    """Say each row as it is known: a run that breaks off later has not been for nothing."""
    for row in rows:
        harness.console.print("  ".join(row))
        yield row


def _say(begun: float) -> Say:
    return lambda text: harness.console.print(f"{time.monotonic() - begun:7.0f} s  {text}")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args(arguments or [])
    with ExitStack() as stack:
        found, database, table = stack.enter_context(made(asked.rows, keep=asked.keep))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kendali-bench-")))
        running = ServiceRunning(stack, folder, found, database, "indicators", REGION)
        clients = stack.enter_context(get_context("spawn").Pool(1))
        for kind in ("the nine", "any page"):
            table += _shown(read(running, clients, kind))
        harness.show(f"Indicators with {asked.rows:,} observations, {CLIENTS} clients", table)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
