"""What an import is, and why a file is refused. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from libs.kit.errors import Conflict, FieldError, Invalid

MODES = ("new", "append", "replace")
# What a format is called, its driver, its suffix, its media type.
FORMATS: dict[str, tuple[str, str, str]] = {
    "geojson": ("GeoJSON", "geojson", "application/geo+json"),
    "geojsonseq": ("GeoJSONSeq", "geojsonl", "application/geo+json-seq"),
    "shapefile": ("ESRI Shapefile", "zip", "application/zip"),
    "geopackage": ("GPKG", "gpkg", "application/geopackage+sqlite3"),
    "kml": ("LIBKML", "kml", "application/vnd.google-earth.kml+xml"),
    "csv": ("CSV", "csv", "text/csv"),
    "flatgeobuf": ("FlatGeobuf", "fgb", "application/flatgeobuf"),
    "xlsx": ("", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class FileUnreadable(Invalid):
    slug, title = "file-unreadable", "The file can't be read"


class ImportBroken(Conflict):
    slug, title = "import-broken", "Features of the file are broken: say whether to leave them out"


class FileRefused(Invalid):
    """The file as a whole; `reason` is one of the slugs of `apart`."""

    slug, title = "file-refused", "The file is not taken"


def refusal(reason: str, detail: str) -> Invalid:
    """Return why a file is refused, for people and for programs."""
    if reason == FileUnreadable.slug:
        return FileUnreadable(detail, (FieldError("file", detail),))
    return FileRefused(detail, (FieldError("file", detail),), reason=reason)


@dataclass(frozen=True)
class Plan:
    """What is to become of a file.

    `layer` is the id of the layer, new or not; `key` the attribute that tells which feature
    replaces which; `settings` are members of a new layer as `create_layer` takes them. Of
    boundaries, `code` and `label` are the attributes that have the code and the name.
    """

    name: str
    mode: str
    layer: str
    key: str | None = None
    crs: str | None = None
    encoding: str | None = None
    table: str | None = None
    code: str | None = None
    label: str | None = None
    settings: dict[str, Any] = field(default_factory=dict)
