"""tipg and pygeoapi on the tables of a bench, from a venv of their own, on loopback.

`peers.lock` says what is installed, by the index that pip is set up with, into a folder below
KENDALI_HOME, where it stays for the next bench, or a temporary one.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import requests
import yaml

from tests.bench.harness import console
from tests.servers import until

HERE = Path(__file__).parent
LOCK = HERE / "peers.lock"
SECONDS = 60  # to start in


@dataclass(frozen=True)
class Peers:
    """Where the two are: `tables` are the names of collections with both, without a schema."""

    tipg_port: int
    pygeoapi_port: int
    schema: str

    def tipg(self, table: str) -> str:
        """Return the path of the table's collection in tipg."""
        return f"/collections/{self.schema}.{table}"

    def pygeoapi(self, table: str) -> str:
        return f"/collections/{table}"

    def tipg_tile(self, table: str, z: int, x: int, y: int) -> str:
        return f"{self.tipg(table)}/tiles/WebMercatorQuad/{z}/{x}/{y}"

    def pygeoapi_tile(self, table: str, z: int, x: int, y: int) -> str:
        return f"{self.pygeoapi(table)}/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt"


@contextmanager
def running(
    database_url: str, schema: str, tables: Sequence[str], ports: tuple[int, int]
) -> Iterator[Peers]:
    """Start both, one worker process each, and stop them at the end.

    The tables have a key `id` and a geometry `geometry` in WGS 84; the URL's role reads them.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kendali-peers-")))
        python = _python(folder)
        found = Peers(*ports, schema)
        stack.enter_context(_tipg(python, folder, database_url, found, tables))
        stack.enter_context(_pygeoapi(python, folder, database_url, found, tables))
        for port, path in ((ports[0], found.tipg), (ports[1], found.pygeoapi)):
            for table in tables:
                answer = requests.get(f"http://127.0.0.1:{port}{path(table)}?f=json", timeout=30)
                answer.raise_for_status()
        yield found


def _python(folder: Path) -> Path:
    """Return the interpreter of the peers' venv, made of the lock if it is not there yet."""
    home = os.environ.get("KENDALI_HOME")
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12]
    venv = (Path(home) if home else folder) / f"peers-{digest}"
    python, uv = venv / "bin" / "python", Path(sys.executable).with_name("uv")
    if not (venv / "whole").exists():
        console.print("installing tipg and pygeoapi …")
        subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, venv], check=True)
        wanted = ["--require-hashes", "-r", str(LOCK)]
        subprocess.run([uv, "pip", "install", "-q", "--python", python, *wanted], check=True)
        (venv / "whole").touch()
    return python


@contextmanager
def _tipg(
    python: Path, folder: Path, database_url: str, peers: Peers, tables: Sequence[str]
) -> Iterator[None]:
    environ = {
        "DATABASE_URL": database_url,
        "TIPG_DB_SCHEMAS": json.dumps([peers.schema]),
        "TIPG_DB_TABLES": json.dumps([f"{peers.schema}.{table}" for table in tables]),
        "TIPG_DB_DATETIME_EXTENT": "false",
    }
    serve = ["-m", "uvicorn", "tipg.main:app", "--no-access-log", "--log-level", "warning"]
    command = [str(python), *serve, "--host", "127.0.0.1", "--port", str(peers.tipg_port)]
    with _started(command, folder / "tipg.log", environ, peers.tipg_port, "/healthz"):
        yield


@contextmanager
def _pygeoapi(
    python: Path, folder: Path, database_url: str, peers: Peers, tables: Sequence[str]
) -> Iterator[None]:
    config, openapi = folder / "pygeoapi.yml", folder / "openapi.yml"
    environ = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(openapi)}
    config.write_text(yaml.safe_dump(_configuration(database_url, peers, tables)))
    generate = [str(python.with_name("pygeoapi")), "openapi", "generate", str(config)]
    written = [*generate, "--output-file", str(openapi)]
    done = subprocess.run(written, env=os.environ | environ, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-3000:])
    serve = ["-m", "gunicorn", "-w", "1", "--threads", "4", "pygeoapi.flask_app:APP"]
    command = [str(python), *serve, "-b", f"127.0.0.1:{peers.pygeoapi_port}"]
    log = folder / "pygeoapi.log"
    with _started(command, log, environ, peers.pygeoapi_port, "/conformance?f=json"):
        yield


def _configuration(database_url: str, peers: Peers, tables: Sequence[str]) -> dict[str, Any]:
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": peers.pygeoapi_port},
            "url": f"http://127.0.0.1:{peers.pygeoapi_port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "none", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "bench",
                "description": "bench",
                "keywords": ["bench"],
                "terms_of_service": "none",
                "url": "none",
            },
            "license": {"name": "none", "url": "none"},
            "provider": {"name": "bench", "url": "none"},
            "contact": {"name": "bench", "email": "none", "url": "none"},
        },
        "resources": {table: _resource(database_url, peers.schema, table) for table in tables},
    }


def _resource(database_url: str, schema: str, table: str) -> dict[str, Any]:
    url = urlsplit(database_url)
    data = {"host": url.hostname, "port": url.port, "dbname": url.path.lstrip("/")}
    data |= {"user": url.username, "password": url.password, "search_path": [schema, "public"]}
    table_of = {"data": data, "id_field": "id", "table": table, "geom_field": "geometry"}
    features = {"type": "feature", "name": "PostgreSQL", "editable": True, **table_of}
    tiles = {"type": "tile", "name": "MVT-postgresql", **table_of}
    tiles |= {"options": {"zoom": {"min": 0, "max": 22}}}
    tiles |= {"format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"}}
    return {
        "type": "collection",
        "title": table,
        "description": table,
        "keywords": ["bench"],
        "links": [],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90]}},
        "providers": [features, tiles],
    }


@contextmanager
def _started(
    command: list[str], log: Path, environ: dict[str, str], port: int, path: str
) -> Iterator[None]:
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, env=os.environ | environ, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
    try:
        until(lambda: _answers(process, log, port, path), SECONDS, f"{command[2:5]}: see {log}")
        yield
    finally:
        process.terminate()
        process.wait(20)


def _answers(process: subprocess.Popen[bytes], log: Path, port: int, path: str) -> bool:
    if process.poll() is not None:
        raise RuntimeError(log.read_text(errors="replace")[-3000:])
    try:
        return requests.get(f"http://127.0.0.1:{port}{path}", timeout=5).ok
    except requests.RequestException:
        return False
