"""OGC's abstract test suite of CQL2: its cases, examples, and layers as tables of ours."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyogrio.raw
import requests
import sqlalchemy as sa
from geoalchemy2 import WKBElement
from sqlalchemy.engine import Connection

from services.gis.layers import making_repository
from services.gis.layers.domain import PUBLIC, Attribute, Layer, Permissions
from services.gis.layers.tables import table
from tests.shared import SHARED

FOLDER = SHARED / "data" / "checks" / "cql2"
PACKAGE = FOLDER / "ne110m4cql2.gpkg"
_GEOMETRY = re.compile(r"\bgeom\b")  # what the suite calls the geometry
_KINDS = {
    "object": "text",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "datetime64[D]": "date",
    "datetime64[ms]": "datetime",
}

# Only one city of the layer is called so; the suite counts another one, as issue 1011 of
# opengeospatial/ogcapi-features says.
MISCOUNTED = {"ACCENTI(CASEI(name)) LIKE accenti(casei('Chiș%'))": 1}


@dataclass(frozen=True)
class Case:
    """A filter on a layer, and how many features it finds."""

    number: int
    kind: str
    source: str
    filter: str
    expected: int


@functools.cache
def cases() -> tuple[Case, ...]:
    text = (FOLDER / "ats_expected.json").read_text(encoding="utf-8")
    return tuple(
        Case(
            number,
            one["class"],
            one["source"],
            _GEOMETRY.sub("geometry", one["filter"]),
            one["expected"],
        )
        for number, one in enumerate(json.loads(text))
    )


def examples(kind: str) -> dict[str, str]:
    """Return the standard's examples of `text` or `json`, by file name."""
    files = sorted(path for path in (FOLDER / "examples" / kind).iterdir() if path.is_file())
    return {path.name: path.read_text(encoding="utf-8") for path in files}


@functools.cache
def layers() -> dict[str, Layer]:
    """Return the descriptors of the suite's three layers, by their names in the package."""
    return {str(name): _layer(str(name)) for name, _ in pyogrio.list_layers(PACKAGE)}


def _layer(name: str) -> Layer:
    told = pyogrio.read_info(PACKAGE, layer=name)
    attributes = tuple(
        Attribute(str(field), _KINDS[str(kind)])
        for field, kind in zip(told["fields"], told["dtypes"], strict=True)
    )
    read = Permissions(read=PUBLIC)
    return Layer(name, name, told["geometry_type"], attributes, "", read)


def load(tx: Connection) -> dict[str, Layer]:
    """Make the suite's layers as an agency's, which everybody may read, and fill them."""
    made = {name: making_repository.create(tx, layer) for name, layer in layers().items()}
    for layer in made.values():
        tx.execute(sa.insert(table(layer)), _features(layer))
    return made


def _features(layer: Layer) -> list[dict[str, Any]]:
    told, _, shapes, columns = pyogrio.raw.read(PACKAGE, layer=layer.id)
    names, kinds = list(map(str, told["fields"])), list(map(str, told["dtypes"]))
    return [
        dict(zip(names, map(_plain, values, kinds), strict=True))
        | {"geometry": WKBElement(bytes(shape), srid=4326), "version": layer.version}
        for shape, *values in zip(shapes, *columns, strict=True)
    ]


def _plain(value: Any, kind: str) -> Any:
    """Return the value as Python has it; a moment of the package is in UTC."""
    if value is None or value != value:  # noqa: PLR0124 - neither NaN nor NaT is itself
        return None
    if kind.startswith("datetime64"):
        found = value.item()
        return found.replace(tzinfo=UTC) if isinstance(found, datetime) else found
    return {"bool": bool, "int64": int, "float64": float}.get(kind, str)(value)


def counted(url: str, session: requests.Session) -> dict[Case, int]:
    """Ask every case of the OGC API at this address, such as `http://…/v1/gis`."""
    return {case: _matched(url, case, session) for case in cases()}


def _matched(url: str, case: Case, session: requests.Session) -> int:
    address = f"{url}/collections/{case.source}/items"
    asked = {"filter": case.filter, "filter-lang": "cql2-text", "limit": "1"}
    answer = session.get(address, params=asked, timeout=30)
    assert answer.status_code == 200, f"{case.filter}: {answer.text}"
    return int(answer.json()["numberMatched"])
