"""Roads with their condition, and damage that people report."""

from __future__ import annotations

from flask import Blueprint, Response, g

from libs.kit.errors import FieldError, Invalid
from services.gateway.answering import answer, ask, command, query, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import AREA, PAGE, Schema
from services.gateway.shapes.roads import DAY, KIND, STATE
from services.gateway.uploads import uploaded_text

blueprint = Blueprint("roads", __name__)
SERVICE = "gis"
ROADS = "/v1/gis/roads"
DAMAGE = "/v1/gis/damage"
EDITORS = roles("operator", "gis_editor", "admin")
REPORTERS = roles("reporter", "officer", "operator", "gis_editor", "admin")
BY: Schema = {"type": "string", "enum": ["district", "surface", "year"]}
IMPORT_SECONDS = 60
DEGREES: Schema = {"type": "number", "minimum": -180, "maximum": 180}


@route(
    blueprint,
    ROADS,
    allow=SIGNED_IN,
    query={"area": AREA, **PAGE},
    answers={200: "Roads"},
    summary="List roads with their condition, by number",
)
def list_roads() -> Response:
    return read(SERVICE, "list_roads")


@route(
    blueprint,
    f"{ROADS}/statistics",
    allow=SIGNED_IN,
    query={"by": BY, "area": AREA},
    answers={200: "RoadStatistics"},
    summary="How sound roads are: by sub-district, surface or year, with the trend",
)
def road_statistics() -> Response:
    return read(SERVICE, "road_statistics")


@route(
    blueprint,
    f"{ROADS}/surveys",
    "POST",
    allow=EDITORS,
    command=True,
    upload=True,
    takes=("text/csv",),
    query={
        "source": {"type": "string", "maxLength": 200},
        "partial": {"type": "boolean", "description": "put what is good where others are refused"},
    },
    answers={201: "RoadSurveysPut", 200: "RoadSurveysPut"},
    summary="Put the surveys of a CSV file: code, sta_from, sta_to, iri, sdi, surface, date",
)
def import_surveys() -> Response:
    _, text = uploaded_text()
    data = {**query(), "text": text}
    return command(SERVICE, "import_surveys", data, timeout=IMPORT_SECONDS)


@route(
    blueprint,
    f"{ROADS}/<road>",
    allow=SIGNED_IN,
    answers={200: "Road"},
    summary="A road with the stretches of its newest survey, and all surveys",
)
def get_road(road: str) -> Response:
    return read(SERVICE, "get_road", road=road)


@route(
    blueprint,
    f"{ROADS}/<road>/segments",
    allow=SIGNED_IN,
    query={"survey": DAY, **PAGE},
    answers={200: "RoadSegments"},
    summary="The stretches of a survey of a road, of the newest without a date",
)
def list_road_segments(road: str) -> Response:
    return read(SERVICE, "list_road_segments", road=road)


@route(
    blueprint,
    f"{ROADS}/<road>/surveys",
    "POST",
    allow=EDITORS,
    command=True,
    body="RoadSurveyIn",
    answers={201: "RoadSurveyPut", 200: "RoadSurveyPut"},
    summary="Put what a survey found on a road, in place of that day's",
)
def put_survey(road: str) -> Response:
    return command(SERVICE, "put_survey", {**g.body, "road": road})


# ---- damage


@route(
    blueprint,
    DAMAGE,
    "POST",
    allow=REPORTERS,
    command=True,
    body="DamageIn",
    answers={201: "DamageReported", 200: "DamageReported"},
    summary="Report damage on a road",
)
def report_damage() -> Response:
    return command(SERVICE, "report_damage", g.body, f"{DAMAGE}/{{id}}")


@route(
    blueprint,
    DAMAGE,
    allow=SIGNED_IN,
    query={
        "area": AREA,
        "state": {**STATE, "enum": [*STATE["enum"], "open"]},
        "kind": KIND,
        "road": {"type": "string", "maxLength": 40},
        **PAGE,
    },
    answers={200: "DamageList"},
    summary="Reports of damage by when they are due",
)
def list_damage() -> Response:
    return read(SERVICE, "list_damage")


@route(
    blueprint,
    f"{DAMAGE}/similar",
    allow=SIGNED_IN,
    query={"lon": DEGREES, "lat": DEGREES, "kind": KIND},
    answers={200: "DamageSimilar"},
    summary="Open reports of a kind near a point: is it reported already?",
)
def similar_damage() -> Response:
    asked = query()
    missing = [name for name in ("lon", "lat", "kind") if name not in asked]
    if missing:
        raise Invalid("no such place", tuple(FieldError(name, "is needed") for name in missing))
    data = {"point": [asked["lon"], asked["lat"]], "kind": asked["kind"]}
    return answer(ask(SERVICE, "similar_damage", data))


@route(
    blueprint,
    f"{DAMAGE}/<damage>",
    allow=SIGNED_IN,
    answers={200: "DamageTold"},
    summary="A report of damage with all that was done",
)
def get_damage(damage: str) -> Response:
    return read(SERVICE, "get_damage", damage=damage)


@route(
    blueprint,
    f"{DAMAGE}/<damage>/steps",
    "POST",
    allow=EDITORS,
    command=True,
    body="DamageStep",
    answers={201: "Damage", 200: "Damage"},
    summary="Have a report go on: verified, scheduled, done, or refused with a reason",
)
def move_damage(damage: str) -> Response:
    return command(SERVICE, "move_damage", {**g.body, "damage": damage})
