"""OGC API: features of a layer, page by page and one at a time, and what became of them.

A page is kept as the service gave it; links and time, which are the question's, are put at its head
for each answer.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, request

from services.gateway.answering import answer, ask, query, read
from services.gateway.ogc import asking, layers, pages
from services.gateway.ogc.answers import page, sent, wants_page
from services.gateway.ogc.layers import SERVICE
from services.gateway.ogc.links import CRS84, GEOJSON
from services.gateway.routes.ogc_core import COLLECTION
from services.gateway.routing import ANYBODY, SIGNED_IN, route
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("items", __name__)
ITEMS, ITEM = f"{COLLECTION}/items", f"{COLLECTION}/items/<feature>"
NUMBER = {"type": "integer", "minimum": 0}


@route(
    blueprint,
    ITEMS,
    allow=ANYBODY,
    ogc=True,
    own_query=True,
    query=asking.ITEMS,
    answers={200: "Features"},
    content=GEOJSON,
    tagged=True,
    summary="Features of a layer; each of its queryables is a parameter too",
)
def list_features(layer: str) -> Response:
    found = layers.described(layer)
    asked = asking.features(request.args, found)
    entry = layers.kept("list_features", layer, asked)
    if wants_page():
        told = orjson.loads(pages.page(entry.body, found))
        return page("items.html", told=told, layer=found)
    tag = f"W/{entry.etag}"  # weak, because the time in it is another one each time
    unchanged = entry.is_known(request.environ.get("HTTP_IF_NONE_MATCH"))
    body = b"" if unchanged else pages.page(entry.body, found)
    response = _in_crs(sent(body, GEOJSON, 304 if unchanged else 200), asked)
    response.headers.update({**dict(entry.headers()), "ETag": tag})
    return response


@route(
    blueprint,
    ITEM,
    allow=ANYBODY,
    ogc=True,
    query={**asking.FORMAT, **asking.CRS},
    answers={200: "Feature"},
    content=GEOJSON,
    tagged=True,
    summary="A feature; its ETag is what a change names in If-Match",
)
def get_feature(layer: str, feature: str) -> Response:
    found = layers.described(layer)
    asked = {name: value for name, value in query().items() if name == "crs"}
    entry = layers.kept("get_feature", layer, {**asked, "id": feature})
    body = pages.feature(entry.body, found)
    if wants_page():
        return page("item.html", told=orjson.loads(body), layer=found)
    tag = pages.tag(pages.version(entry.body))
    unchanged = _is_known(tag, request.headers.get("If-None-Match"))
    response = sent(b"" if unchanged else body, GEOJSON, 304 if unchanged else 200)
    response.headers.update({**dict(entry.headers()), "ETag": tag})
    return _in_crs(response, asked)


@route(
    blueprint,
    f"{ITEM}/history",
    allow=SIGNED_IN,
    query=PAGE,
    answers={200: "FeatureHistory"},
    summary="Who changed a feature when, newest first, with what it was",
)
def feature_history(layer: str, feature: str) -> Response:
    return read(SERVICE, "feature_history", layer=layer, id=feature)


@route(
    blueprint,
    f"{COLLECTION}/changes",
    allow=ANYBODY,
    query={**PAGE, "since": NUMBER},
    answers={200: "LayerChanges"},
    summary="What changed in a layer since a version, in the order of versions",
)
def layer_changes(layer: str) -> Response:
    return answer(ask(SERVICE, "layer_changes", {**query(), "layer": layer}))


def _in_crs(response: Response, asked: dict[str, Any]) -> Response:
    response.headers["Content-Crs"] = f"<{asked.get('crs', CRS84)}>"
    return response


def _is_known(tag: str, known: str | None) -> bool:
    told = "" if known is None else known.replace("W/", "")
    return told.strip() == "*" or tag in (one.strip() for one in told.split(","))
