"""Stages of an election: public to read, and a calendar that anybody may subscribe to."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway import invalidation
from services.gateway.answering import cached, command
from services.gateway.routing import PUBLIC, roles, route

blueprint = Blueprint("stages", __name__)
SERVICE = "elections"
ROOT = "/v1/elections"
ELECTION = f"{ROOT}/<election>/stages"
PLANNERS = roles("operator", "admin")
CALENDAR = "text/calendar; charset=utf-8"


@route(
    blueprint,
    f"{ROOT}/stages/templates",
    allow=PUBLIC,
    answers={200: "StageTemplates"},
    tagged=True,
    summary="List the templates of stages that ship with the system",
)
def list_stage_templates() -> Response:
    return cached(SERVICE, "list_stage_templates", (), {})


@route(
    blueprint,
    ELECTION,
    allow=PUBLIC,
    answers={200: "Stages"},
    tagged=True,
    summary="The stages of an election, nested, and how each stands today",
)
def get_stages(election: str) -> Response:
    tags = (invalidation.stages(election), invalidation.election(election))
    return cached(SERVICE, "get_stages", tags, {"election": election})


@route(
    blueprint,
    f"{ROOT}/<election>/stages.ics",
    allow=PUBLIC,
    content=CALENDAR,
    answers={200: {"type": "string"}},
    tagged=True,
    summary="The stages as an iCalendar feed (RFC 5545), for any calendar to subscribe to",
)
def get_stage_calendar(election: str) -> Response:
    tags = (invalidation.stages(election), invalidation.election(election))
    return cached(SERVICE, "get_stage_calendar", tags, {"election": election}, CALENDAR)


@route(
    blueprint,
    f"{ELECTION}/template",
    "POST",
    allow=PLANNERS,
    command=True,
    body="StagesTemplateIn",
    answers={201: "StagesLoaded", 200: "StagesLoaded"},
    summary="Give an election the stages of a template, moved to its voting day",
)
def load_stages(election: str) -> Response:
    return command(SERVICE, "load_stages", {**g.body, "election": election})


@route(
    blueprint,
    f"{ELECTION}/<stage>",
    "PUT",
    allow=PLANNERS,
    command=True,
    body="StageIn",
    answers={200: "Stage"},
    summary="Add a stage, or change it as a whole",
)
def put_stage(election: str, stage: str) -> Response:
    given = {**g.body, "election": election, "id": stage}
    return command(SERVICE, "put_stage", given, status=200)


@route(
    blueprint,
    f"{ELECTION}/<stage>",
    "DELETE",
    allow=PLANNERS,
    command=True,
    answers={200: "Stage"},
    summary="Delete a stage that has no parts",
)
def delete_stage(election: str, stage: str) -> Response:
    return command(SERVICE, "delete_stage", {"election": election, "id": stage}, status=200)
