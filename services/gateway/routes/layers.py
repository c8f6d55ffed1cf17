"""What a layer is, beside its features: made, read, changed, deleted; the catalogue is `ogc_core`.

Who changes one says by If-Match which facts he read: 428 without it, 412 where others stand. A
change of features leaves the facts, and so their ETag, as they are.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask
from services.gateway.matching import VERSION, expected
from services.gateway.ogc import layers
from services.gateway.ogc.layers import SERVICE, Layer
from services.gateway.ogc.pages import tag
from services.gateway.routing import SIGNED_IN, roles, route

blueprint = Blueprint("layers", __name__)
LAYERS = "/v1/gis/layers"
LAYER = f"{LAYERS}/<layer>"
MAKERS = roles("gis_editor", "admin")
FACTS = (
    *("id", "title", "description", "source", "licence", "rhythm", "geometry_type", "attributes"),
    *("label", "time", "style", "permissions", "built_in"),
)


@route(
    blueprint,
    LAYERS,
    "POST",
    allow=MAKERS,
    command=True,
    body="LayerIn",
    answers={201: "LayerFacts", 200: "LayerFacts"},
    summary="Make a layer of one's own, without features",
)
def create_layer() -> Response:
    result = ask(SERVICE, "create_layer", g.body, command_id=g.command_id)
    response = _told(result["answer"], 200 if result["repeated"] else 201)
    response.headers["Location"] = f"{LAYERS}/{result['answer']['id']}"
    return response


@route(
    blueprint,
    LAYER,
    allow=SIGNED_IN,
    answers={200: "LayerFacts"},
    summary="What a layer is, with the ETag that changing it asks for",
)
def get_layer(layer: str) -> Response:
    return _told(ask(SERVICE, "get_layer", {"layer": layer}))


@route(
    blueprint,
    LAYER,
    "PATCH",
    allow=MAKERS,
    command=True,
    body="LayerPatch",
    headers={"If-Match": VERSION},
    answers={200: "LayerFacts"},
    summary="Change what a layer is, of a built-in one what is said of it: what is absent stays",
)
def update_layer(layer: str) -> Response:
    return _told(_changed("update_layer", layer, g.body))


@route(
    blueprint,
    LAYER,
    "DELETE",
    allow=MAKERS,
    command=True,
    headers={"If-Match": VERSION},
    answers={204: {}},
    summary="Delete a layer of one's own with its features and their past",
)
def delete_layer(layer: str) -> Response:
    _changed("delete_layer", layer, {})
    return Response(status=204)


def _changed(method: str, layer: str, data: dict[str, Any]) -> Layer:
    about = {**data, "layer": layer, "expected_version": expected()}
    result = ask(SERVICE, method, about, command_id=g.command_id)
    layers.forget(layer)
    return dict(result["answer"])


def _told(found: Layer, status: int = 200) -> Response:
    facts = {name: found[name] for name in FACTS} | {"version": found["defined"]}
    response = answer(orjson.dumps(facts), status)
    response.headers["ETag"] = tag(found["defined"])
    return response
