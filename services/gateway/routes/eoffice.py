"""E-office: the units of the administration."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("eoffice", __name__)
SERVICE = "eoffice"
CODE = {"type": "string", "minLength": 1, "maxLength": 50}


@route(
    blueprint,
    "/v1/eoffice/units",
    "POST",
    allow=roles("officer", "admin"),
    command=True,
    body="UnitIn",
    answers={201: "Unit", 200: "Unit"},
    summary="Register a unit of the administration",
)
def register_unit() -> Response:
    return command(SERVICE, "register_unit", g.body)


@route(
    blueprint,
    "/v1/eoffice/units",
    allow=SIGNED_IN,
    query={"parent": CODE, **PAGE},
    answers={200: "Units"},
    summary="List units",
)
def list_units() -> Response:
    return read(SERVICE, "list_units")
