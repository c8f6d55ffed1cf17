"""Tiles over HTTP: whose they are, how long they keep, and what makes them old."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass

import mapbox_vector_tile
import pytest
import requests
from shapely import Point

from libs.kit.principal import Principal
from libs.kit.rpc_client import RpcClient
from services.gis.layers.domain import PUBLIC, SIGNED_IN, Permissions
from tests.integration.gateway.house import House
from tests.integration.gis.made import add_features, add_layer, layer
from tests.servers import until

MVT = "application/vnd.mapbox-vector-tile"
EDITOR = Principal("e", "editor", frozenset({"gis_editor", "admin"}))
HERE, THERE = (106.1, -2.1), (111.4, -7.0)
AT_HERE, AT_THERE = "12/3255/2071", "12/3315/2127"  # tiles of zoom 12 that hold them
READERS = {"opened": PUBLIC, "inside": SIGNED_IN, "officers": frozenset({"officer"})}


@dataclass
class Maps:
    """A running gateway with gis behind it."""

    house: House
    client: RpcClient

    def get(self, path, role="", area="", **headers):
        if role:
            headers["Authorization"] = f"Bearer {self.house.token(role, area)}"
        return requests.get(f"{self.house.url}/v1/gis/{path}", headers=headers, timeout=15)

    def names(self, path, role="", area=""):
        """Return the names of the features of a tile of one layer, None where there is no such."""
        answer = self.get(path, role, area)
        if answer.status_code == 404:
            return None
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == MVT
        found = mapbox_vector_tile.decode(answer.content) if answer.content else {}
        return sorted(f["properties"]["name"] for one in found.values() for f in one["features"])

    def create(self, name, where, called):
        geometry = {"type": "Point", "coordinates": list(where)}
        feature = {"type": "Feature", "geometry": geometry, "properties": {"name": called}}
        data = {"layer": name, "feature": feature}
        self.client.call("gis", "create_feature", data, EDITOR, command_id=str(uuid.uuid4()))

    def reads(self, outcome):
        """Return how many tiles the gateway read through its cache with this outcome."""
        port = self.house.port + 1
        text = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
        wanted = f'kendali_cache_reads_total{{name="get_tile",outcome="{outcome}"}}'
        lines = [line for line in text.splitlines() if line.startswith(wanted)]
        return float(lines[0].rpartition(" ")[2]) if lines else 0.0


@pytest.fixture(scope="module")
def maps(bare_house):
    database = bare_house.database
    for name, read in READERS.items():
        permissions = Permissions(read, frozenset({"gis_editor"}))
        made = add_layer(database, layer(name, "Point", permissions=permissions))
        add_features(database, made, Point(HERE), area="1971010001", name="city")
        add_features(database, made, Point(HERE), area="1903010001", name="island")
        add_features(database, made, Point(THERE), area="3316010001", name="far")
        if name == "opened":
            add_features(database, made, Point(HERE), name="sea")
    bare_house.start("gis", "rpc", "relay")
    with contextlib.closing(RpcClient(bare_house.amqp_url, "test")) as client:
        yield Maps(bare_house, client)


# Whose a tile is


@pytest.mark.parametrize("again", [1, 2])
@pytest.mark.parametrize(
    ("role", "area", "opened", "inside", "officers"),
    [
        ("officer", "", ["city", "island", "sea"], ["city", "island"], ["city", "island"]),
        ("", "", ["city", "island", "sea"], None, None),
        ("viewer", "", ["city", "island", "sea"], ["city", "island"], None),
        ("officer", "1971", ["city", "sea"], ["city"], ["city"]),
        ("viewer", "1971", ["city", "sea"], ["city"], None),
        ("viewer", "1903", ["island", "sea"], ["island"], None),
        ("admin", "", ["city", "island", "sea"], ["city", "island"], ["city", "island"]),
    ],
)
def test_nobody_is_given_what_another_may_see(maps, role, area, opened, inside, officers, again):
    """One after the other at one cache: each finds there what those before him left."""
    told = {"opened": opened, "inside": inside, "officers": officers}
    for name, expected in told.items():
        for path in (f"tiles/{name}/{AT_HERE}", _by_collection(name, AT_HERE)):
            assert maps.names(path, role, area) == expected
    both = None if inside is None else sorted(opened + inside)
    assert maps.names(f"tiles/opened,inside/{AT_HERE}", role, area) == both


def _by_collection(name, place):
    z, x, y = place.split("/")
    return f"collections/{name}/tiles/WebMercatorQuad/{z}/{y}/{x}"


def test_a_layer_that_may_not_be_seen_answers_as_one_that_is_not_there(maps):
    hidden, missing = (maps.get(f"tiles/{name}/0/0/0") for name in ("officers", "nothing"))
    for one, name in ((hidden, "officers"), (missing, "nothing")):
        body = one.json()
        assert (one.status_code, body["type"]) == (404, "unknown-layer")
        assert body["detail"] == f"there is no layer {name}"
    for path in ("tiles/officers", "collections/officers/tiles"):
        assert maps.get(path).status_code == 404
    assert maps.get("collections/officers/tiles/WebMercatorQuad").status_code == 404


def test_a_wrong_proof_is_refused_and_not_taken_for_nobody(maps):
    maps.get(f"tiles/opened/{AT_HERE}")
    answer = maps.get(f"tiles/opened/{AT_HERE}", Authorization="Bearer nonsense")
    assert answer.status_code == 401


# How long it keeps


@pytest.mark.parametrize(
    ("name", "role", "area", "keep"),
    [
        ("opened", "", "", "public, max-age=3"),
        ("opened", "viewer", "1971", "private, no-cache"),
        ("inside", "viewer", "", "private, no-cache"),
    ],
)
def test_a_known_tile_is_not_sent_again(maps, name, role, area, keep):
    first = maps.get(f"tiles/{name}/{AT_HERE}", role, area)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    assert first.headers["Cache-Control"] == keep
    again = maps.get(f"tiles/{name}/{AT_HERE}", role, area, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert (again.headers["ETag"], again.headers["Cache-Control"]) == (tag, keep)
    other = maps.get(f"tiles/{name}/{AT_HERE}", role, area, **{"If-None-Match": '"x"'})
    assert (other.status_code, other.content) == (200, first.content)


@pytest.mark.parametrize("name", ["inside", "officers"])
def test_a_browser_is_known_by_its_cookie_on_every_road(maps, name):
    path = f"tiles/{name}/{AT_HERE}"
    for role, status in (("officer", 200), ("officer", 200), ("viewer", 404), ("", 404)):
        cookie = {"Cookie": f"kendali_access={maps.house.token(role)}"} if role else {}
        expected = 200 if name == "inside" and role else status
        assert maps.get(path, **cookie).status_code == expected
    assert maps.get(path, Cookie="kendali_access=nonsense").status_code == 401


def test_a_hot_tile_comes_straight_from_the_cache_for_everybody(maps):
    path = f"tiles/opened/{AT_THERE}"
    first = maps.get(path)
    asked = maps.reads("miss")
    for role in ("", "viewer", "operator", ""):
        assert maps.get(path, role).content == first.content
    assert maps.reads("miss") == asked
    headers = maps.get(path).headers
    assert headers["RateLimit-Policy"].startswith('"tiles"')
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_an_empty_tile_is_an_answer_too(maps):
    answer = maps.get("tiles/opened/5/0/0")
    assert (answer.status_code, answer.content) == (200, b"")


# What makes it old


def test_a_change_drops_the_tiles_that_it_touches_and_no_others(maps):
    here, there = f"tiles/opened/{AT_HERE}", f"tiles/opened/{AT_THERE}"
    _hear(maps)
    far = maps.get(there).headers["ETag"]
    assert "new" not in maps.names(here)
    before = maps.reads("miss")
    maps.create("opened", HERE, "new")
    until(lambda: "new" in maps.names(here))
    assert maps.get(there).headers["ETag"] == far
    assert maps.reads("miss") == before + 1  # of this place, not of the other


def test_a_change_of_a_layer_of_few_tells_no_place_and_drops_all_its_tiles(maps):
    _hear(maps)
    path = f"tiles/officers/{AT_HERE}"
    assert "secret" not in maps.names(path, "officer")
    maps.create("officers", HERE, "secret")
    until(lambda: "secret" in maps.names(path, "officer"))


def _hear(maps):
    """Wait until the gateway hears the bus: a change elsewhere shows on a tile that was kept."""
    name = f"heard-{uuid.uuid4()}"
    maps.names("tiles/opened/12/0/2048")
    maps.create("opened", (-179.99, -0.01), name)
    until(lambda: name in maps.names("tiles/opened/12/0/2048"))


# What is asked, and told


@pytest.mark.parametrize(
    "place", ["23/0/0", "-1/0/0", "3/8/0", "3/0/8", "a/0/0", "3/1.5/0", "03/0/0", "3/0/1e1"]
)
def test_what_is_no_tile_is_refused(maps, place):
    for path in (f"tiles/opened/{place}", f"collections/opened/tiles/WebMercatorQuad/{place}"):
        answer = maps.get(path)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] in ("z", "x", "y")


def test_too_many_layers_are_refused(maps):
    answer = maps.get(f"tiles/{','.join(f'l{n}' for n in range(11))}/0/0/0")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "layers")


def test_an_unknown_parameter_is_refused_as_ogc_has_it(maps):
    for path in ("tiles/opened/0/0/0", "tiles/opened", "collections/opened/tiles"):
        assert maps.get(f"{path}?colour=red").status_code == 400
    assert maps.get("tiles/opened/0/0/0?f=mvt").status_code == 200


def test_tilejson_leads_to_the_tiles(maps):
    told = maps.get("tiles/opened,inside", "viewer").json()
    assert told["tilejson"] == "3.0.0"
    assert [one["id"] for one in told["vector_layers"]] == ["opened", "inside"]
    assert told["vector_layers"][0]["fields"]["width"] == "Number"
    west, _, east, north = told["bounds"]
    assert west <= HERE[0] < THERE[0] <= east
    assert north >= HERE[1]
    [template] = told["tiles"]
    assert template.startswith(f"{maps.house.url}/v1/gis/tiles/opened,inside/")
    z, x, y = AT_THERE.split("/")
    url = template.format(z=z, x=x, y=y)
    headers = {"Authorization": f"Bearer {maps.house.token('viewer')}"}
    assert requests.get(url, headers=headers, timeout=15).content


def test_ogc_tile_sets_lead_to_the_tiles(maps):
    listed = maps.get("collections/opened/tiles").json()
    [one] = listed["tilesets"]
    assert one["dataType"] == "vector"
    assert one["tileMatrixSetURI"].endswith("/WebMercatorQuad")
    told = requests.get(_href(one, "self"), timeout=15).json()
    assert told["crs"].endswith("/EPSG/0/3857")
    assert told["layers"][0]["propertiesSchema"]["properties"]["lanes"] == {"type": "number"}
    z, x, y = AT_HERE.split("/")
    item = _href(told, "item").format(tileMatrix=z, tileRow=y, tileCol=x)
    assert requests.get(item, timeout=15).content == maps.get(f"tiles/opened/{AT_HERE}").content
    assert requests.get(_href(told, "describedby"), timeout=15).json()["tilejson"] == "3.0.0"
    assert maps.get("collections/opened/tiles/WebMercatorQuad?f=tilejson").json()["tilejson"]
    assert all("type" in link for link in [*listed["links"], *told["links"]])


def _href(told, rel):
    return next(link["href"] for link in told["links"] if link["rel"] == rel)
