"""Files of the map's layers: sent, previewed, applied; written and fetched.

A file is larger than what the bus carries, so it goes on in parts as it comes: neither the gateway
nor anybody else ever has the whole of it in memory.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g, request, stream_with_context
from werkzeug.exceptions import RequestEntityTooLarge

from libs.kit.errors import Conflict, TooLarge
from services.gateway.answering import answer, ask, command, query, read
from services.gateway.parts import parts
from services.gateway.routing import ANYBODY, SIGNED_IN, roles, route
from services.gateway.shapes.parts import AREA

blueprint = Blueprint("gis_files", __name__)
SERVICE = "gis"
EDITORS = roles("gis_editor", "operator", "officer", "admin")
IMPORT, EXPORT = "/v1/gis/imports/<id>", "/v1/gis/exports/<id>"
PART_BYTES, MOST_BYTES = 8 << 20, 1 << 30
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
    summary="Send a file of a layer, as the body itself; it is then previewed",
)
def start_import() -> Response:
    most = parts().settings.gis_file_bytes
    if (request.content_length or 0) > most:
        raise TooLarge(f"at most {most} bytes")
    made = ask(SERVICE, "start_import", query(), command_id=g.command_id)["answer"]
    for number, data in enumerate(_received(most)):
        part = {"id": made["id"], "part": number}
        ask(SERVICE, "put_import_part", part, command_id=_next(f"part {number}"), attachment=data)
    given = {"id": made["id"]}
    found = ask(SERVICE, "preview_import", given, command_id=_next("preview"))["answer"]
    response = answer(found, 201)
    response.headers["Location"] = f"/v1/gis/imports/{made['id']}"
    return response


def _next(step: str) -> str:
    """Return the id of a command that belongs to the client's: repeated, it is the same."""
    return str(uuid.uuid5(uuid.UUID(g.command_id), step))


def _received(most: int) -> Iterator[bytes]:
    """Return the body in parts; raises TooLarge where its length was not told and is too large."""
    total = 0
    try:
        while data := _filled():
            total += len(data)
            if total > most:
                raise TooLarge(f"at most {most} bytes")
            yield data
    except RequestEntityTooLarge:
        raise TooLarge(f"at most {most} bytes") from None


def _filled() -> bytes:
    """Read a whole part, which may come in many pieces."""
    pieces, left = [], PART_BYTES
    while left and (piece := request.stream.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


@route(
    blueprint,
    IMPORT,
    allow=SIGNED_IN,
    answers={200: OBJECT},
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
