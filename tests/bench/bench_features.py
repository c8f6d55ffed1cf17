"""Features over HTTP: a page, a box with a filter, one feature, a creation; against tipg, pygeoapi.

At the end, what our processes hold after many more of such questions, and of pages far down.

No two questions of a round are the same, so that no answer comes from a cache, but for the first
kind: a plain page is one address, which the gateway keeps until something changes. The floor is
plain SQL for the same rows by psycopg2, without anything that makes it HTTP or GeoJSON.
"""

from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.pool import Pool
from urllib.parse import quote, urlsplit

import psycopg2

from services.gis.layers.definitions import PREFIX
from tests.bench import harness
from tests.bench.harness import Sample
from tests.bench.maps_running import MANY, MIDDLE, Maps, running

LAYER = "streets"
TABLE = PREFIX + LAYER
CALLERS, ROUNDS = 4, 3
FIFTHS = 5
OURS, THEIRS, SLOW = 400, 100, 24  # questions of a round: ours, tipg's, pygeoapi's
Asked = list[tuple[str, str, bytes]]
COLUMNS = "id, version, ST_AsGeoJSON(geometry, 7), code, name, class, width, year"
FLOOR = {
    "page": f"SELECT {COLUMNS} FROM gis.{TABLE} WHERE %(n)s IS NOT NULL ORDER BY id LIMIT 100",
    "box and CQL2": f"""SELECT {COLUMNS} FROM gis.{TABLE}
        WHERE geometry && ST_MakeEnvelope(%(w)s, %(s)s, %(w)s + 0.05, %(s)s + 0.05, 4326)
        AND ST_Intersects(geometry, ST_MakeEnvelope(%(w)s, %(s)s, %(w)s + 0.05, %(s)s + 0.05, 4326))
        AND width > 4 AND class = 'heavy' ORDER BY id LIMIT 100""",
    "one feature": f"SELECT {COLUMNS} FROM gis.{TABLE} WHERE id = %(n)s",
    "create": f"""INSERT INTO gis.{TABLE} (geometry, version, code, name, class, width, year)
        VALUES (ST_SetSRID(ST_MakeLine(ST_MakePoint(%(w)s, %(s)s),
            ST_MakePoint(%(w)s + 0.01, %(s)s)), 4326), 1, 'N', 'Jalan', 'good', 4, 2026)
        RETURNING id""",
}
numbers = itertools.count(1)


def places(count: int) -> list[dict[str, float]]:
    """Return parameters of questions, none of which was asked before."""
    west, south = MIDDLE
    found = itertools.islice(numbers, count)
    return [
        {"n": n % MANY + 1, "w": west - 0.1 + n % 997 / 8000, "s": south - 0.1 + n % 991 / 8000}
        for n in found
    ]


def items(kind: str, at: dict[str, float]) -> str:
    """Return what is asked below a collection's address; the same for all three."""
    box = f"{at['w']:.6f},{at['s']:.6f},{at['w'] + 0.05:.6f},{at['s'] + 0.05:.6f}"
    match kind:
        case "page":
            return "items?limit=100&f="
        case "one feature":
            return f"items/{at['n']}?f="
    text = quote("width > 4 AND class = 'heavy'")
    return f"items?limit=100&bbox={box}&filter={text}&filter-lang=cql2-text&f="


def reads(kind: str, collection: str, form: str, count: int) -> Asked:
    return [("GET", f"{collection}/{items(kind, at)}{form}", b"") for at in places(count)]


def older(asked: Asked) -> Asked:
    """Return the questions in pygeoapi's words: the same filter has CQL's old name there."""
    return [(method, path.replace("cql2-text", "cql-text"), body) for method, path, body in asked]


def creations(collection: str, count: int) -> Asked:
    return [("POST", f"{collection}/items", _feature(at)) for at in places(count)]


def _feature(at: dict[str, float]) -> bytes:
    line = {"type": "LineString", "coordinates": [[at["w"], at["s"]], [at["w"] + 0.01, at["s"]]]}
    facts = {"code": f"N{at['n']}", "name": "Jalan", "class": "good", "width": 4.0, "year": 2026}
    return json.dumps({"type": "Feature", "geometry": line, "properties": facts}).encode()


def ask(address: str, token: str, asked: Asked) -> Sample:
    """Ask all of it on a few kept connections, from a process of its own."""
    local = threading.local()
    headers = {"Content-Type": "application/geo+json", "Authorization": f"Bearer {token}"}

    def one(method: str, path: str, body: bytes) -> None:
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        local.connection.request(method, path, body or None, headers if token else {})
        answer = local.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{answer.status} {path}: {text[:300]!r}")

    return harness.hammer(CALLERS, [lambda each=each: one(*each) for each in asked])


def floor(url: str, kind: str, asked: list[dict[str, float]]) -> Sample:
    """Run the plain SQL on as many connections."""
    local = threading.local()

    def one(at: dict[str, float]) -> None:
        if not hasattr(local, "connection"):
            local.connection = psycopg2.connect(url)
            local.connection.autocommit = True
        with closing(local.connection.cursor()) as cursor:
            cursor.execute(FLOOR[kind], at)
            cursor.fetchall()

    return harness.hammer(CALLERS, [lambda at=at: one(at) for at in asked])


def compare(maps: Maps, clients: Pool, kind: str) -> Iterator[tuple[str, str, str, str]]:
    """Measure all ways in turn; gives a row for each."""
    peers, ours = maps.peers, f"/v1/gis/collections/{LAYER}"
    ways: dict[str, Callable[[], Sample]] = {
        "ours": lambda: clients.apply(ask, _http(maps.port, "", reads(kind, ours, "json", OURS))),
        "psycopg2": lambda: clients.apply(floor, (maps.database.url("gis"), kind, places(OURS))),
        "tipg": lambda: clients.apply(
            ask, _http(peers.tipg_port, "", reads(kind, peers.tipg(TABLE), "geojson", THEIRS))
        ),
        "pygeoapi": lambda: clients.apply(
            ask,
            _http(peers.pygeoapi_port, "", older(reads(kind, peers.pygeoapi(TABLE), "json", SLOW))),
        ),
    }
    goals = {"tipg": 1.0} if kind == "one feature" else {"tipg": 2.0, "pygeoapi": 2.0}
    yield from rows(kind, ways, goals)


def _http(port: int, token: str, asked: Asked) -> tuple[str, str, Asked]:
    return f"http://127.0.0.1:{port}", token, asked


def rows(
    kind: str, ways: dict[str, Callable[[], Sample]], goals: dict[str, float]
) -> Iterator[tuple[str, str, str, str]]:
    samples: dict[str, list[Sample]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            samples[name].append(way())
    rates = {name: harness.median(found, lambda one: one.rate) for name, found in samples.items()}
    p99 = harness.median(samples["ours"], lambda one: one.percentile(0.99))
    yield kind, f"{rates['ours']:.0f}/s p99 {p99:.0f} ms", "", ""
    for name in list(ways)[1:]:
        ratio, goal = rates["ours"] / rates[name], goals.get(name)
        wanted = f"≥ {goal:g} x" if goal else ""
        met = harness.verdict(ratio >= goal) if goal else ""
        yield f"  against {name}", f"{rates[name]:.1f}/s: {ratio:.2f} x", wanted, met


def create(maps: Maps, clients: Pool) -> Iterator[tuple[str, str, str, str]]:
    """Measure making features, one for each transaction, beside bare INSERTs of the same.

    tipg makes none, and pygeoapi none in a table that has columns of its own.
    """
    ours, url = f"/v1/gis/collections/{LAYER}", maps.database.url("gis")
    ways: dict[str, Callable[[], Sample]] = {
        "ours": lambda: clients.apply(ask, _http(maps.port, maps.token, creations(ours, THEIRS))),
        "psycopg2": lambda: clients.apply(floor, (url, "create", places(THEIRS))),
    }
    yield from rows("create", ways, {})


def flat(maps: Maps, clients: Pool) -> Iterator[tuple[str, str, str, str]]:
    """Hold what our processes have at the end of many questions against the second fifth."""
    ours, seen = f"/v1/gis/collections/{LAYER}", []
    for _ in range(FIFTHS):
        for kind in ("box and CQL2", "one feature"):
            clients.apply(ask, _http(maps.port, "", reads(kind, ours, "json", OURS * 3)))
        far = [("GET", f"{ours}/items?limit=1000&offset={n * 100}&f=json", b"") for n in range(100)]
        clients.apply(ask, _http(maps.port, "", far))
        seen.append(maps.memory())
    for name, first in seen[1].items():
        last = seen[-1][name]
        measured = f"{last:.0f} / {first:.0f} MB: {last / first:.2f} x"
        yield f"memory of {name}", measured, "≤ 1.15 x", harness.verdict(last <= 1.15 * first)


def main() -> None:
    with running(**{LAYER: MANY}) as maps, get_context("spawn").Pool(1) as clients:
        title = f"Features of {MANY:,} lines, {CALLERS} callers"
        for kind in ("page", "box and CQL2", "one feature"):
            harness.show(title, list(compare(maps, clients, kind)))
        harness.show(title, list(create(maps, clients)))
        harness.show(f"After {FIFTHS} times 2,500 questions more", list(flat(maps, clients)))


if __name__ == "__main__":
    main()
