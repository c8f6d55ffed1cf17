"""Maps: areas come by their points. Layers are at `ogc_*`, tiles at `tiles`."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command
from services.gateway.routing import roles, route

blueprint = Blueprint("gis", __name__)
SERVICE = "gis"


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
