"""OGC API - Features over HTTP: what it says of itself, and how layers are read."""

from __future__ import annotations

import base64
import re

import pytest
import requests
import yaml
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from tests.mapping import AREA, mapped
from tests.shared import SHARED, needs_shared

SCHEMAS = SHARED / "data" / "checks" / "ogc_schemas" / "features-core-openapi" / "schemas"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
GEOJSON = "application/geo+json"
STREETS = "/collections/streets/items"


@pytest.fixture(scope="module")
def maps(bare_house):
    return mapped(bare_house)


def _links(document):
    return {link["rel"]: link["href"] for link in reversed(document["links"])}


# What it says of itself


@pytest.mark.parametrize("slash", ["", "/"])
def test_the_landing_page_leads_to_everything(maps, slash):
    told = maps.read(slash)
    found = _links(told)
    assert found.keys() >= {"self", "service-desc", "service-doc", "conformance", "data"}
    for link in told["links"]:
        assert link["type"]
        if not link.get("templated"):
            answer = requests.get(link["href"], timeout=15)
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith(link["type"].split(";")[0])


def test_every_document_has_a_page_and_is_one_for_browsers(maps):
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    paths = ["", "/conformance", "/api", "/collections", "/collections/streets"]
    paths += [f"/collections/streets/{one}" for one in ("queryables", "sortables", "schema")]
    for path in [*paths, STREETS, f"{STREETS}/1"]:
        for answer in (maps.ask("GET", path, headers=browser), maps.get(path, f="html")):
            assert answer.headers["Content-Type"].startswith("text/html"), path
            assert not re.search(r"<style|style=|onclick=|<script", answer.text)
        told = maps.ask("GET", path, headers=browser, params={"f": "json"})
        assert "json" in told.headers["Content-Type"]
        assert "json" in maps.get(path).headers["Content-Type"]
        assert told.headers["Vary"] == "Accept"
    assert "Jalan 00" in maps.get(STREETS, f="html").text
    assert "Next page" in maps.get(STREETS, f="html", limit=2, lang="en").text


def test_a_layer_tells_what_it_has(maps):
    told = maps.read("/collections/streets")
    assert told["extent"]["spatial"]["bbox"][0] == pytest.approx([106, -2.1, 106.245, -2.1])
    assert {CRS84, EPSG.format(4326), EPSG.format(3857), EPSG.format(32749)} <= set(told["crs"])
    assert told["storageCrs"] == CRS84
    assert (told["itemType"], told["kendali"]["editable"]) == ("feature", False)
    assert maps.read("/collections/streets", "gis_editor")["kendali"]["editable"] is True
    for name in ("queryables", "sortables", "schema"):
        schema = maps.get(f"/collections/streets/{name}")
        assert schema.headers["Content-Type"] == "application/schema+json"
        assert schema.json()["$id"].endswith(f"/v1/gis/collections/streets/{name}")
        assert schema.json()["properties"]["width"]["x-ogc-unit"] == "m"


def _yaml(name):
    """Return a schema; what it writes as null is the type of that name."""
    return yaml.safe_load((SCHEMAS / name).read_text().replace("type: null", 'type: "null"'))


def _retrieve(uri):
    return Resource.from_contents(_yaml(uri.rpartition("/")[2]), default_specification=DRAFT7)


@needs_shared
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("", "landingPage"),
        ("/conformance", "confClasses"),
        ("/collections", "collections"),
        ("/collections/streets", "collection"),
        (f"{STREETS}?limit=3", "featureCollectionGeoJSON"),
        (f"{STREETS}/1", "featureGeoJSON"),
        (f"{STREETS}?nothing=1", "exception"),
    ],
)
def test_documents_keep_to_the_standards_schemas(maps, path, name):
    schema = {"$ref": f"{name}.yaml"}
    body = maps.get(path).json()
    if name == "exception":
        body = {"code": body["type"], "description": body["detail"]}
    errors = list(Draft7Validator(schema, registry=Registry(retrieve=_retrieve)).iter_errors(body))
    assert not errors


# Features


def test_pages_lead_from_one_to_the_next_and_end(maps):
    found, path, pages = [], f"{maps.root}{STREETS}?limit=10&lanes=1&f=json", 0
    while path:
        page = maps.ask("GET", path).json()
        assert page["numberReturned"] == len(page["features"])
        assert page["numberMatched"] == 6
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", page["timeStamp"])
        found += [feature["properties"]["name"] for feature in page["features"]]
        path, pages = _links(page).get("next"), pages + 1
        assert all(link["type"] for link in page["links"])
        path = path and path.replace("limit=10", "limit=4")
        maps_path = f"{maps.root}{STREETS}?"
        assert path is None or path.startswith(maps_path)
    assert found == [f"Jalan {n:02}" for n in range(1, 25, 4)]
    path, found = f"{maps.root}{STREETS}?limit=7", []
    while path:
        page = maps.ask("GET", path).json()
        found += page["features"]
        path = _links(page).get("next")
    assert len(found) == len({one["id"] for one in found}) == 25


@pytest.mark.parametrize("more", [{}, {"bbox": "100,-10,120,10"}])
def test_a_client_without_links_passes_over_what_it_has(maps, more):
    found = []
    for offset in (0, 10, 20, 30):
        page = maps.read(STREETS, limit=10, offset=offset, **more)
        assert page["numberMatched"] == 25
        found += [feature["properties"]["name"] for feature in page["features"]]
    assert found == [f"Jalan {n:02}" for n in range(25)]
    page = maps.read(STREETS, limit=10, offset=10, **more)
    following = maps.ask("GET", _links(page)["next"]).json()
    assert [one["id"] for one in following["features"]] == ["21", "22", "23", "24", "25"]
    assert maps.get(STREETS, offset=10_001).status_code == 400


def test_a_limit_beyond_the_most_is_cut(maps):
    assert len(maps.read(STREETS, limit=10**30)["features"]) == 25


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"bbox": "106.0,-3,106.0123456789012345,0"}, 2),
        ({"bbox": "106,-3,0,106.0149,0,10"}, 2),
        ({"bbox": "-3,106,0,106.0149", "bbox-crs": EPSG.format(4326)}, 2),
        ({"bbox": "11799866,-300000,11801540,0", "bbox-crs": EPSG.format(3857)}, 2),
        ({"datetime": "2003-01-01/2005-12-31"}, 3),
        ({"datetime": "../2002-01-01"}, 3),
        ({"name": "Jalan 07"}, 1),
        ({"lanes": "1", "class": "bad"}, 6),
        ({"filter": "width > 10 AND class = 'good'"}, 2),
        (
            {"filter": '{"op":">","args":[{"property":"width"},11.5]}', "filter-lang": "cql2-json"},
            1,
        ),
        (
            {"filter": "S_INTERSECTS(geometry, BBOX(-3,106,0,106.0149))"}
            | {"filter-crs": EPSG.format(4326)},
            2,
        ),
        ({"area": "3316"}, 5),
    ],
)
def test_features_are_asked_for(maps, query, expected):
    page = maps.read(STREETS, **query)
    assert len(page["features"]) == page["numberMatched"] == expected


def test_features_are_sorted_and_have_what_is_asked_for(maps):
    page = maps.read(
        STREETS, sortby="-width", properties="name,width", limit=2, skipGeometry="true"
    )
    assert [one["properties"] for one in page["features"]] == [
        {"name": "Jalan 24", "width": 12.0},
        {"name": "Jalan 23", "width": 11.5},
    ]
    assert page["features"][0]["geometry"] is None


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        (None, 106.0, -2.1),
        (CRS84, 106.0, -2.1),
        (EPSG.format(4326), -2.1, 106.0),
        (EPSG.format(3857), 11799866.0, -233823.3),
        (EPSG.format(32748), 611206.4, 9767850.3),
    ],
)
def test_positions_are_in_the_order_of_their_system(maps, crs, x, y):
    query = {} if crs is None else {"crs": crs}
    for path in (f"{STREETS}/1", f"{STREETS}?limit=1"):
        answer = maps.get(path, **query)
        assert answer.headers["Content-Crs"] == f"<{crs or CRS84}>"
        body = answer.json()
        line = (body["features"][0] if "features" in body else body)["geometry"]["coordinates"]
        assert line[0] == pytest.approx([x, y], rel=1e-6)


def test_a_feature_has_its_version_and_is_not_sent_again(maps):
    answer = maps.get(f"{STREETS}/3")
    assert (answer.headers["Content-Type"], answer.headers["ETag"]) == (GEOJSON, '"1"')
    assert answer.json()["id"] == "3"
    assert _links(answer.json())["collection"] == f"{maps.root}/collections/streets"
    for known in ('"1"', 'W/"1"', '"0", "1"', "*"):
        again = maps.ask("GET", f"{STREETS}/3", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert maps.ask("GET", f"{STREETS}/3", headers={"If-None-Match": '"11"'}).status_code == 200
    page = maps.get(STREETS)
    again = maps.ask("GET", STREETS, headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


# What is wrong


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (f"{STREETS}?nothing=1", "nothing"),
        (f"{STREETS}?limit=0", "limit"),
        (f"{STREETS}?limit=-1", "limit"),
        (f"{STREETS}?limit=ten", "limit"),
        (f"{STREETS}?limit=1&limit=2", "limit"),
        (f"{STREETS}?bbox=1,2,3", "bbox"),
        (f"{STREETS}?bbox=1,2,3,nan", "bbox"),
        (f"{STREETS}?bbox=1,9,3,4", "bbox"),
        (f"{STREETS}?bbox=1,2,3,4&bbox-crs=EPSG:4326", "bbox-crs"),
        (f"{STREETS}?crs=EPSG:4326", "crs"),
        (f"{STREETS}/1?crs=EPSG:4326", "crs"),
        (f"{STREETS}/1?limit=1", "limit"),
        (f"{STREETS}?datetime=yesterday", "datetime"),
        (f"{STREETS}?filter=width%20>", "filter"),
        (f"{STREETS}?filter=depth=1", "filter.args.0"),
        (f"{STREETS}?filter-lang=xml&filter=a", "filter-lang"),
        (f"{STREETS}?lanes=many", "lanes"),
        (f"{STREETS}?geometry=x", "geometry"),
        (f"{STREETS}?sortby=depth", "sortby"),
        (f"{STREETS}?properties=depth", "fields"),
        (f"{STREETS}?f=xml", "f"),
        (f"{STREETS}?after=x", "after"),
        ("/collections?x=1", "x"),
        ("?f=pdf", "f"),
    ],
)
def test_a_wrong_parameter_is_400_and_named(maps, path, field):
    answer = maps.get(path)
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == [field]


def test_what_is_not_there_is_404(maps):
    for path in (
        "/collections/nothing",
        "/collections/nothing/items",
        f"{STREETS}/99",
        f"{STREETS}/x",
    ):
        assert maps.get(path).status_code == 404


# Who may read what


def _basic(key, name="qgis"):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{key}".encode()).decode()}


def test_a_layer_is_read_by_whom_it_is_for(maps):
    may = {
        "": {"streets"},
        "viewer": {"streets", "lamps"},
        "officer": {"streets", "lamps", "plans"},
    }
    for role, names in [*may.items(), *reversed(may.items())]:
        told = maps.read("/collections", role)
        assert {one["id"] for one in told["collections"]} & {"streets", "lamps", "plans"} == names
        for name in ("streets", "lamps", "plans"):
            answer = maps.get(f"/collections/{name}/items", role)
            refused = 401 if not role else 403
            assert answer.status_code == (200 if name in names else refused)
            one = maps.get(f"/collections/{name}/items/1", role)
            assert one.status_code == answer.status_code
    assert len(maps.read(STREETS, "viewer", AREA[:4])["features"]) == 20
    assert maps.get(f"{STREETS}/25", "viewer", AREA[:4]).status_code == 404


def test_a_program_is_told_to_try_again_by_basic_and_a_page_is_not(maps):
    path = "/collections/lamps/items"
    told = maps.get(path).raw.headers.getlist("WWW-Authenticate")
    assert told == ['Basic realm="kendali"', 'Bearer realm="kendali"']
    script = maps.ask("GET", path, headers={"Sec-Fetch-Mode": "cors"})
    assert script.raw.headers.getlist("WWW-Authenticate") == ['Bearer realm="kendali"']


def test_an_api_key_is_a_proof_by_header_and_by_basic(maps):
    path = "/collections/lamps/items"
    for headers in ({"X-API-Key": maps.key}, _basic(maps.key), _basic(maps.key, "")):
        assert maps.ask("GET", path, headers=headers).status_code == 200
    wrong = [_basic(maps.key + "x"), _basic("a:" + maps.key), {"Authorization": "Basic ä"}]
    for headers in wrong:
        asked = {name: value.encode() for name, value in headers.items()}
        assert maps.ask("GET", path, headers=asked).status_code == 401
        assert maps.ask("GET", STREETS, headers=asked).status_code == 401  # though it is public
    elsewhere = requests.get(f"{maps.house.url}/v1/auth/me", headers=_basic(maps.key), timeout=15)
    assert elsewhere.status_code == 401
    logs = "".join(one.text() for one in maps.house.processes.values())
    assert maps.key not in logs
    assert _basic(maps.key)["Authorization"].split()[1] not in logs


# Pages of other sites


SITE = {"Origin": "https://map.example"}
OPEN = "Access-Control-Allow-Origin"
EVERYBODYS = ("", "/conformance", "/api", "/collections", "/collections/streets", STREETS)
TILES = ("/tiles/streets", "/tiles/streets/0/0/0", "/collections/streets/tiles")


@pytest.mark.parametrize("path", [*EVERYBODYS, f"{STREETS}/1", *TILES])
def test_pages_of_other_sites_read_what_anybody_may(maps, path):
    for _ in range(2):  # the second comes straight from a cache
        answer = maps.ask("GET", path, headers=SITE)
        assert (answer.status_code, answer.headers[OPEN]) == (200, "*")
        assert "Content-Crs" in answer.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
        if "ETag" in answer.headers:
            known = SITE | {"If-None-Match": answer.headers["ETag"]}
            again = maps.ask("GET", path, headers=known)
            assert (again.status_code, again.headers[OPEN]) == (304, "*")


@pytest.mark.parametrize("path", [STREETS, f"{STREETS}/1", "/tiles/streets/0/0/0"])
def test_what_somebody_is_given_is_for_no_other_site(maps, path):
    maps.ask("GET", path, headers=SITE)
    for proof in ({"X-API-Key": maps.key}, {"Authorization": f"Bearer {maps.house.token()}"}):
        answer = maps.ask("GET", path, headers=SITE | proof)
        assert answer.status_code == 200
        assert OPEN not in answer.headers


@pytest.mark.parametrize("path", ["/collections/lamps/items", "/tiles/lamps/0/0/0"])
def test_what_not_anybody_may_read_is_for_no_other_site(maps, path):
    for proof, allowed in (({}, False), ({"X-API-Key": maps.key}, True)):
        answer = maps.ask("GET", path, headers=SITE | proof)
        assert answer.ok is allowed
        assert OPEN not in answer.headers


def test_other_sites_are_asked_in_for_reading_alone(maps):
    asked = SITE | {"Access-Control-Request-Method": "POST"}
    asked |= {"Access-Control-Request-Headers": "x-api-key, content-type"}
    assert OPEN not in maps.ask("OPTIONS", STREETS, headers=asked).headers
    made = maps.ask("POST", STREETS, headers=SITE | {"X-API-Key": maps.key}, json={})
    assert made.status_code == 403
    assert OPEN not in made.headers
    for path in ("/v1/gis/roads", "/openapi.json"):
        answer = requests.get(f"{maps.house.url}{path}", headers=SITE, timeout=15)
        assert OPEN not in answer.headers
