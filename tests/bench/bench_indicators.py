"""Observations taken over, folded, and shown: against COPY of the same rows, and 150 ms at p95.

`--rows N` (default 200,000; the goal is 20,000,000) are observations of ten indicators over areas,
months and ages. Writing is what an import's last step does: COPY into a table of the transaction,
then one statement; the floor is COPY into a table with the same key. Pages are asked of the service
itself by 16 threads.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal

from libs.kit.db import Database
from services.indicators import folding, messages, periods, reading
from services.indicators.domain import Indicator, Observation
from services.indicators.repository import Catalogue
from services.indicators.writing_repository import Batch, Staged, copied, copy
from tests.bench import harness
from tests.databases import drop, make_template
from tests.servers import servers

CALLERS, QUESTIONS, MONTHS, INDICATORS = 16, 400, 60, 10
REGION, LAST = "3316", date(2024, 11, 1)
PLACES = itertools.product(range(1, 17), range(2001, 2020))
AREAS = [f"{REGION}{district:02d}{village:04d}" for district, village in PLACES]
FLOOR = """
CREATE TABLE indicators.floor (LIKE indicators.observations INCLUDING INDEXES)
"""


def definition(number: int, ages: int) -> Indicator:
    codes = {str(age): str(age) for age in range(ages)}
    return messages.indicator(
        {
            "code": f"bench-{number}",
            "item": "population",
            "title": f"Bench {number}",
            "unit": "jiwa",
            "owner": "BENCH",
            "over_areas": "sum",
            "dimensions": [{"name": "age", "codes": codes}],
        }
    )


def observations(rows: int, ages: int) -> Iterator[Observation]:
    months = [periods.after(LAST, "month", -back) for back in range(MONTHS)]
    cells = itertools.product(months, AREAS, range(ages))
    for month, area, age in itertools.islice(cells, rows):
        yield Observation(area, month, Decimal(age + month.month), f"age={age}")


def fill(db: Database, rows: int) -> tuple[float, float, float]:
    """Return seconds of the floor, of writing, of folding."""
    each = rows // INDICATORS
    ages = -(-each // (MONTHS * len(AREAS)))
    floor = writing = 0.0
    for number in range(INDICATORS):
        texts = [copied(row, one) for row, one in enumerate(observations(each, ages))]
        floor += _floor(db, number, texts)
        with db.begin() as tx:
            this = Catalogue(tx).add(definition(number, ages), "bench")
            started = time.perf_counter()
            staged = Staged(tx, this.key)
            staged.copy(texts)
            staged.write(Batch("made", "bench"))
        writing += time.perf_counter() - started
    started = time.perf_counter()
    folding.fold_due(db)
    return floor, writing, time.perf_counter() - started


def _floor(db: Database, number: int, texts: list[str]) -> float:
    lines = []
    for text in texts:
        _, period, area, dims, status, value = text.split("\t")
        lines.append(f"{number}\t{period}\t{area}\t{dims}\t1\t1\t{status}\t{value}")
    started = time.perf_counter()
    with db.begin() as tx:
        copy(tx, "COPY floor FROM STDIN", lines)
    return time.perf_counter() - started


def page(db: Database) -> None:
    with db.look() as tx:
        these = Catalogue(tx).page({"item": "population"}, 100, "")
        found = reading.page(tx, these, REGION, 6, LAST, these[0].code)
    if not found["ranking"]:
        raise RuntimeError("the page is empty")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_known_args(sys.argv[1:])[0].rows
    with servers() as found:
        database = make_template(found.admin_url, "bench_indicators")
        try:
            database.execute(FLOOR)
            database.execute("ALTER TABLE indicators.floor OWNER TO indicators")
            with closing(Database(database.url("indicators"), CALLERS)) as db:
                measure(db, rows)
        finally:
            drop(found.admin_url, database)


def measure(db: Database, rows: int) -> None:
    floor, writing, folded = fill(db, rows)
    rate = f"{rows / writing:,.0f} rows/s, {floor / writing:.0%} of COPY's {rows / floor:,.0f}"
    harness.console.print(f"writing {rows:,} observations: {rate}; goal 50 %")
    harness.console.print(f"folding {INDICATORS * MONTHS} periods: {folded:.2f} s")
    asked = harness.hammer(CALLERS, [lambda: page(db)] * QUESTIONS)
    told = f"p50 {asked.percentile(0.5):.1f} ms, p95 {asked.percentile(0.95):.1f} ms"
    harness.console.print(f"a page, {CALLERS} callers: {told}; goal 150 ms at p95")
    wrong = folding.check(db)
    harness.console.print(f"recount: {len(wrong)} figures differ")


if __name__ == "__main__":
    main()
