"""A base map below the layers: from somebody else's tile server, and from an archive of ours."""

from __future__ import annotations

import base64
import contextlib
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import requests
import shapely
from playwright.sync_api import Browser

from tests.e2e.conftest import Running
from tests.e2e.desk import Desk, desk
from tests.processes import Process
from tests.servers import free_base

pytestmark = pytest.mark.timeout(180)
PAGE = "/map?view=106.11,-2.11,12&layers="
CREDIT = "Peta dasar uji"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Open = Callable[..., str]


class Tiles:
    """A tile server on loopback, and what was asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.send_header("Access-Control-Allow-Origin", "*")
                self.send_header("Content-Length", str(len(PIXEL)))
                self.end_headers()
                self.wfile.write(PIXEL)

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def tiles() -> Iterator[Tiles]:
    made = Tiles()
    yield made
    made.close()


@pytest.fixture
def opened(running: Running, tmp_path: Path) -> Iterator[Open]:
    """Start further gateways of the running stack, each with a base map."""
    with contextlib.ExitStack() as stack:

        def start(base: str) -> str:
            port = free_base()
            changes = {
                "KENDALI_HTTP_PORT": str(port),
                "KENDALI_METRICS_PORT": "0",
                "KENDALI_PUBLIC_URL": f"http://127.0.0.1:{port}",
                "KENDALI_MAP_BASE": base,
                "KENDALI_MAP_BASE_CREDIT": CREDIT,
            }
            environ = running.stack.environment.of("gateway") | changes
            process = Process(tmp_path / f"{port}.log", environ, "services.gateway.serve")
            stack.callback(process.stop)
            process.ready()
            return f"http://127.0.0.1:{port}"

        yield start


def drawn(at: Desk) -> None:
    at.page.goto(at.url + PAGE)
    at.page.wait_for_selector('#board[data-base="drawn"]', timeout=45_000)
    at.until("#sources", CREDIT)


def test_images_come_from_the_server_that_was_named_and_from_no_other(
    opened: Open, browser: Browser, tiles: Tiles
) -> None:
    url = opened(f"http://{tiles.host}/peta/{{z}}/{{x}}/{{y}}.png?kunci=a")
    with desk(browser, url, "viewer") as at:
        drawn(at)
        policy = at.page.request.get(f"{url}/map").headers["content-security-policy"]
        assert f"connect-src 'self' http://{tiles.host};" in policy
        assert at.hosts == {url.removeprefix("http://"), tiles.host}
        at.hosts.discard(tiles.host)
    assert all(re.fullmatch(r"/peta/1[0-3]/\d+/\d+\.png\?kunci=a", one) for one in tiles.asked)


def test_an_archive_is_read_in_ranges_by_whoever_is_signed_in(
    opened: Open, browser: Browser, tmp_path: Path
) -> None:
    archive = tmp_path / "dasar.pmtiles"
    shapes = [
        shapely.LineString([(106.0, -2.2), (106.2, -2.0)]),
        shapely.box(106.1, -2.2, 106.2, -2),
    ]
    pyogrio.raw.write(
        archive,
        np.array(shapely.to_wkb(shapes), dtype=object),
        [np.array(["jalan", "air"], dtype=object)],
        ["kind"],
        geometry_type="Unknown",
        crs="EPSG:4326",
        driver="PMTiles",
        layer="water",
        dataset_options={"MINZOOM": 8, "MAXZOOM": 12},
    )
    url = opened(str(archive))
    with desk(browser, url, "viewer") as at:
        statuses: list[int] = []
        at.page.on(
            "response", lambda one: "base.pmtiles" in one.url and statuses.append(one.status)
        )
        drawn(at)
        assert set(statuses) == {206}
        at.photograph("base-archive")
    assert requests.get(f"{url}/map/base.pmtiles", timeout=30).status_code == 401
