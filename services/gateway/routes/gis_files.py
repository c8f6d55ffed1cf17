"""Files of the map's layers: sent, previewed, applied; written and fetched."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g, stream_with_context

from libs.kit.errors import Conflict
from services.gateway.answering import answer, ask, command, query, read
from services.gateway.forwarding import forward
from services.gateway.parts import parts
from services.gateway.routing import ANYBODY, SIGNED_IN, roles, route
from services.gateway.shapes.parts import AREA

blueprint = Blueprint("gis_files", __name__)
SERVICE = "gis"
EDITORS = roles("gis_editor", "operator", "officer", "admin")
IMPORT, EXPORT = "/v1/gis/imports/<id>", "/v1/gis/exports/<id>"
MOST_BYTES = 1 << 30
WAIT_SECONDS, LOOK_SECONDS = 20.0, 0.1
OBJECT = {"type": "object"}
TEXT = {"type": "string", "maxLength": 200}
NAMES = ("layer", "mode", "key", "name", "crs", "encoding", "table", "code", "label")
SUFFIXES = {
    "geojson": ("geojson", "application/geo+json"),
    "geojsonseq": ("geojsonl", "application/geo+json-seq"),
    "shapefile": ("zip", "application/zip"),
    "geopackage": ("gpkg", "application/geopackage+sqlite3"),
    "kml": ("kml", "application/vnd.google-earth.kml+xml"),
    "csv": ("csv", "text/csv"),
    "flatgeobuf": ("fgb", "application/flatgeobuf"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
FORMAT = {"type": "string", "enum": list(SUFFIXES)}
CRS = {"type": "string", "pattern": "^EPSG:[0-9]{4,5}$", "description": "such as EPSG:32749"}
BOX = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
FILTER = {"filter": {"type": "string", "maxLength": 8000}, "filter-lang": TEXT, "filter-crs": TEXT}
ASKED = {"f": FORMAT, "crs": CRS, "area": AREA, "bbox": BOX, **FILTER}
BINARY = {"type": "string", "format": "binary"}
REASONS = (
    "job.message",
    "found.error.detail",
    "found.error.errors.message",
    "found.problems.items.message",
)


@route(
    blueprint,
    "/v1/gis/imports",
    "POST",
    allow=EDITORS,
    command=True,
    upload=True,
    largest=MOST_BYTES,
    takes=("application/octet-stream", "application/geo+json", "application/zip", "text/csv"),
    query=dict.fromkeys(NAMES, TEXT),
    answers={201: OBJECT, 200: OBJECT},
    reasons=REASONS,
    summary="Send a file of a layer, as the body itself; it is then previewed",
)
def start_import() -> Response:
    return forward(SERVICE, query(), parts().settings.gis_file_bytes, "/v1/gis/imports")


@route(
    blueprint,
    IMPORT,
    allow=SIGNED_IN,
    answers={200: OBJECT},
    reasons=REASONS,
    summary="How far an import is, and its preview",
)
def get_import(id: str) -> Response:  # noqa: A002 - the address's own name
    return read(SERVICE, "get_import", id=id)


@route(
    blueprint,
    f"{IMPORT}/apply",
    "POST",
    allow=EDITORS,
    command=True,
    body={
        "type": "object",
        "properties": {"skip_broken": {"type": "boolean"}},
        "additionalProperties": False,
    },
    answers={201: OBJECT, 200: OBJECT},
    reasons=REASONS,
    summary="Take the previewed features over, all of them or none",
)
def apply_import(id: str) -> Response:  # noqa: A002
    return command(SERVICE, "apply_import", {**g.body, "id": id})


@route(
    blueprint,
    f"{IMPORT}/cancel",
    "POST",
    allow=EDITORS,
    command=True,
    answers={201: OBJECT, 200: OBJECT},
    reasons=REASONS,
    summary="Stop an import, and forget its file",
)
def cancel_import(id: str) -> Response:  # noqa: A002
    return command(SERVICE, "cancel_import", {"id": id})


@route(
    blueprint,
    "/v1/gis/collections/<layer>/export",
    allow=ANYBODY,
    query=ASKED,
    answers={200: BINARY, 202: OBJECT},
    content="application/octet-stream",
    reasons=REASONS,
    summary="A layer as a file; 202 with the address to look at where writing it takes longer",
)
def export_layer(layer: str) -> Response:
    asked = query()
    form = asked.pop("f", "geojson")
    data: dict[str, Any] = {name.replace("-", "_"): value for name, value in asked.items()}
    data |= {"layer": layer, "format": form}
    found = ask(SERVICE, "start_export", data, command_id=str(uuid.uuid4()))["answer"]
    ends = time.monotonic() + WAIT_SECONDS
    while found["state"] == "writing" and time.monotonic() < ends:
        time.sleep(LOOK_SECONDS)
        found = ask(SERVICE, "get_import", {"id": found["id"]})
    if found["state"] == "ready":
        return _file(found)
    if found["state"] == "failed":
        raise Conflict(found["job"]["message"])
    response = answer(found, 202)
    response.headers["Location"] = f"/v1/gis/exports/{found['id']}"
    return response


@route(
    blueprint,
    EXPORT,
    allow=ANYBODY,
    answers={200: OBJECT},
    reasons=REASONS,
    summary="How far the writing of a file is",
)
def get_export(id: str) -> Response:  # noqa: A002
    return read(SERVICE, "get_import", id=id)


@route(
    blueprint,
    f"{EXPORT}/file",
    allow=ANYBODY,
    answers={200: BINARY},
    content="application/octet-stream",
    summary="The written file",
)
def get_export_file(id: str) -> Response:  # noqa: A002
    return _file(ask(SERVICE, "get_import", {"id": id}))


def _file(found: dict[str, Any]) -> Response:
    """Answer with the bytes of a written file, a part at a time."""
    first = ask(SERVICE, "get_export_part", {"id": found["id"], "part": 0})
    suffix, content = SUFFIXES[found["plan"]["format"]]
    body = stream_with_context(_written(found, first))
    response = Response(body, content_type=content)
    name = f"{found['plan']['layer']}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(found["size"])
    return response


def _written(found: dict[str, Any], first: bytes) -> Iterator[bytes]:
    yield first
    for number in range(1, found["found"]["parts"]):
        yield ask(SERVICE, "get_export_part", {"id": found["id"], "part": number})
