"""100,000 features of a file taken over as a layer, against a bare COPY of the same rows.

The floor's table has the same columns and the same indexes. A file costs twice: it is read and
previewed first, then taken over; the goal is for the second, and both are shown.
"""

from __future__ import annotations

import io
import os
import resource
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psycopg2
import pyogrio.raw
import shapely

from libs.kit.db import Database
from libs.kit.settings import load
from services.gis.service import GisService
from services.gis.settings import Settings
from tests.bench import harness
from tests.databases import TestDatabase, drop, make_template
from tests.environ import of_service
from tests.integration.gis.filing import opened
from tests.integration.gis.layering import call, who
from tests.servers import servers

MANY, ROUNDS, GOAL = 100_000, 3, 0.5
ADMIN = who("admin")
NAME = f"bench_files_{os.getpid()}"
VILLAGES = 300


def file(folder: Path, kind: str) -> bytes:
    """Return a FlatGeobuf of points or of lines with six vertices, over half a degree."""
    chance = np.random.default_rng(1)
    places = chance.uniform([111.2, -7.3], [111.7, -6.8], (MANY, 2))
    if kind == "points":
        shapes = shapely.points(places)
    else:
        steps = chance.normal(0, 0.001, (MANY, 6, 2)).cumsum(axis=1)
        shapes = shapely.linestrings(places[:, None, :] + steps)
    numbers = np.arange(MANY)
    names = np.array([f"Jalan {n}" for n in numbers], dtype=object)
    path = folder / f"{kind}.fgb"
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(shapes),
        [names, numbers, chance.uniform(0, 8, MANY)],
        np.array(["name", "number", "width"], dtype=object),
        driver="FlatGeobuf",
        geometry_type="Point" if kind == "points" else "LineString",
        crs="EPSG:4326",
    )
    return path.read_bytes()


def areas(gis: GisService) -> None:
    chance = np.random.default_rng(2).uniform([111.2, -7.3], [111.7, -6.8], (VILLAGES, 2))
    items = [
        {"code": f"331601{2001 + n}", "name": f"Desa {n}", "point": place}
        for n, place in enumerate(chance.tolist())
    ]
    call(gis, "register_areas", ADMIN, items=items)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def floor(database: TestDatabase, table: str) -> float:
    """Return the seconds of a COPY of the layer's rows into an empty table like it."""
    with (
        closing(psycopg2.connect(database.url("gis"))) as connection,
        connection.cursor() as cursor,
    ):
        rows = io.BytesIO()
        cursor.copy_expert(f"COPY {table} TO STDOUT", rows)
        cursor.execute(f"CREATE TABLE floor (LIKE {table} INCLUDING ALL)")
        connection.commit()
        rows.seek(0)

        def bring() -> None:
            cursor.copy_expert("COPY floor FROM STDIN", rows)
            connection.commit()

        seconds = timed(bring)
        cursor.execute("DROP TABLE floor")
        connection.commit()
        return seconds


def measure(gis: GisService, database: TestDatabase, data: bytes) -> tuple[float, float, float]:
    """Return the seconds of reading, of taking over, and of the floor."""
    made = opened(gis, data, ADMIN, layer="bench")
    reading = timed(gis.work_on_files)
    call(gis, "apply_import", ADMIN, id=made)
    taking = timed(gis.work_on_files)
    ended = call(gis, "get_import", ADMIN, id=made)
    assert ended["state"] == "applied", ended
    copied = floor(database, "gis.agency_bench")
    call(gis, "delete_layer", ADMIN, layer="bench", expected_version="*")
    return reading, taking, copied


def main() -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kendali-bench-")))
        found = stack.enter_context(servers())
        database = make_template(found.admin_url, NAME)
        stack.callback(drop, found.admin_url, database)
        gis = GisService()
        environ = of_service("gis", database.url("gis"), "amqp://127.0.0.1", folder)
        gis.settings = load(Settings, environ)
        gis.db = Database(database.url("gis"), 4)
        stack.callback(gis.db.close)
        areas(gis)
        for kind in ("points", "lines"):
            data = file(folder, kind)
            show(kind, [measure(gis, database, data) for _ in range(ROUNDS)])
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    harness.console.print(f"largest process: {most} MB")


def show(kind: str, rounds: list[tuple[float, float, float]]) -> None:
    """Print the median round, each figure beside the floor of its own round."""
    reading, taking, copied = sorted(rounds, key=lambda one: one[2] / one[1])[len(rounds) // 2]
    harness.console.print(
        f"{MANY} {kind}: read and previewed in {reading:.1f} s, taken over in {taking:.1f} s, "
        f"{MANY / taking:.0f} a second; COPY {MANY / copied:.0f} a second; "
        f"ratio {copied / taking:.2f} (goal {GOAL}), with reading {copied / (reading + taking):.2f}"
    )


if __name__ == "__main__":
    main()
