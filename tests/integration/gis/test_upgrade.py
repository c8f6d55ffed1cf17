"""A map that was drawn before layers had versions is read as layers after the migration."""

import itertools
import os

import pytest

from libs.kit import migrate
from libs.kit.db import Database
from services.gis.service import GisService
from tests.databases import create, drop
from tests.integration.gis.layering import call, listed, who

_numbers = itertools.count(1)
SHAPE = "ST_Multi(ST_MakeEnvelope(106.1, -2.1, 106.2, -2.0, 4326))"


@pytest.fixture
def old(servers):
    """A database at the first migration, with an area, two stations and their layers' versions."""
    database = create(servers.admin_url, f"upgrade_gis_{os.getpid()}_{next(_numbers)}")
    migrate.prepare(database.admin_url, database.url("gis"), "gis")
    migrate.upgrade(database.url("gis"), "gis", "0001")
    database.execute(
        "INSERT INTO gis.areas (code, level, name, geometry) "
        f"VALUES ('1971010001', 'village', 'Satu', {SHAPE})"
    )
    database.execute(
        "INSERT INTO gis.stations (code, election, number, special, name) VALUES "
        "('1971010001007', 'p', 7, false, NULL), ('1971010001901', 'p', 901, true, 'RS')"
    )
    versions = "('villages', '1971', 3), ('tps', '1971', 4), ('tps', '3316', 5)"
    database.execute(f"INSERT INTO gis.layers VALUES {versions}")
    yield database
    drop(servers.admin_url, database)


def test_what_was_drawn_is_read_and_versions_go_on_above_the_old_ones(old):
    migrate.upgrade(old.url("gis"), "gis")
    gis = GisService()
    gis.db = Database(old.url("gis"), 2)
    [village] = listed(gis, layer="villages")["features"]
    assert (village["version"], village["properties"]["parent"]) == (3, "197101")
    assert village["properties"]["size_km2"] == pytest.approx(123.0, abs=0.5)
    stations = listed(gis, layer="tps")["features"]
    assert [(one["version"], one["properties"]["name"]) for one in stations] == [
        (9, "TPS 007"),
        (9, "RS"),
    ]
    point = {"type": "Point", "coordinates": [106.15, -2.05]}
    feature = {"geometry": point, "properties": {"quality": "surveyed"}}
    asked = {"layer": "tps", "id": "1971010001007", "expected_version": 9, "feature": feature}
    assert call(gis, "update_feature", who("operator"), **asked)["version"] == 10
    gis.db.close()
