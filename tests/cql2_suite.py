"""OGC's abstract test suite of CQL2: its cases, examples, and layers as tables of ours."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyogrio.raw
import sqlalchemy as sa
from geoalchemy2 import WKBElement
from sqlalchemy.engine import Connection

from services.gis.layers.domain import Attribute, Layer
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
    return Layer(name, name, told["geometry_type"], attributes, f"layer_{name}", key="fid")


def load(tx: Connection) -> None:
    """Make the layers' tables and fill them."""
    for layer in layers().values():
        rows = table(layer)
        rows.create(tx)
        tx.execute(sa.insert(rows), _features(layer))


def _features(layer: Layer) -> list[dict[str, Any]]:
    told, _, shapes, columns = pyogrio.raw.read(PACKAGE, layer=layer.id)
    names, kinds = list(map(str, told["fields"])), list(map(str, told["dtypes"]))
    return [
        dict(zip(names, map(_plain, values, kinds), strict=True))
        | {"geometry": WKBElement(bytes(shape), srid=4326), "version": 1}
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
