"""Vector tiles: cold against the plain ST_AsMVT of the same tile, cached against tipg's rate.

The floor is what one would write by hand: all that touches the tile, transformed, clipped, encoded
with all its attributes, by psycopg2 on a connection of its own. It leaves nothing out, and so is no
floor for tiles of many features, which it makes too large to be used.
"""

from __future__ import annotations

import math
import selectors
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import psycopg2
import requests

from services.gis.layers.definitions import PREFIX
from tests.bench import harness
from tests.bench.bench_tally_cache import Caller
from tests.bench.harness import Sample
from tests.bench.maps_running import ADMIN, MANY, MIDDLE, Maps, running
from tests.bench.peers import LOCK

Tile = tuple[int, int, int]

MOST_BYTES, COLD_GOAL, CACHED_GOAL = 500_000, 1.5, 10
LAYERS = {"streets": MANY, "points": MANY, "points_many": 10 * MANY}
COMPARED = ("streets", "points")
HOT = 13  # zoom of the tile that is asked for again and again
CALLERS, CALLS, THEIR_CALLS = 16, 4000, 300
FLOOR = """
SELECT ST_AsMVT(q, 'layer', 4096, 'geom', 'id') FROM (
    SELECT id, code, name, class, width, year, ST_AsMVTGeom(ST_Transform(geometry, 3857),
        ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4096, 64, true) AS geom
    FROM gis.{table}
    WHERE geometry && ST_Transform(
        ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625), 4326)
) AS q WHERE geom IS NOT NULL
"""


@dataclass
class Cold:
    """The times in seconds in which one tile was made, and the bytes of it."""

    z: int
    floor: float
    service: float
    gateway: float
    size: int
    floor_size: int


def place(z: int, east: int = 0, south: int = 0) -> Tile:
    """Return the tile that holds the middle of the data, or one so far beside it."""
    longitude, latitude = MIDDLE
    x = (longitude + 180) / 360 * 2**z
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**z
    return z, (int(x) + east) % 2**z, int(y) + south


def tiles() -> Iterator[Tile]:
    """Give the tiles that somebody sees who zooms in: four by two of each zoom."""
    for z in range(8, 17):
        wide = 1 if z < 10 else 4
        for east in range(wide):
            for south in range(1 if z < 10 else 2):
                yield place(z, east - wide // 2, south)


def cold(maps: Maps, layer: str) -> list[Cold]:
    """Make each tile once by each way, the ways in turn."""
    found, session = [], requests.Session()
    with closing(psycopg2.connect(maps.database.url("gis"))) as connection:
        connection.autocommit = True
        for tile in tiles():
            floor, plain = _timed(lambda tile=tile: _plain(connection, layer, tile))
            service, _ = _timed(lambda tile=tile: _asked(maps, layer, tile))
            gateway, body = _timed(lambda tile=tile: _got(session, maps, layer, tile))
            found.append(Cold(tile[0], floor, service, gateway, len(body), len(plain)))
    return found


def _timed(make: Any) -> tuple[float, bytes]:
    started = time.perf_counter()
    body = make()
    return time.perf_counter() - started, body


def _plain(connection: Any, layer: str, tile: Tile) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR.format(table=PREFIX + layer), dict(zip("zxy", tile, strict=True)))
        return bytes(cursor.fetchone()[0])


def _asked(maps: Maps, layers: str, tile: Tile) -> bytes:
    asked = {"layers": layers.split(","), **dict(zip("zxy", tile, strict=True))}
    body: bytes = maps.client.call("gis", "get_tile", asked, ADMIN)
    return body


def _got(session: requests.Session, maps: Maps, layers: str, tile: Tile) -> bytes:
    answer = session.get(f"http://127.0.0.1:{maps.port}{path(layers, tile)}", timeout=60)
    answer.raise_for_status()
    return answer.content


def path(layers: str, tile: Tile) -> str:
    return f"/v1/gis/tiles/{layers}/" + "/".join(map(str, tile))


def show_cold(layer: str, found: list[Cold]) -> None:
    small = [one for one in found if one.floor_size <= MOST_BYTES]
    large = [one for one in found if one.floor_size > MOST_BYTES]
    rows = []
    for name, those in (("all", found), ("≤ 500 kB", small), ("larger", large)):
        for way in ("service", "gateway"):
            ours = sum(getattr(one, way) for one in those)
            floor = sum(one.floor for one in those)
            middle = statistics.median(getattr(one, way) / one.floor for one in those)
            each = f"{1000 * ours / len(those):.1f} / {1000 * floor / len(those):.1f} ms"
            measured = f"{each}: {ours / floor:.2f} x (median {middle:.2f})"
            goal = COLD_GOAL if name == "all" else None
            met = harness.verdict(ours / floor <= COLD_GOAL) if goal else ""
            told = f"{len(those)} tiles that are {name} plain, {way}"
            rows.append((told, measured, f"≤ {goal} x" if goal else "", met))
    harness.show(f"Cold tiles of {layer}, zoom 8 to 16, ours / plain psycopg2", rows)


def biggest(maps: Maps) -> None:
    """Sweep the zooms: no tile of any layers may be larger than is good for a browser."""
    rows = []
    for layers in (*LAYERS, "streets,points,points_many"):
        sizes, slowest = {}, 0.0
        for z in range(17):
            for east in (0, 1):
                seconds, body = _timed(lambda z=z, e=east, n=layers: _asked(maps, n, place(z, e)))
                sizes[z] = max(sizes.get(z, 0), len(body))
                slowest = max(slowest, seconds)
        z = max(sizes, key=lambda zoom: sizes[zoom])
        measured = f"{sizes[z]:,} B at zoom {z}; slowest {slowest:.2f} s"
        met = harness.verdict(sizes[z] <= MOST_BYTES)
        rows.append((f"biggest tile of {layers}", measured, f"≤ {MOST_BYTES:,} B", met))
    harness.show("Tiles of 100,000 lines, 100,000 and 1,000,000 points, zoom 0 to 16", rows)


def hammer(port: int, address: str, callers: int, calls: int) -> Sample:
    """Ask on kept connections, from a process that does nothing but count bytes."""
    request = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n".encode()
    selector, times = selectors.EpollSelector(), []
    asking = [Caller(port, request) for _ in range(callers)]
    started = time.perf_counter()
    for caller in asking:
        selector.register(caller.socket, selectors.EVENT_READ, caller)
        caller.ask()
    while len(times) < calls:
        for key, _ in selector.select(60):
            seconds = key.data.read()
            if seconds is not None:
                times.append(seconds)
                key.data.ask()
    took = time.perf_counter() - started
    for caller in asking:
        caller.socket.close()
    return Sample(len(times), took, times)


def cached(maps: Maps, layer: str) -> None:
    """Compare the rate of one tile, which we keep and the peers make each time."""
    tile, table, peers = place(HOT), PREFIX + layer, maps.peers
    size = len(_got(requests.Session(), maps, layer, tile))
    ours, tipg = [], []
    with get_context("spawn").Pool(1) as clients:

        def rate(*way: Any) -> Sample:
            return clients.apply(hammer, way)

        for _ in range(3):
            tipg.append(rate(peers.tipg_port, peers.tipg_tile(table, *tile), CALLERS, THEIR_CALLS))
            ours.append(rate(maps.port, path(layer, tile), CALLERS, CALLS))
        pygeoapi = [rate(peers.pygeoapi_port, peers.pygeoapi_tile(table, *tile), 1, 1)]
    mine = harness.median(ours, lambda sample: sample.rate)
    p99 = harness.median(ours, lambda sample: sample.percentile(0.99))
    rows = [(f"{layer}, zoom {HOT}, {size:,} B", f"{mine:.0f}/s p99 {p99:.1f} ms", "", "")]
    for name, theirs, goal in (("tipg", tipg, CACHED_GOAL), ("pygeoapi", pygeoapi, None)):
        other = harness.median(theirs, lambda sample: sample.rate)
        met = harness.verdict(mine / other >= goal) if goal else ""
        told = f"{other:.2f}/s: {mine / other:.0f} x", f"≥ {goal} x" if goal else ""
        rows.append((f"against {name} {_version(name)}", *told, met))
    harness.show("A cached tile", rows)


def _version(name: str) -> str:
    """Return the peer's version, as the lock has it."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    found = next(line for line in lines if line.startswith(f"{name}=="))
    return found.split("==")[1].split()[0]


def main() -> None:
    with running(**LAYERS) as maps:
        for layer in COMPARED:
            _plain_all(maps, layer)
            show_cold(layer, cold(maps, layer))
        for layer in COMPARED:
            cached(maps, layer)
        biggest(maps)


def _plain_all(maps: Maps, layer: str) -> None:
    """Have PostgreSQL read the table once, so that no way pays for that."""
    maps.database.execute(f"SELECT count(ST_NPoints(geometry)) FROM gis.{PREFIX}{layer}")


if __name__ == "__main__":
    main()
