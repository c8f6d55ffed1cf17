"""Observations at size: 27 indicators, three an item, by village, month and age, put by COPY."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from datetime import date

import sqlalchemy as sa

from libs.kit.db import Database
from services.indicators import domain, folding, messages, periods
from services.indicators.domain import Indicator
from services.indicators.repository import Catalogue
from services.indicators.writing_repository import Batch, Staged, copy

MONTHS, INDICATORS = 60, 27
REGION, LAST = "3316", date.today().replace(day=1)  # noqa: DTZ011 - the page looks from today
PLACES = list(itertools.product(range(1, 17), range(2001, 2020)))
DISTRICTS = [f"{REGION}{one:02d}" for one in range(1, 17)]
VILLAGES = [f"{REGION}{district:02d}{village:04d}" for district, village in PLACES]
_INTO = "COPY {} (indicator, period, area, dims, revision, batch, status, value) FROM STDIN"
_CHANGED = sa.text("INSERT INTO figure_changes (indicator, period) VALUES (:key, :period)")
_BATCH = sa.text("""
INSERT INTO batches (indicator, origin, note, reason, by) VALUES (:key, 'made', '', '', 'bench')
RETURNING id
""")
Say = Callable[[str], None]


def code(number: int) -> str:
    return f"bench-{number:02d}"


def ages_of(rows: int) -> int:
    """Return how many ages make so many observations of one indicator, or a few more."""
    return max(1, -(-rows // (MONTHS * len(VILLAGES))))


def definition(name: str, item: str, ages: int) -> Indicator:
    codes = {str(age): str(age) for age in range(ages)}
    return messages.indicator(
        {
            "code": name,
            "item": item,
            "title": name,
            "unit": "jiwa",
            "owner": "BENCH",
            "over_areas": "sum",
            "over_time": "last",
            "targets": {"2024": 1000},
            "dimensions": [{"name": "age", "codes": codes}],
        }
    )


def lines(key: int, batch: int, month: date, ages: int) -> Iterator[str]:
    """Return a month's rows as COPY takes them."""
    for place, village in enumerate(VILLAGES):
        for age in range(ages):
            value = 10 + (place * 7 + age * 3 + month.month + month.year) % 90
            yield f"{key}\t{month}\t{village}\tage={age}\t1\t{batch}\t1\t{value}\n"


def months() -> list[date]:
    return [periods.after(LAST, "month", -back) for back in range(1, MONTHS + 1)]


def make(db: Database, rows: int, say: Say) -> tuple[int, float, float]:
    """Put and fold so many observations; returns how many, and seconds of COPY and of folding.

    A month of an indicator is a transaction, so that the log of what is written stays small.
    """
    ages = ages_of(rows // INDICATORS)
    put, copying, folded = 0, 0.0, 0.0
    names = {REGION: "Blora", **{one: f"Kecamatan {one}" for one in DISTRICTS}}
    with db.begin() as tx:
        Catalogue(tx).put_areas(names | {one: f"Desa {one}" for one in VILLAGES})
    for number in range(INDICATORS):
        started = time.perf_counter()
        item = domain.ITEMS[number % len(domain.ITEMS)]
        put += _indicator(db, definition(code(number), item, ages), ages)
        copying += time.perf_counter() - started
        started = time.perf_counter()
        folding.fold_due(db)
        folded += time.perf_counter() - started
        say(f"{put:,} observations of {number + 1} indicators, folded")
    return put, copying, folded


def _indicator(db: Database, new: Indicator, ages: int) -> int:
    with db.begin() as tx:
        key = Catalogue(tx).add(new, "bench").key
        batch = tx.execute(_BATCH, {"key": key}).scalar_one()
    put = 0
    for month in months():
        with db.begin() as tx:
            put += copy(tx, _INTO.format("observations"), lines(key, batch, month, ages))
            tx.execute(_CHANGED, {"key": key, "period": month})
    return put


def taken_over(db: Database, rows: int) -> tuple[int, float, float]:
    """Take rows over as an import's last step does; returns how many, its seconds and COPY's.

    The floor is COPY of the same rows into a table with the same key.
    """
    ages = ages_of(rows)
    with db.begin() as tx:
        key = Catalogue(tx).add(definition("bench-import", "health", ages), "bench").key
    floor = [line for month in months() for line in lines(key, 0, month, ages)][:rows]
    started = time.perf_counter()
    with db.begin() as tx:
        copy(tx, _INTO.format("floor"), floor)
    bare = time.perf_counter() - started
    texts = [_staged(row, line) for row, line in enumerate(floor)]
    started = time.perf_counter()
    with db.begin() as tx:
        staged = Staged(tx, key)
        staged.copy(texts)
        staged.write(Batch("made", "bench"))
    return len(floor), time.perf_counter() - started, bare


def _staged(row: int, line: str) -> str:
    _, period, area, dims, _, _, status, value = line.rstrip("\n").split("\t")
    return f"{row}\t{period}\t{area}\t{dims}\t{status}\t{value}\n"
