"""What the map's benches run: the gateway with gis behind it, made layers, and the peers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from joserfc.jwk import OKPKey

from libs.kit import topology
from libs.kit.principal import Principal
from libs.kit.rpc_client import RpcClient
from services.gateway.tokens import Tokens
from services.gis.layers.definitions import PREFIX
from services.gis.layers.domain import PUBLIC, Attribute, Permissions
from tests.bench.peers import Peers
from tests.bench.peers import running as running_peers
from tests.databases import TestDatabase, copy, drop, make_template
from tests.environ import of_service
from tests.integration.gis.made import add_layer, layer
from tests.processes import Process
from tests.servers import free_base, servers

ADMIN = Principal("bench", "bench", frozenset({"admin", "gis_editor"}))
NAME = f"bench_{os.getpid()}"
MANY = 100_000
WEST, SOUTH, SIDE = 111.2, -7.3, 0.5  # degrees: a regency
MIDDLE = (111.43, -7.03)

_PLACES = """
SELECT n, %s + %s * random() AS x, %s + %s * random() AS y, 6.2832 * random() AS way,
    0.002 + 0.05 * random() ^ 4 AS far, 5 + floor(20 * random())::int AS bends
FROM generate_series(1, %s) AS n
"""
_POINTS = f"""
INSERT INTO {{table}} (geometry, area, version, code, name, class, width, year)
SELECT ST_SetSRID(ST_MakePoint(x, y), 4326), '33160' || 1 + n %% 9, 1, 'P' || n, 'Titik ' || n,
    (ARRAY['good', 'fair', 'light', 'heavy'])[1 + n %% 4], n %% 80 / 10.0, 2020 + n %% 5
FROM ({_PLACES}) AS made
"""
_ROADS = f"""
INSERT INTO {{table}} (geometry, area, version, code, name, class, width, year)
SELECT ST_SetSRID(ST_MakeLine(ARRAY(
        SELECT ST_MakePoint(x + far * k / bends * cos(way) + 0.0002 * sin(n * 7 + k * 3),
            y + far * k / bends * sin(way) + 0.0002 * cos(n * 5 + k * 11))
        FROM generate_series(0, bends) AS k ORDER BY k)), 4326),
    '33160' || 1 + n %% 9, 1, 'R' || n, 'Jalan ' || n,
    (ARRAY['good', 'fair', 'light', 'heavy'])[1 + n %% 4], n %% 80 / 10.0, 2020 + n %% 5
FROM ({_PLACES}) AS made
"""


@dataclass(frozen=True)
class Maps:
    """The gateway's port, a token, a caller of gis, the database, the peers, and our processes."""

    port: int
    token: str
    client: RpcClient
    database: TestDatabase
    peers: Peers
    processes: dict[str, int]

    def memory(self) -> dict[str, float]:
        """Return the MB that the gateway and gis hold, with what they started (PSS)."""
        return {name: _held(psutil.Process(pid)) for name, pid in self.processes.items()}


@contextmanager
def running(**layers: int) -> Iterator[Maps]:
    """Run it with layers of so many made features; those called points… are points, others lines.

    A layer's table is `agency_<layer>` of the schema gis, for the peers too.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kendali-bench-")))
        found = stack.enter_context(servers())
        template = make_template(found.admin_url, f"{NAME}_template")
        stack.callback(drop, found.admin_url, template)
        database = stack.enter_context(copy(found.admin_url, template, NAME))
        amqp_url = found.vhost(NAME)
        stack.callback(found.drop_vhost, NAME)
        topology.declare(amqp_url)
        for name, count in layers.items():
            _fill(database, name, count)
        pids = {}
        for role in ("rpc", "relay"):
            environ = of_service("gis", database.url("gis"), amqp_url, folder)
            process = Process(folder / f"gis-{role}.log", environ, "libs.kit.run", "gis", role)
            stack.callback(process.kill)
            process.ready()
            pids[f"gis {role}"] = process.pid
        base = free_base()
        gateway, token = _gateway(stack, folder, database, amqp_url, base)
        pids["gateway"] = gateway.pid
        client = stack.enter_context(closing(RpcClient(amqp_url, "bench", 60)))
        tables = [PREFIX + name for name in layers]
        ports = (base + 1, base + 2)
        peers = running_peers(database.url("gis"), "gis", tables, ports)
        yield Maps(base, token, client, database, stack.enter_context(peers), pids)


def _held(root: psutil.Process) -> float:
    family = (root, *root.children(recursive=True))
    return float(sum(one.memory_full_info().pss for one in family)) / 2**20


def _fill(database: TestDatabase, name: str, count: int) -> None:
    points = name.startswith("points")
    attributes = (
        Attribute("code"),
        Attribute("name"),
        Attribute("class", codes=(("good", ""), ("fair", ""), ("light", ""), ("heavy", ""))),
        Attribute("width", "number"),
        Attribute("year", "integer"),
    )
    permissions = Permissions(PUBLIC, frozenset({"gis_editor"}))
    kind = "Point" if points else "LineString"
    made = add_layer(database, layer(name, kind, attributes=attributes, permissions=permissions))
    fill = (_POINTS if points else _ROADS).format(table=f"gis.{made.table}")
    seeded = f"SELECT setseed(0.42); {fill}; ANALYZE gis.{made.table}"
    database.execute(seeded, WEST, SIDE, SOUTH, SIDE, count)


def _gateway(
    stack: ExitStack, folder: Path, database: TestDatabase, amqp_url: str, port: int
) -> tuple[Process, str]:
    key = folder / "jwt.pem"
    key.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    environ = {
        "KENDALI_DATABASE_URL": database.url("gateway"),
        "KENDALI_AMQP_URL": amqp_url,
        "KENDALI_JWT_KEY_FILE": str(key),
        "KENDALI_HTTP_PORT": str(port),
        "KENDALI_METRICS_PORT": str(port + 32),
        "KENDALI_RPC_SECONDS": "60",
        "KENDALI_RATE_PRINCIPAL": "100000000/minute",
        "KENDALI_RATE_ADDRESS": "100000000/minute",
        "KENDALI_RATE_TILES": "100000000/minute",
    }
    gateway = Process(folder / "gateway.log", environ, "services.gateway.serve")
    stack.callback(gateway.stop)
    gateway.ready()
    return gateway, Tokens(key.read_text()).issue(ADMIN, 86_400)
