"""OGC API: features are made, replaced, changed, deleted, and given back what they were.

Who changes one says by If-Match which version he read: 428 without it, 412 where another stands.
OGC's clients send no Idempotency-Key, so one is made where none is: to repeat a change is safe all
the same, as its version stands no more; to repeat a creation is not, unless the client sends one.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, g, request

from services.gateway.answering import ask
from services.gateway.matching import NO_VERSION, TAG, VERSION
from services.gateway.ogc import layers, pages
from services.gateway.ogc.answers import sent
from services.gateway.ogc.layers import SERVICE, Layer
from services.gateway.ogc.links import CRS84, GEOJSON, JSON, root
from services.gateway.routes.ogc_items import ITEM, ITEMS
from services.gateway.routing import ANYBODY, SIGNED_IN, route

blueprint = Blueprint("edits", __name__)
MERGE = "application/merge-patch+json"
IN_CRS = {"type": "string", "description": "<uri> of the system that the geometry is in"}
CHANGES = {"If-Match": VERSION, "Content-Crs": IN_CRS}
WRITE: dict[str, Any] = {"allow": SIGNED_IN, "ogc": True, "command": True, "content": GEOJSON}


@route(
    blueprint,
    ITEMS,
    "POST",
    body="FeatureIn",
    types=(GEOJSON, JSON),
    headers={"Content-Crs": IN_CRS},
    answers={201: "Feature", 200: "Feature"},
    summary="Make a feature; its address is in Location",
    **WRITE,
)
def create_feature(layer: str) -> Response:
    response = _written("create_feature", layer, {"feature": g.body}, 201)
    address = f"{root()}/collections/{layer}/items/{g.made}"
    response.headers["Location"] = address
    return response


@route(
    blueprint,
    ITEM,
    "PUT",
    body="FeatureIn",
    types=(GEOJSON, JSON),
    headers=CHANGES,
    answers={200: "Feature"},
    summary="Replace a feature: what is not named is emptied",
    **WRITE,
)
def replace_feature(layer: str, feature: str) -> Response:
    return _written("replace_feature", layer, _of(feature) | {"feature": g.body})


@route(
    blueprint,
    ITEM,
    "PATCH",
    body="FeaturePatch",
    types=(MERGE, GEOJSON, JSON),
    headers=CHANGES,
    answers={200: "Feature"},
    summary="Change parts of a feature (RFC 7396): what is not named stays",
    **WRITE,
)
def update_feature(layer: str, feature: str) -> Response:
    return _written("update_feature", layer, _of(feature) | {"feature": g.body})


@route(
    blueprint,
    ITEM,
    "DELETE",
    headers={"If-Match": VERSION},
    answers={204: {}},
    summary="Delete a feature; its past stays",
    **WRITE,
)
def delete_feature(layer: str, feature: str) -> Response:
    _command("delete_feature", layer, _of(feature))
    return Response(status=204)


@route(
    blueprint,
    f"{ITEM}/restore",
    "POST",
    body="RestoreIn",
    headers={"If-Match": {**VERSION, "description": "needed unless the feature was deleted"}},
    answers={200: "Feature"},
    summary="Give a feature the state that it had at a version, be it deleted now",
    **WRITE,
)
def restore_feature(layer: str, feature: str) -> Response:
    return _written("restore_feature", layer, _of(feature) | {"version": g.body["version"]})


@route(
    blueprint,
    ITEMS,
    "OPTIONS",
    allow=ANYBODY,
    ogc=True,
    answers={204: {}},
    summary="What whoever asks may do with the layer, in Allow",
)
def options_of_layer(layer: str) -> Response:
    found = layers.described(layer)
    return _allowed(["POST"] if layers.makes(found) else [])


@route(
    blueprint,
    ITEM,
    "OPTIONS",
    allow=ANYBODY,
    ogc=True,
    answers={204: {}},
    summary="What whoever asks may do with the layer's features, in Allow",
)
def options_of_feature(layer: str, feature: str) -> Response:  # noqa: ARG001 - a part of the address
    response = _allowed(_changes(layers.described(layer)))
    response.headers["Accept-Patch"] = f"{MERGE}, {GEOJSON}"
    return response


def _changes(found: Layer) -> list[str]:
    deletes = ["DELETE"] if layers.makes(found) else []
    return ["PUT", "PATCH", *deletes] if layers.edits(found) else []


def _allowed(more: list[str]) -> Response:
    response = Response(status=204)
    response.headers["Allow"] = ", ".join(["GET", "HEAD", "OPTIONS", *more])
    return response


def _written(method: str, layer: str, data: dict[str, Any], status: int = 200) -> Response:
    """Answer with the feature as it stands now; a repeated command is answered by 200."""
    data |= _crs(request.headers.get("Content-Crs"))
    answer, repeated = _command(method, layer, data)
    g.made = answer["id"]
    told = answer["feature"] | ({"notes": answer["notes"]} if answer["notes"] else {})
    response = sent(orjson.dumps(told), GEOJSON, 200 if repeated else status)
    response.headers["ETag"] = pages.tag(answer["version"])
    response.headers["Content-Crs"] = f"<{CRS84}>"
    return response


def _command(method: str, layer: str, data: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    result = ask(SERVICE, method, {**data, "layer": layer}, command_id=g.command_id)
    layers.forget(layer)
    return dict(result["answer"]), bool(result["repeated"])


def _of(feature: str) -> dict[str, Any]:
    return {"id": feature, "expected_version": _expected(feature)}


def _expected(feature: str) -> int | str | None:
    """Return the version that If-Match names, None where there is no such header.

    Of several, the one that stands. Weak tags and foreign ones match nothing (RFC 9110).
    """
    told = request.headers.get("If-Match")
    if told is None or told.strip() == "*":
        return None if told is None else "*"
    tags = [TAG.fullmatch(one.strip()) for one in told.split(",")]
    versions = [int(one[1]) for one in tags if one is not None]
    if len(versions) < 2:
        return versions[0] if versions else NO_VERSION
    data = {"layer": request.view_args["layer"], "id": feature} if request.view_args else {}
    stands = pages.version(ask(SERVICE, "get_feature", data))
    return stands if stands in versions else NO_VERSION


def _crs(told: str | None) -> dict[str, str]:
    """Return the system of the geometry that was sent: `<uri>`, or as QGIS has it, without < >."""
    return {} if told is None else {"crs": told.removeprefix("<").removesuffix(">")}
