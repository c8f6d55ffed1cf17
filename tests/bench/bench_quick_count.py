"""The estimate of a 500-TPS sample, by the service's own code, against its bare SQL read."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from libs.kit import ids
from libs.kit.db import Database
from libs.kit.principal import SYSTEM
from libs.kit.request import Request
from services.elections.quick_count.outlook import Model, Village
from services.elections.quick_count.repository import REPORTED
from services.elections.service import ElectionsService
from tests import factories
from tests.bench import harness
from tests.bench.bench_results import connect
from tests.databases import TestDatabase, make_template
from tests.servers import servers

SAMPLE, GOAL = 500, 50  # stations, milliseconds
CODES = [f"19710{d}10{v:02}{n:03}" for d in range(1, 8) for v in range(20) for n in range(1, 16)]
CALLS = 100
WHERE = {"election": "bench", "contest": "walikota"}
_COUNT = """
INSERT INTO tallies (contest, level, area, expected, stations_in, complete, votes, invalid, dpt,
    dpt_in, users, errors, warnings, version)
SELECT c.key, 13, t.tps, 1, 1, 1, ARRAY[t.one, t.two], 5, 528, 528, t.one + t.two + 5, 0, 0, 1
FROM contests c, unnest(%s::text[], %s::bigint[], %s::bigint[]) AS t(tps, one, two)
WHERE c.id = 'walikota'
"""


def prepared(database: TestDatabase, service: ElectionsService) -> str:
    """Make an election that is counted, with a sample of it; returns the sample's id."""

    def ask(method: str, **data: Any) -> dict[str, Any]:
        answer = getattr(service, method)(Request(data, SYSTEM, ids.new_id()))
        return dict(answer["answer"])

    ask("register_election", **factories.election("bench"))
    for start in range(0, len(CODES), 1000):
        items = factories.stations(CODES[start : start + 1000])
        ask("register_stations", election="bench", items=items)
    rng = random.Random(1)
    one, two = ([rng.randrange(40, 200) for _ in CODES] for _ in range(2))
    database.execute(_COUNT, CODES, one, two, service="elections")
    database.execute("ANALYZE tallies", service="elections")
    return str(ask("draw_sample", **WHERE, size=SAMPLE, seed="bench")["id"])


def timed(task: Callable[[], object], calls: int = CALLS) -> harness.Sample:
    """Run the task one call after the other."""
    times = []
    for _ in range(calls):
        started = time.perf_counter()
        task()
        times.append(time.perf_counter() - started)
    return harness.Sample(calls, sum(times), times)


def outlook() -> harness.Sample:
    """Predict what is out of 435 villages, a half of them counted."""
    rng = random.Random(2)
    villages = []
    for n in range(435):
        shares = rng.uniform(0.3, 0.7)
        votes = (round(8000 * shares), round(8000 * (1 - shares))) if n % 2 else (0, 0)
        code = f"3201{n % 40:02}{1000 + n}"
        known = bool(n % 2)
        dpt = 10_000
        villages.append(
            Village(
                code,
                votes,
                dpt * known,
                18 * (not known),
                dpt * (not known),
                0,
                (shares, 1 - shares),
            )
        )
    return timed(lambda: Model(villages).guess(villages), 10)


def main() -> None:
    with servers() as running:
        database = make_template(running.admin_url, "bench_quick_count")
        service, url = ElectionsService(), database.url("elections")
        with closing(Database(url, 1)) as service.db, closing(connect(url)) as bare:
            sample = prepared(database, service)
            key = database.execute(
                "SELECT key FROM contests WHERE id = 'walikota'", service="elections"
            )[0][0]
            asked = Request(WHERE | {"sample": sample}, SYSTEM)

            def read() -> None:
                with bare.cursor() as cursor:
                    cursor.execute(REPORTED, {"contest": key, "sample": sample})
                    cursor.fetchall()

            ours, theirs = harness.alternate(
                lambda: timed(lambda: service.get_estimate(asked)), lambda: timed(read)
            )
    mine, floor = (
        harness.median(samples, lambda one: one.percentile(0.5)) for samples in (ours, theirs)
    )
    late = harness.median(ours, lambda one: one.percentile(0.95))
    ahead = outlook().percentile(0.5)
    measured = f"{mine:.1f} ms (p95 {late:.1f}), bare read {floor:.1f} ms: {mine / floor:.1f} x"
    rows = [
        (f"estimate of {SAMPLE} TPS", measured, f"≤ {GOAL} ms", harness.verdict(late <= GOAL)),
        ("outlook over 435 villages", f"{ahead:.0f} ms", "≤ 250 ms", harness.verdict(ahead <= 250)),
    ]
    harness.show("Quick count", rows)
