"""The leaders' page: a contest at a glance, and where there is no signal."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway import invalidation
from services.gateway.answering import cached, command, query, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE

blueprint = Blueprint("leaders", __name__)
SERVICE = "elections"
ELECTION = "/v1/elections/<election>"


@route(
    blueprint,
    f"{ELECTION}/contests/<contest>/overview",
    allow=SIGNED_IN,
    query={"area": ANY_AREA},
    answers={200: "Overview"},
    tagged=True,
    summary="A contest at a glance: turnout, who is late, without signal, contested",
)
def get_overview(election: str, contest: str) -> Response:
    tags = (invalidation.tally(election, contest), invalidation.election(election))
    data = {**query(), "election": election, "contest": contest}
    return cached(SERVICE, "get_overview", tags, data)


@route(
    blueprint,
    f"{ELECTION}/contests/<contest>/late",
    allow=SIGNED_IN,
    query={"area": ANY_AREA, **PAGE},
    answers={200: "LateStations"},
    summary="List stations that nothing came from, with signal and planned way of sending",
)
def list_late_stations(election: str, contest: str) -> Response:
    return read(SERVICE, "list_late_stations", election=election, contest=contest)


@route(
    blueprint,
    f"{ELECTION}/signals",
    "POST",
    allow=roles("operator", "admin"),
    command=True,
    body="SignalsIn",
    answers={201: "Registered", 200: "Registered"},
    summary="Say what signal was found at polling stations, up to 1000 at once",
)
def register_signals(election: str) -> Response:
    return command(SERVICE, "register_signals", {**g.body, "election": election})


@route(
    blueprint,
    f"{ELECTION}/signals",
    allow=SIGNED_IN,
    query={"area": ANY_AREA, **PAGE},
    answers={200: "Signals"},
    summary="List what signal was found at polling stations",
)
def list_signals(election: str) -> Response:
    return read(SERVICE, "list_signals", election=election)
