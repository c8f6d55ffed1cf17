"""Incidents: reported, listed, shown, with their photos and what lies around them."""

from __future__ import annotations

from flask import Blueprint, Response, g

from libs.kit.principal import ROLES
from services.gateway.answering import ask, command, query, read
from services.gateway.routes.photos import LARGEST, READ_SECONDS, TYPES, lane, picture
from services.gateway.routing import Allow, roles, route
from services.gateway.shapes.incidents import CODE, NAME, SEVERITY, SOURCE, STATES
from services.gateway.shapes.parts import ANY_AREA, PAGE, TIME, WORDS
from services.gateway.uploads import uploaded

blueprint = Blueprint("incidents", __name__)
SERVICE = "notifications"
ROOT = "/v1/incidents"
INCIDENT = f"{ROOT}/<incident>"
READERS = Allow(frozenset(ROLES - {"ops"}))
DESK = roles("operator", "admin")
PHOTO_SECONDS = 60  # that a browser keeps one, for itself
REPORT_SECONDS = 40


@route(
    blueprint,
    f"{ROOT}/types",
    allow=READERS,
    answers={200: "IncidentTypes"},
    summary="Types of incidents, each with its CAP category and usual severity",
)
def list_incident_types() -> Response:
    return read(SERVICE, "list_incident_types")


@route(
    blueprint,
    ROOT,
    "POST",
    allow=READERS,
    command=True,
    body="IncidentIn",
    answers={201: "IncidentReported", 200: "IncidentReported"},
    summary="Report something; `similar` are open incidents that it may be",
)
def report_incident() -> Response:
    return command(SERVICE, "report_incident", g.body, f"{ROOT}/{{id}}")


@route(
    blueprint,
    ROOT,
    allow=READERS,
    query={
        "state": {
            "type": "string",
            "enum": [*STATES, "open", "working", "waiting", "over"],
            "description": "open ones wait for whom they were handed to, or are worked on",
        },
        "type": CODE,
        "severity": SEVERITY,
        "area": ANY_AREA,
        "agency": {**NAME, "minLength": 1, "description": "that has it in hand"},
        "handler": {
            **NAME,
            "minLength": 1,
            "description": "name of who has it in hand; or me; or nobody",
        },
        "source": SOURCE,
        "since": {**TIME, "description": "reported at or after"},
        "until": {**TIME, "description": "reported before"},
        "q": WORDS,
        "exercise": {"type": "boolean"},
        **PAGE,
    },
    answers={200: "Incidents"},
    summary="List incidents: the open ones first, by severity and age",
)
def list_incidents() -> Response:
    return read(SERVICE, "list_incidents")


@route(
    blueprint,
    f"{ROOT}/counts",
    allow=READERS,
    query={"area": ANY_AREA},
    answers={200: "IncidentCounts"},
    summary="How many incidents are in each state",
)
def count_incidents() -> Response:
    return read(SERVICE, "count_incidents")


@route(
    blueprint,
    f"{ROOT}/sources",
    allow=DESK,
    answers={200: "IncidentSources"},
    summary="How other services' events are taken: off, wait for an operator, open at once",
)
def list_incident_sources() -> Response:
    return read(SERVICE, "list_incident_sources")


@route(
    blueprint,
    f"{ROOT}/sources/<source>",
    "PUT",
    allow=roles("admin"),
    command=True,
    body="IncidentSourceIn",
    answers={200: "IncidentSource"},
    summary="Say how another service's events are taken",
)
def set_incident_source(source: str) -> Response:
    return command(SERVICE, "set_incident_source", {**g.body, "source": source}, status=200)


@route(
    blueprint,
    INCIDENT,
    allow=READERS,
    answers={200: "IncidentTold"},
    summary="An incident with its reports, tasks, units and duplicates",
)
def get_incident(incident: str) -> Response:
    return read(SERVICE, "get_incident", incident=incident)


@route(
    blueprint,
    f"{INCIDENT}/log",
    allow=READERS,
    query=PAGE,
    answers={200: "IncidentLog"},
    summary="What was done with an incident, the first entry first",
)
def list_incident_log(incident: str) -> Response:
    return read(SERVICE, "list_incident_log", incident=incident)


@route(
    blueprint,
    f"{INCIDENT}/similar",
    allow=READERS,
    answers={200: "SimilarIncidents"},
    summary="Open incidents that may be the same: near in place, time and type",
)
def list_similar_incidents(incident: str) -> Response:
    return read(SERVICE, "list_similar_incidents", incident=incident)


@route(
    blueprint,
    f"{INCIDENT}/report.pdf",
    allow=DESK,
    query={"language": {"type": "string", "enum": ["id", "en"]}},
    answers={200: {"type": "string", "format": "binary"}},
    content="application/pdf",
    summary="The after-action report",
)
def print_incident(incident: str) -> Response:
    data = {**query(), "incident": incident}
    body = ask(SERVICE, "print_incident", data, timeout=REPORT_SECONDS)
    response = Response(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="laporan-insiden.pdf"'
    return response


# ---- photos


@route(
    blueprint,
    f"{INCIDENT}/photos",
    "POST",
    allow=READERS,
    command=True,
    upload=True,
    largest=LARGEST,
    takes=TYPES,
    answers={201: "IncidentPhoto", 200: "IncidentPhoto"},
    summary="Send a photo of an incident: JPEG, PNG or HEIC, up to 10 MiB",
)
def add_incident_photo(incident: str) -> Response:
    with lane():
        _, photo = uploaded()
        data, where, seconds = {"incident": incident}, f"{ROOT}/photos/{{id}}", READ_SECONDS
        return command(
            SERVICE, "add_incident_photo", data, where, attachment=photo, timeout=seconds
        )


@route(
    blueprint,
    f"{INCIDENT}/photos",
    allow=READERS,
    answers={200: "IncidentPhotos"},
    summary="The photos of an incident, the first sent first",
)
def list_incident_photos(incident: str) -> Response:
    return read(SERVICE, "list_incident_photos", incident=incident)


@route(
    blueprint,
    f"{ROOT}/photos/<photo>",
    allow=READERS,
    query={"size": {"type": "string", "enum": ["full", "thumb"]}},
    answers={200: {"type": "string", "format": "binary"}},
    content="image/jpeg",
    tagged=True,
    summary="A photo of an incident as a JPEG, upright, without what the camera told",
)
def get_incident_photo(photo: str) -> Response:
    data = {"size": "full", **query(), "photo": photo}
    found = ask(SERVICE, "get_incident_photo", data, timeout=READ_SECONDS)
    return picture(found, "private", PHOTO_SECONDS)


@route(
    blueprint,
    f"{ROOT}/photos/<photo>/remove",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentPhotoRemove",
    answers={201: "IncidentPhoto", 200: "IncidentPhoto"},
    summary="Show a photo of an incident no more",
)
def remove_incident_photo(photo: str) -> Response:
    return command(SERVICE, "remove_incident_photo", {**g.body, "photo": photo})


# ---- around one, on the map


@route(
    blueprint,
    "/v1/gis/incidents/<incident>/near",
    allow=READERS,
    query={"radius_m": {"type": "integer", "minimum": 10, "maximum": 20_000}},
    answers={200: "IncidentNear"},
    summary="Polling stations, villages and roads around an incident",
)
def incident_surroundings(incident: str) -> Response:
    return read("gis", "incident_surroundings", incident=incident)
