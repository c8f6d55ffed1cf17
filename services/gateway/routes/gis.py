"""Maps: areas and their shapes."""

from __future__ import annotations

from flask import Blueprint, Response, g

from libs.kit.errors import FieldError, Invalid
from services.gateway import invalidation
from services.gateway.answering import cached, command, query
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import AREA, PAGE

blueprint = Blueprint("gis", __name__)
SERVICE = "gis"
GEOJSON = "application/geo+json"
NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,10})?"
BOX = {
    "type": "string",
    "pattern": f"^{NUMBER}(,{NUMBER}){{3}}$",
    "description": "west,south,east,north in degrees",
}
FILTER = {
    "filter": {"type": "string", "description": "CQL2, see docs/gis/filters.md"},
    "filter-lang": {"type": "string", "description": "cql2-text (the default) or cql2-json"},
    "filter-crs": {"type": "string", "description": "URI of the system of the filter's positions"},
}


@route(
    blueprint,
    "/v1/gis/areas",
    "POST",
    allow=roles("operator", "gis_editor", "admin"),
    command=True,
    body="MapAreasIn",
    answers={201: {"type": "object"}, 200: {"type": "object"}},
    summary="Register areas by their points, and draw their cells",
)
def register_areas() -> Response:
    return command(SERVICE, "register_areas", g.body)


@route(
    blueprint,
    "/v1/gis/collections/<layer>/items",
    allow=SIGNED_IN,
    query={"area": AREA, "bbox": BOX, **FILTER, **PAGE},
    answers={200: "Features"},
    content=GEOJSON,
    tagged=True,
    summary="Features of a layer (villages, districts, regencies, tps) as GeoJSON",
)
def list_features(layer: str) -> Response:
    asked = query()
    box = asked.pop("bbox", None)
    named = {name.replace("-", "_"): value for name, value in asked.items()}
    data = {**named, "layer": layer, "bbox": _numbers(box) if box else None}
    tags = (invalidation.layer(layer),)
    return cached(SERVICE, "list_features", tags, data, GEOJSON)


def _numbers(box: str) -> tuple[float, ...]:
    numbers = tuple(float(part) for part in box.split(","))
    if numbers[0] > numbers[2] or numbers[1] > numbers[3]:
        raise Invalid("no such box", (FieldError("bbox", "needs west,south,east,north"),))
    return numbers
