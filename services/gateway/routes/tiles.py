"""Vector tiles of the map's layers: as XYZ with TileJSON, and as OGC API - Tiles.

A tile is kept by its layers, place and the area of who asks, which is all that what it holds
depends on; whether somebody may have it at all is asked for each request, of an answer that is kept
itself. Layers that he may not read are not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, g, request

from libs.kit.errors import BadRequest, FieldError
from libs.kit.principal import ROLES
from services.gateway import invalidation, tilesets
from services.gateway.answering import answer, ask, asker, edge, kept, query
from services.gateway.cache import PRIVATE
from services.gateway.edge import Lane
from services.gateway.ogc.links import root
from services.gateway.parts import parts
from services.gateway.public import KEPT
from services.gateway.routing import ANYBODY, route
from services.gateway.tilesets import MVT, TileSet

blueprint = Blueprint("tiles", __name__)
SERVICE = "gis"
COLLECTION = "/v1/gis/collections/<layer>/tiles"
QUAD = f"{COLLECTION}/{tilesets.QUAD}"
MOST_ZOOM = 22
NUMBER = re.compile(r"0|[1-9][0-9]{0,7}", re.ASCII)  # one way to write each, so one kept tile
BINARY = {"type": "string", "format": "binary"}
OBJECT = {"type": "object"}
JSON_ONLY = {"f": {"type": "string", "enum": ["json"]}}
FORMAT = {"f": {"type": "string", "enum": ["json", "tilejson"]}}
ABOUT: dict[str, Any] = {"allow": ANYBODY, "ogc": True, "answers": {200: OBJECT}}
TILE: dict[str, Any] = {
    "allow": ANYBODY,
    "ogc": True,
    "query": {"f": {"type": "string", "enum": ["mvt"]}},
    "answers": {200: BINARY},
    "content": MVT,
    "tagged": True,
    "limited": False,  # a map asks for dozens at once: they are counted for themselves
}


@route(
    blueprint,
    "/v1/gis/tiles/<layers>/<z>/<x>/<y>",
    summary="A vector tile of one or several layers (comma between); empty where nothing is",
    **TILE,
)
def get_tile(layers: str, z: str, x: str, y: str) -> Response:
    return _tile(_names(layers), z, x, y)


@route(
    blueprint,
    f"{QUAD}/<z>/<row>/<column>",
    summary="A vector tile of a layer; mind the order: tile matrix, row, column",
    **TILE,
)
def get_collection_tile(layer: str, z: str, row: str, column: str) -> Response:
    return _tile([layer], z, column, row)


@route(
    blueprint,
    "/v1/gis/tiles/<layers>",
    query=JSON_ONLY,
    summary="What the tiles of these layers bring, as TileJSON 3.0",
    **ABOUT,
)
def get_tilejson(layers: str) -> Response:
    return _told(tilesets.tilejson(_sets(_names(layers), bounds=True), root()))


@route(
    blueprint,
    COLLECTION,
    query=JSON_ONLY,
    summary="The tile sets of a layer (OGC API - Tiles): one, in WebMercatorQuad",
    **ABOUT,
)
def list_tilesets(layer: str) -> Response:
    [found] = _sets([layer])
    return _told(tilesets.listed(found, root()))


@route(
    blueprint,
    QUAD,
    query=FORMAT,
    summary="What a layer's tile set is (OGC API - Tiles), or its TileJSON",
    **ABOUT,
)
def get_tileset(layer: str) -> Response:
    found = _sets([layer], bounds=True)
    if query().get("f") == "tilejson":
        return _told(tilesets.tilejson(found, root()))
    return _told(tilesets.metadata(found[0], root()))


def _tile(names: list[str], z: str, x: str, y: str) -> Response:
    found, limiter = parts(), parts().limiter
    g.limit = (limiter.tiles, request.remote_addr or "")
    limiter.hit(*g.limit)
    place = _place(z, x, y)
    readers, area = _readers(_sets(names)), asker().area
    asked = {"layers": names, **dict(zip("zxy", place, strict=True))}
    entry = found.tiles.get(
        key := ("get_tile", area, *names, *place),
        _tags(names),
        lambda: ask(SERVICE, "get_tile", asked),
        KEPT if readers is None and not area else PRIVATE,
        tilesets.box(*place),
    )
    lane = Lane(g.operation, key, MVT, found.tiles, readers, limiter.tiles)
    edge().remember(request.environ, area, lane)
    return kept(entry, MVT)


def _sets(names: list[str], *, bounds: bool = False) -> list[TileSet]:
    """Return the tile sets as whoever asks may see them; raises UnknownLayer."""
    who = asker()
    key = ("get_tilesets", who.area, *sorted(who.roles), bounds, *names)
    asked = {"layers": names, "bounds": bounds}
    entry = parts().cache.get(key, _tags(names), lambda: ask(SERVICE, "get_tilesets", asked))
    return tilesets.parse(entry.body)


def _readers(found: Sequence[TileSet]) -> frozenset[str] | None:
    """Return the roles of which each may read all of them; None where everybody may."""
    closed = [_roles(one.read) for one in found if one.read != "public"]
    return frozenset.intersection(*closed) if closed else None


def _roles(read: str | tuple[str, ...]) -> frozenset[str]:
    return ROLES if isinstance(read, str) else frozenset(read) | {"admin"}


def _tags(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(invalidation.layer(name) for name in names)


def _names(layers: str) -> list[str]:
    return list(dict.fromkeys(layers.split(",")))


def _place(z: str, x: str, y: str) -> tuple[int, int, int]:
    zoom = _number("z", z, MOST_ZOOM)
    return zoom, _number("x", x, 2**zoom - 1), _number("y", y, 2**zoom - 1)


def _number(name: str, text: str, most: int) -> int:
    if not NUMBER.fullmatch(text) or int(text) > most:
        message = f"needs a whole number from 0 to {most}"
        raise BadRequest("there is no such tile", (FieldError(name, message),))
    return int(text)


def _told(body: dict[str, Any]) -> Response:
    response = answer(body)
    response.headers["Cache-Control"] = PRIVATE
    return response
