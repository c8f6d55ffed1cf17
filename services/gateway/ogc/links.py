"""Links: every one with its relation, its type, and an absolute address that users know."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request

from services.gateway.parts import parts

PLACE = "/v1/gis"
JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_OGC = "http://www.opengis.net/def/rel/ogc/1.0/{}"
QUERYABLES, SORTABLES, OF_SCHEMA = map(_OGC.format, ("queryables", "sortables", "schema"))
TILES, SCHEMES = map(_OGC.format, ("tilesets-vector", "tiling-schemes"))
CONFORMANCE, DATA = map(_OGC.format, ("conformance", "data"))
Link = dict[str, Any]


def root() -> str:
    """Return the map's address as its users know it."""
    known = parts().settings.public_url or request.host_url
    return known.rstrip("/") + PLACE


def link(rel: str, href: str, kind: str, title: str, **more: Any) -> Link:
    return {"rel": rel, "href": href, "type": kind, "title": title, **more}


def here(**changes: str | None) -> str:
    """Return this request's address with these parameters in place of its own (None: without)."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    kept += [(name, value) for name, value in changes.items() if value is not None]
    address = root() + request.path.removeprefix(PLACE)
    return f"{address}?{urlencode(kept)}" if kept else address


def two_ways(kind: str = JSON) -> list[Link]:
    """Return the links of a document to itself and to its page."""
    return [
        link("self", here(), kind, "This document"),
        link("alternate", here(f="html"), HTML, "This document as a page"),
    ]
