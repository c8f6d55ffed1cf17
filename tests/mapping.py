"""A gateway with the map service behind it, and layers in it, for the tests of its OGC API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests
import sqlalchemy as sa
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from libs.kit.db import psycopg2
from services.gateway.repository import ApiKeys
from services.gateway.sessions import digest, new_key
from services.gis.layers.domain import PUBLIC, SIGNED_IN, Permissions
from tests.databases import TestDatabase
from tests.integration.gateway.house import House
from tests.integration.gis.made import add_features, add_layer, layer

READERS: dict[str, str | frozenset[str]] = {
    "streets": PUBLIC,
    "lamps": SIGNED_IN,
    "plans": frozenset({"officer"}),
}
EDITORS = frozenset({"gis_editor"})
AREA, OTHER = "1971010001", "3316010001"


@dataclass
class Maps:
    """A running gateway with gis behind it."""

    house: House
    key: str

    @property
    def root(self) -> str:
        return f"{self.house.url}/v1/gis"

    def ask(
        self, method: str, path: str, role: str = "", within: str = "", **options: Any
    ) -> requests.Response:
        """Send a request; `headers` and the like are as `requests` has them."""
        headers = options.pop("headers", {})
        if role:
            headers = {"Authorization": f"Bearer {self.house.token(role, within)}"} | headers
        address = path if path.startswith("http") else self.root + path
        return requests.request(method, address, headers=headers, timeout=15, **options)

    def get(self, path: str, role: str = "", within: str = "", **query: Any) -> requests.Response:
        return self.ask("GET", path, role, within, params=query)

    def read(self, path: str, role: str = "", within: str = "", **query: Any) -> dict[str, Any]:
        answer = self.get(path, role, within, **query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def streets() -> list[tuple[BaseGeometry, str, dict[str, Any]]]:
    """Return 25 streets from west to east, the last five in another regency."""
    found: list[tuple[BaseGeometry, str, dict[str, Any]]] = []
    for number in range(25):
        west = 106 + number / 100
        line = LineString([(west, -2.1), (west + 0.005, -2.1)])
        values: dict[str, Any] = {"name": f"Jalan {number:02}", "width": number / 2}
        values |= {"class": ("good", "bad")[number % 2], "lanes": number % 4}
        values |= {"built": f"20{number:02}-01-01"}
        found.append((line, AREA if number < 20 else OTHER, values))
    return found


def fill(database: TestDatabase) -> None:
    """Make the layers `streets` (public), `lamps` (signed in), `plans` and fill them."""
    made = {
        name: add_layer(
            database,
            layer(
                name,
                "LineString" if name == "streets" else "Point",
                permissions=Permissions(read, EDITORS),
                time="built" if name == "streets" else None,
            ),
        )
        for name, read in READERS.items()
    }
    for line, area, values in streets():
        add_features(database, made["streets"], line, area=area, **values)
    for name in ("lamps", "plans"):
        add_features(database, made[name], Point(106.1, -2.1), area=AREA, name=name)


def api_key(database: TestDatabase, name: str, role: str) -> str:
    """Make an API key of this role."""
    key, engine = new_key(), sa.create_engine(psycopg2(database.url("gateway")))
    with engine.begin() as tx:
        ApiKeys(tx).add(name, digest(key), [role], "")
    engine.dispose()
    return key


def mapped(house: House) -> Maps:
    """Fill the layers, and run gis in the house."""
    fill(house.database)
    house.start("gis", "rpc", "relay")
    return Maps(house, api_key(house.database, "machine", "gis_editor"))
