"""Incidents as everybody may report them: no account, a receipt, photos, the village of a point."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from services.gateway.answering import answer, ask, command
from services.gateway.parts import parts
from services.gateway.routes.photos import LARGEST, READ_SECONDS, TYPES, lane
from services.gateway.routing import PUBLIC, route
from services.gateway.uploads import uploaded

blueprint = Blueprint("public_incidents", __name__)
SERVICE = "notifications"
PUBLIC_ROOT = "/v1/public/incidents"


@route(
    blueprint,
    PUBLIC_ROOT,
    "POST",
    allow=PUBLIC,
    command=True,
    body="PublicIncidentIn",
    answers={201: "PublicIncidentReceipt", 200: "PublicIncidentReceipt"},
    summary="Report something without an account; the receipt is what it is followed by",
)
def report_public_incident() -> Response:
    _count_report()
    return command(SERVICE, "report_public_incident", g.body)


def _count_report() -> None:
    limiter = parts().limiter
    g.limit = (limiter.reports, request.remote_addr or "")
    limiter.hit(*g.limit)


@route(
    blueprint,
    f"{PUBLIC_ROOT}/<receipt>/photos",
    "POST",
    allow=PUBLIC,
    command=True,
    upload=True,
    largest=LARGEST,
    takes=TYPES,
    answers={201: "PublicIncidentPhoto", 200: "PublicIncidentPhoto"},
    summary="A photo of a report without an account, up to three; counted as reports are",
)
def add_public_incident_photo(receipt: str) -> Response:
    _count_report()
    with lane():
        _, photo = uploaded()
        data, seconds = {"receipt": receipt}, READ_SECONDS
        return command(
            SERVICE, "add_public_incident_photo", data, attachment=photo, timeout=seconds
        )


@route(
    blueprint,
    f"{PUBLIC_ROOT}/<receipt>",
    allow=PUBLIC,
    answers={200: "PublicIncident"},
    summary="What became of a report without an account",
)
def follow_incident(receipt: str) -> Response:
    return answer(ask(SERVICE, "follow_incident", {"receipt": receipt}))


@route(
    blueprint,
    "/v1/public/village",
    "POST",
    allow=PUBLIC,
    body="PublicPoint",
    answers={200: "PublicVillage"},
    summary="The village in which a point lies; not a query, so that no log has the point",
)
def village_at() -> Response:
    return answer(ask("gis", "village_at", g.body))
