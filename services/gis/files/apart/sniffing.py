"""What a file is, told by its bytes and never by its name, and where its data lie."""

from __future__ import annotations

import codecs
import contextlib
import json
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.gis.files.apart import unpacking
from services.gis.files.apart.wrong import Wrong

HEAD = 1 << 16
CHUNK = 1 << 20
LON = ("lon", "lng", "long", "longitude", "bujur", "x")
LAT = ("lat", "latitude", "lintang", "y")
WKT = ("wkt", "geom", "geometry", "the_geom", "geometri")
_NOT_JSON = re.compile(rb"[:,\[\s]-?(?:NaN|Infinity)\s*[,\]}\s]")
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
TABLES = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
VIEWS = "SELECT name FROM sqlite_master WHERE type = 'view'"


@dataclass(frozen=True)
class Source:
    """A local copy under a name of ours, the one driver that may open it, and its options."""

    path: Path
    format: str
    driver: str
    options: dict[str, Any]
    network_links: int = 0


def sniff(path: Path, plan: dict[str, Any]) -> Source:
    """Return what the file is; raises Wrong."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Wrong("file-empty", "the file is empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path, plan)
    if head.startswith(b"SQLite format 3\0"):
        return _geopackage(_named(path, "gpkg"))
    if head.startswith(b"fgb\x03"):
        return Source(_named(path, "fgb"), "flatgeobuf", "FlatGeobuf", {})
    return _text(path, head, plan)


def _named(path: Path, suffix: str) -> Path:
    return path.rename(path.with_name(f"data.{suffix}"))


def _zipped(path: Path, plan: dict[str, Any]) -> Source:
    inner = unpacking.unpack(path)
    if inner.suffix == ".shp":
        options = {"encoding": plan["encoding"]} if plan.get("encoding") else {}
        return Source(inner, "shapefile", "ESRI Shapefile", options)
    with inner.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            raise Wrong("zip-nested", "the ZIP holds another ZIP")
    return sniff(inner, plan)


def _geopackage(path: Path) -> Source:
    """A view could make a reader run anything that SQL can; triggers run on writes only."""
    with contextlib.closing(
        sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    ) as db:
        try:
            tables = {name for (name,) in db.execute(TABLES)}
            views = {name for (name,) in db.execute(VIEWS)}
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            raise Wrong("file-unreadable", "this SQLite file is no GeoPackage") from None
    if views:
        name = min(tables & views or views)
        raise Wrong("geopackage-view", f"{str(name)[:80]!r} is a view: send tables only")
    return Source(path, "geopackage", "GPKG", {})


def _text(path: Path, head: bytes, plan: dict[str, Any]) -> Source:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in head:
        raise Wrong("file-unknown", "this is none of the formats that are taken, or not UTF-8")
    if start.startswith(b"<"):
        return _kml(path, head)
    if start.startswith((b"{", b"\x1e")):
        return _json(path, start)
    return _csv(path, head, plan)


def _json(path: Path, start: bytes) -> Source:
    _check_text(path, "utf-8")
    _check_numbers(path)
    if start.startswith(b"\x1e") or _is_sequence(start):
        return Source(_named(path, "geojsonl"), "geojsonseq", "GeoJSONSeq", {})
    return Source(_named(path, "geojson"), "geojson", "GeoJSON", {})


def _is_sequence(start: bytes) -> bool:
    """Newline-delimited: the first line is a whole object, and another follows."""
    line, _, rest = start.partition(b"\n")
    if not rest.lstrip().startswith(b"{") and b'"Feature"' not in line:
        return False
    try:
        found = json.loads(line)
    except ValueError:  # UnicodeDecodeError is one
        return False
    return isinstance(found, dict) and found.get("type") == "Feature" and rest.strip() != b""


def _check_numbers(path: Path) -> None:
    """Refuse NaN and Infinity, which are no JSON; a text that only speaks of them is fine."""
    for number, line in enumerate(path.open("rb"), 1):
        if _NOT_JSON.search(line):
            try:
                json.loads(line.strip(b"\x1e \r\n"), parse_constant=_no_number)
            except ValueError as error:
                where = f"line {number}: {error}"
                raise Wrong("not-json", f"not JSON, {where[:200]}") from None


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number that JSON has")


def _kml(path: Path, head: bytes) -> Source:
    """No entities: they reach for other files. Links to other places are counted, not followed."""
    if b"<kml" not in head and b":kml" not in head:
        raise Wrong("file-unknown", "this XML is no KML")
    _check_text(path, "utf-8")
    data = path.read_bytes()
    if _ENTITY.search(data):
        raise Wrong("kml-entities", "the KML declares a DOCTYPE or entities, which are not read")
    links = data.count(b"<NetworkLink") + data.count(b":NetworkLink>") // 2
    return Source(_named(path, "kml"), "kml", "LIBKML", {}, links)


def _csv(path: Path, head: bytes, plan: dict[str, Any]) -> Source:
    encoding = plan.get("encoding") or "utf-8-sig"
    _check_text(path, encoding)
    first = head.decode(encoding, "replace").splitlines()[0]
    separator = max(",;\t|", key=first.count)
    names = {
        name.strip().strip('"').lower(): name.strip().strip('"') for name in first.split(separator)
    }
    wkt = [names[name] for name in WKT if name in names]
    lon = [names[name] for name in LON if name in names]
    lat = [names[name] for name in LAT if name in names]
    if not wkt and not (lon and lat):
        text = "needs columns lon and lat (or x and y), or a column wkt; these are there: "
        raise Wrong("csv-no-geometry", text + ", ".join(list(names.values())[:20])[:300])
    options = (
        {"GEOM_POSSIBLE_NAMES": wkt[0]}
        if wkt
        else {"X_POSSIBLE_NAMES": lon[0], "Y_POSSIBLE_NAMES": lat[0]}
    )
    options |= {"KEEP_GEOM_COLUMNS": "NO", "AUTODETECT_TYPE": "NO", "HEADERS": "YES"}
    if encoding != "utf-8-sig":
        options["encoding"] = encoding
    return Source(_named(path, "csv"), "csv", "CSV", options)


def _check_text(path: Path, encoding: str) -> None:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise Wrong("encoding-unknown", f"{encoding[:40]!r} is no encoding") from None
    place = 0
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            try:
                decoder.decode(part)
            except UnicodeDecodeError as error:
                at = place + error.start
                text = f"the file is not {encoding}: byte {at}; say which encoding it has"
                raise Wrong("encoding-wrong", text) from None
            place += len(part)
