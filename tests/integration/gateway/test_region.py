"""A second region by a second file: Kabupaten Blora comes up without a change of code."""

from __future__ import annotations

import contextlib
import re
import struct
import uuid
import zlib
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import expect

from libs.kit import topology
from libs.kit.region import PNG
from services.gateway.routing import operations
from tests import factories
from tests.conventions import ROOT
from tests.e2e.browsing import SIZES, Wall, started
from tests.integration.gateway.house import House
from tests.servers import until
from tests.shared import SHARED, needs_shared, village_points

pytestmark = needs_shared
REGENCY, DISTRICTS, VILLAGES = "3316", 16, 295
SIDE = 8  # pixels of the logo
FILE = """
name = "Kabupaten Blora"
area = "3316"
zone = "Asia/Jakarta"
logo = "logo.png"
[targets]
turnout = 79
"""
ELECTION = "pilkada-blora"
CANDIDATES = [{"number": 1, "name": "Pasangan Satu"}, {"number": 2, "name": "Pasangan Dua"}]
CONTEST = {"id": "bupati", "name": "Bupati dan Wakil Bupati", "area": REGENCY}
ELSEWHERE = re.compile(r"pangkal\s?pinang|bangka|belitung|\b1971\d*\b", re.IGNORECASE)


def _chunk(name: bytes, data: bytes) -> bytes:
    tail = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + tail


def _picture(size: int) -> bytes:
    """A square of one colour as a PNG."""
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\x20\x60\xa0" * size) * size
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return PNG + b"".join(_chunk(*part) for part in parts)


@pytest.fixture(scope="module")
def blora(module_database, module_amqp_url, tmp_path_factory) -> Iterator[House]:
    topology.declare(module_amqp_url)
    folder = tmp_path_factory.mktemp("blora")
    (folder / "logo.png").write_bytes(_picture(SIDE))
    (folder / "region.toml").write_text(FILE)
    region = {"KENDALI_REGION": str(folder / "region.toml")}
    with contextlib.ExitStack() as stack:
        house = House(folder, module_database, module_amqp_url, stack, environ=region)
        for service in ("elections", "gis"):
            for role in ("rpc", "events", "relay"):
                house.launch(service, role)
        for process in house.processes.values():
            process.ready(60)
        walls = {"KENDALI_WALL_NETWORKS": "127.0.0.0/8"}
        house.open(KENDALI_NODE_MODULES=str(ROOT / "node_modules"), **walls, **region)
        yield house


def _asked(house: House, method: str, path: str, **options) -> requests.Response:
    headers = {
        "Authorization": f"Bearer {house.token('admin', REGENCY)}",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    answer = requests.request(method, house.url + path, headers=headers, timeout=60, **options)
    assert answer.ok, answer.text
    return answer


def _bring_in(house: House, layer: str, level: str) -> dict:
    """Bring a file of boundaries in as anybody would; returns the import once it is applied."""
    data = (SHARED / "data" / "areas" / f"blora_{level}.geojson").read_bytes()
    where = _asked(house, "POST", f"/v1/gis/imports?layer={layer}&mode=replace", data=data)
    path = where.headers["Location"]
    ready = until(lambda: _at_rest(house, path), 90)
    assert (ready["state"], ready["found"]["broken"]) == ("ready", 0), ready["found"]["problems"]
    _asked(house, "POST", f"{path}/apply", json={})
    return until(lambda: _at_rest(house, path), 90)


def _at_rest(house: House, path: str) -> dict | None:
    found = _asked(house, "GET", path).json()
    return None if found["state"] in ("reading", "applying", "writing") else dict(found)


def _register(house: House) -> list[str]:
    """Register an election of the regency, and a station in a village of each sub-district."""
    villages = village_points("blora")
    firsts = {code[:6]: code for code in sorted(villages, reverse=True)}
    codes = [f"{village}001" for village in sorted(firsts.values())]
    election = {
        "id": ELECTION,
        "name": "Pilkada Kabupaten Blora",
        "date": "2024-11-27",
        "area": REGENCY,
        "contests": [CONTEST | {"candidates": CANDIDATES}],
    }
    _asked(house, "POST", "/v1/elections", json=election)
    names = [{"code": village, "name": villages[village][0]} for village in firsts.values()]
    _asked(house, "POST", f"/v1/elections/{ELECTION}/areas", json={"items": names})
    stations = {"items": factories.stations(codes)}
    _asked(house, "POST", f"/v1/elections/{ELECTION}/stations", json=stations)
    return codes


def _in(house: House) -> int:
    tally = _asked(house, "GET", f"/v1/elections/{ELECTION}/contests/bupati/tally").json()
    return int(tally["tps_in"])


def test_blora_comes_up_by_its_file_alone(blora):
    layers = (("villages", "desa"), ("districts", "kecamatan"), ("regencies", "kabkota"))
    taken = {level: _bring_in(blora, layer, level)["found"]["added"] for layer, level in layers}
    assert taken == {"desa": VILLAGES, "kecamatan": DISTRICTS, "kabkota": 1}
    west, south, east, north = _asked(blora, "GET", "/v1/gis/tiles/regencies").json()["bounds"]
    assert 111 < west < east < 112
    assert -7.6 < south < north < -6.7
    codes = _register(blora)
    assert len(codes) == DISTRICTS
    form = factories.form(codes[0], "walikota") | {"contest": "bupati"}
    _asked(blora, "POST", f"/v1/elections/{ELECTION}/results", json=form)
    until(lambda: _in(blora) == 1, 30)
    with started() as browser:
        width, height = SIZES["1080"]
        page = browser.new_page(viewport={"width": width, "height": height})
        wall = Wall(page, blora.url).show("/wall")
        expect(page.locator("#title")).to_have_text("Pilkada Kabupaten Blora")
        expect(page).to_have_title(re.compile("Pilkada Kabupaten Blora . Kendali Kabupaten Blora"))
        wall.until("#stations", f"1 dari {DISTRICTS}")
        wall.until("#turnout", "target 79 %")
        assert page.locator(".clock").inner_text().endswith("WIB")
        assert page.locator("img.mark").evaluate("image => image.naturalWidth") == SIDE
        expect(page.locator("#districts tbody tr")).to_have_count(DISTRICTS)
        wall.painted()
        assert not ELSEWHERE.search(page.locator("body").inner_text())
        # Nothing of notifications runs here.
        assert [one for one in wall.troubles if "503" not in one] == []


def test_no_page_knows_of_another_region(blora, make_app):
    app = make_app(KENDALI_REGION=str(blora.folder / "region.toml"))
    known = operations(app).values()
    pages = sorted({one.rule for one in known if one.page and one.method == "GET"})
    plain = [path for path in pages if "<" not in path and path != "/region/logo"]
    assert len(plain) > 40
    client = {"Authorization": f"Bearer {blora.token('admin')}", "Accept": "text/html"}
    named = 0
    for path in plain:
        answer = requests.get(blora.url + path, headers=client, timeout=30)
        assert answer.status_code in (200, 403, 503), (path, answer.status_code)
        assert not ELSEWHERE.search(answer.text), path
        named += "Kendali Kabupaten Blora" in answer.text
    assert named > 40
