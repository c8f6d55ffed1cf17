"""OGC's cases of CQL2 over HTTP, through gateway, bus and service."""

import contextlib

import pytest

from libs.kit.db import Database
from tests import cql2_suite
from tests.shared import needs_shared

pytestmark = needs_shared
CITIES = "/v1/gis/collections/ne_110m_populated_places_simple/items"


@pytest.fixture(scope="module")
def api(bare_house):
    """The gateway and the map service, with the suite's layers."""
    url = bare_house.database.url("gis")
    with contextlib.closing(Database(url, 1)) as db, db.begin() as tx:
        cql2_suite.load(tx)
    bare_house.start("gis", "rpc")
    return bare_house.api("viewer")


def test_the_official_cases_hold_over_http(api):
    found = cql2_suite.counted(f"{api.url}/v1/gis", api.session)
    wrong = {case.filter: count for case, count in found.items() if count != case.expected}
    assert len(found) == 176
    assert wrong == cql2_suite.MISCOUNTED


def test_a_filter_is_json_as_well_and_says_where_its_positions_are(api):
    document = (
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [40, 0, 50, 10]}]}'
    )
    asked = {
        "filter": document,
        "filter-lang": "cql2-json",
        "filter-crs": "http://www.opengis.net/def/crs/EPSG/0/4326",
    }
    assert api.read(CITIES, **asked)["numberMatched"] == 7


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("nama = 'x'", "filter.args.0"),
        ("pop_max = 'x'", "filter"),
        ("((((((((((((((((((((((((((((name", "filter"),
        ("10 ^ (pop_max + 1) > 0", "filter"),
    ],
)
def test_a_bad_filter_is_a_400_that_names_its_place(api, text, place):
    answer = api.get(CITIES, filter=text)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (400, "bad-filter")
    assert problem["errors"][0]["field"] == place
