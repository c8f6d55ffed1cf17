"""OGC API: the landing page, what is kept of the standards, the API itself, and the layers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from services.gateway.ogc import asking, conformance, documents, layers, openapi
from services.gateway.ogc.answers import document
from services.gateway.ogc.links import OPENAPI, SCHEMA, root, two_ways
from services.gateway.routing import ANYBODY, operations, route

blueprint = Blueprint("ogc", __name__)
PLACE = "/v1/gis"
COLLECTION = f"{PLACE}/collections/<layer>"
READ: dict[str, Any] = {"allow": ANYBODY, "ogc": True, "query": asking.FORMAT}


@route(
    blueprint,
    PLACE,
    answers={200: "OgcLanding"},
    summary="The landing page (OGC API - Features): where everything else is",
    **READ,
)
def landing() -> Response:
    return document(documents.landing(), "landing.html")


@route(
    blueprint,
    f"{PLACE}/",
    name="landing_with_slash",
    answers={200: "OgcLanding"},
    summary="The landing page, as OWSLib asks for it",
    **READ,
)
def landing_with_slash() -> Response:
    return landing()


@route(
    blueprint,
    f"{PLACE}/conformance",
    answers={200: "OgcConformance"},
    summary="The classes of OGC's standards that are kept",
    **READ,
)
def get_conformance() -> Response:
    kept = [*conformance.OURS, *layers.filter_classes()]
    return document({"conformsTo": kept, "links": two_ways()}, "conformance.html")


@route(
    blueprint,
    f"{PLACE}/api",
    answers={200: {"type": "object"}},
    content=OPENAPI,
    summary="The map's part of this description alone, as OpenAPI 3.0",
    **READ,
)
def get_api() -> Response:
    known = list(operations(current_app).values())
    told = openapi.build(known, root(), layers.listed())
    return document(told, "api.html", OPENAPI, document=told, source=f"{PLACE}/api?f=json")


@route(
    blueprint,
    f"{PLACE}/tileMatrixSets",
    answers={200: {"type": "object"}},
    summary="How tiles are cut (OGC API - Tiles): in one way",
    **READ,
)
def list_tile_matrix_sets() -> Response:
    return document(documents.tile_matrix_sets(), "schema.html", here=request.path)


@route(
    blueprint,
    f"{PLACE}/collections",
    answers={200: "OgcCollections"},
    summary="The layers that whoever asks may read",
    **READ,
)
def list_collections() -> Response:
    return document(documents.collections(layers.listed()), "collections.html")


@route(
    blueprint,
    COLLECTION,
    answers={200: "OgcCollection"},
    summary="A layer: extent, reference systems, attributes, who may what",
    **READ,
)
def get_collection(layer: str) -> Response:
    return document(documents.collection(layers.described(layer)), "collection.html")


@route(
    blueprint,
    f"{COLLECTION}/queryables",
    answers={200: "OgcSchema"},
    content=SCHEMA,
    summary="What filters and parameters may ask a layer for, as JSON Schema",
    **READ,
)
def get_queryables(layer: str) -> Response:
    return _schema(layer, "queryables")


@route(
    blueprint,
    f"{COLLECTION}/sortables",
    answers={200: "OgcSchema"},
    content=SCHEMA,
    summary="What a layer's features may be sorted by, as JSON Schema",
    **READ,
)
def get_sortables(layer: str) -> Response:
    return _schema(layer, "sortables")


@route(
    blueprint,
    f"{COLLECTION}/schema",
    answers={200: "OgcSchema"},
    content=SCHEMA,
    summary="What a feature of a layer has, as JSON Schema",
    **READ,
)
def get_schema(layer: str) -> Response:
    return _schema(layer, "schema")


def _schema(layer: str, which: str) -> Response:
    found = layers.described(layer)
    told = documents.schema(found, which)
    return document(told, "schema.html", SCHEMA, layer=found, here=request.path)
