"""Reference data that lies beside the checkout, where it is present."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import pytest
import shapely
from shapely import Point

SHARED = Path(__file__).parents[2] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")


@functools.cache
def village_points(regency: str = "pangkalpinang") -> dict[str, tuple[str, Point]]:
    """Return (name, a point inside) of the regency's villages, by area code."""
    path = SHARED / "data" / "areas" / f"{regency}_desa.geojson"
    villages = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        inside = shapely.from_geojson(json.dumps(feature["geometry"])).representative_point()
        facts = feature["properties"]
        villages[facts["kode"].replace(".", "")] = (facts["nama"], inside)
    return villages
