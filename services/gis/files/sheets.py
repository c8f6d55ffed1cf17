"""Files that are written here: GeoJSON, which keeps ids and every digit, CSV and XLSX."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import orjson
import shapely
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from sqlalchemy.engine import Connection

from libs.kit import clock
from libs.kit.errors import FieldError, Invalid
from services.gis.files.apart.values import copied

if TYPE_CHECKING:
    from services.gis.files.exporting import Export

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection
MOST_ROWS, MOST_CELL = 1_048_576, 32_767  # of a sheet, of a cell: the limits of Excel


def rows(tx: Connection, made: Export, path: Path) -> None:
    """Write the rows for the process apart: geometry, then the attributes, as COPY has them."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in made.rows(tx, "wkb"):
            values = [row[1], *(_plain(one) for one in row[2:])]
            file.write("\t".join(copied(values)) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def write(tx: Connection, made: Export, place: Path) -> dict[str, Any]:
    """Write `out.<suffix>`; returns its name and how many features it has."""
    path = place / f"out.{made.format}"
    return {"file": path.name, "features": WRITERS[made.format](tx, made, path)}


def _geojson(tx: Connection, made: Export, path: Path) -> int:
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if made.crs != "EPSG:4326":  # as GDAL writes and reads it; RFC 7946 knows degrees only
        name = f"urn:ogc:def:crs:EPSG::{made.crs.removeprefix('EPSG:')}"
        head["crs"] = {"type": "name", "properties": {"name": name}}
    count = 0
    with path.open("wb") as file:
        file.write(orjson.dumps(head)[:-1] + b',"features":[')
        for count, line in enumerate(_features(tx, made), 1):
            file.write((b"\n" if count == 1 else b",\n") + line)
        file.write(b"\n]}\n")
    return count


def _sequence(tx: Connection, made: Export, path: Path) -> int:
    count = 0
    with path.open("wb") as file:
        for count, line in enumerate(_features(tx, made), 1):  # noqa: B007
            file.write(line + b"\n")
    return count


def _features(tx: Connection, made: Export) -> Any:
    names = [one.name for one in made.attributes]
    for row in made.rows(tx, "wkb"):  # PostGIS would write 15 decimals, and some numbers have 16
        text = None if row[1] is None else shapely.to_geojson(shapely.from_wkb(row[1]))
        shape = None if text is None else orjson.Fragment(text)
        values = dict(zip(names, row[2:], strict=True))
        one = {"type": "Feature", "id": str(row[0]), "geometry": shape, "properties": values}
        yield orjson.dumps(one, option=orjson.OPT_UTC_Z)


def _csv(tx: Connection, made: Export, path: Path) -> int:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        return _sheet(tx, made, lambda row: sheet.writerow([_guarded(one) for one in row]))


def _xlsx(tx: Connection, made: Export, path: Path) -> int:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(made.layer.id[:31])
    count = _sheet(tx, made, lambda row: sheet.append([_cell(one) for one in row]))
    book.save(path)
    return count


def _sheet(tx: Connection, made: Export, add: Callable[[list[Any]], Any]) -> int:
    """Write names, then a row for each feature: its id, its attributes, its WKT."""
    add(["id_", *(one.name for one in made.attributes), "wkt"])
    count = 0
    for count, row in enumerate(made.rows(tx, "wkt"), 1):
        if count >= MOST_ROWS and made.format == "xlsx":
            raise Invalid("too many", (FieldError("f", f"a sheet holds {MOST_ROWS} rows"),))
        add([row[0], *(_plain(one) for one in row[2:]), row[1]])
    return count


def _guarded(value: Any) -> Any:
    """A spreadsheet takes a text that begins so for a formula, and runs it."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("", _guarded(value))[:MOST_CELL]
    return value


WRITERS: dict[str, Callable[[Connection, Export, Path], int]] = {
    "geojson": _geojson,
    "geojsonseq": _sequence,
    "csv": _csv,
    "xlsx": _xlsx,
}
