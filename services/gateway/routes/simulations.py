"""Rehearsals of election nights."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routes.elections import OPERATORS, SERVICE
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("simulations", __name__)
ROOT = "/v1/simulations"


@route(
    blueprint,
    ROOT,
    "POST",
    allow=OPERATORS,
    command=True,
    body="SimulationIn",
    answers={202: "Simulation", 200: "Simulation"},
    summary="Hold a rehearsal in an election of its own",
)
def start_simulation() -> Response:
    return command(SERVICE, "start_simulation", g.body, f"{ROOT}/{{id}}", 202)


@route(
    blueprint,
    ROOT,
    allow=SIGNED_IN,
    query=PAGE,
    answers={200: "Simulations"},
    summary="List rehearsals, the newest first",
)
def list_simulations() -> Response:
    return read(SERVICE, "list_simulations")


@route(
    blueprint,
    f"{ROOT}/<simulation>",
    allow=SIGNED_IN,
    answers={200: "Simulation"},
    summary="A rehearsal with its progress and, at its end, its report",
)
def get_simulation(simulation: str) -> Response:
    return read(SERVICE, "get_simulation", id=simulation)


@route(
    blueprint,
    f"{ROOT}/<simulation>/cancel",
    "POST",
    allow=OPERATORS,
    command=True,
    answers={201: "Simulation", 200: "Simulation"},
    summary="Stop a rehearsal",
)
def cancel_simulation(simulation: str) -> Response:
    return command(SERVICE, "cancel_simulation", {"id": simulation})


@route(
    blueprint,
    f"{ROOT}/<simulation>",
    "DELETE",
    allow=roles("admin"),
    command=True,
    answers={202: "Simulation", 200: "Simulation"},
    summary="Take a rehearsal away with all that it left; its progress until it is gone",
)
def remove_simulation(simulation: str) -> Response:
    return command(SERVICE, "remove_simulation", {"id": simulation}, status=202)
