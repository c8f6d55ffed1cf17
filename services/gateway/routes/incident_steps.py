"""What operators do with an incident, and what hangs on it: notes, tasks, units."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command
from services.gateway.routes.incidents import DESK, INCIDENT, READERS, SERVICE
from services.gateway.routing import route

blueprint = Blueprint("incident_steps", __name__)
TOLD = {201: "Incident", 200: "Incident"}


def _act(method: str, incident: str, **more: str) -> Response:
    return command(SERVICE, method, {**g.body, "incident": incident, **more})


@route(
    blueprint,
    f"{INCIDENT}/steps",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentStep",
    answers=TOLD,
    summary="Bring an incident to its next state: verify, respond, contain, close, refute, reopen",
)
def step_incident(incident: str) -> Response:
    return _act("step_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/severity",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentRate",
    answers=TOLD,
    summary="Give an incident another severity, with the reason",
)
def rate_incident(incident: str) -> Response:
    return _act("rate_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/correction",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentCorrect",
    answers=TOLD,
    summary="Put right what was said of an incident: type, words, place, time",
)
def correct_incident(incident: str) -> Response:
    return _act("correct_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/handler",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentAct",
    answers=TOLD,
    summary="Take an incident in hand; somebody else's needs a reason",
)
def take_incident(incident: str) -> Response:
    return _act("take_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/hand-over",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentHandOver",
    answers=TOLD,
    summary="Hand an incident to an agency, or to somebody there",
)
def hand_over_incident(incident: str) -> Response:
    return _act("hand_over_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/merge",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentMerge",
    answers=TOLD,
    summary="Make an incident a duplicate of another one",
)
def merge_incident(incident: str) -> Response:
    return _act("merge_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/unmerge",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentAct",
    answers=TOLD,
    summary="Make a duplicate an incident of its own again",
)
def unmerge_incident(incident: str) -> Response:
    return _act("unmerge_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/presence",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentPresenceIn",
    answers={201: "IncidentPresence", 200: "IncidentPresence"},
    summary="Tell other operators that a page has an incident open, or closed it",
)
def open_incident(incident: str) -> Response:
    return _act("open_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/notes",
    "POST",
    allow=READERS,
    command=True,
    body="IncidentNoteIn",
    answers={201: "IncidentNote", 200: "IncidentNote"},
    summary="Write into an incident's log",
)
def note_incident(incident: str) -> Response:
    return _act("note_incident", incident)


@route(
    blueprint,
    f"{INCIDENT}/tasks",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentTaskIn",
    answers={201: "IncidentTask", 200: "IncidentTask"},
    summary="Have something done about an incident",
)
def add_incident_task(incident: str) -> Response:
    return _act("add_incident_task", incident)


@route(
    blueprint,
    f"{INCIDENT}/tasks/<task>",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentTaskEnd",
    answers={201: "IncidentTask", 200: "IncidentTask"},
    summary="Say that a task is done or dropped, or open again",
)
def end_incident_task(incident: str, task: str) -> Response:
    return _act("end_incident_task", incident, task=task)


@route(
    blueprint,
    f"{INCIDENT}/units",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentUnitIn",
    answers={201: "IncidentUnit", 200: "IncidentUnit"},
    summary="Send a unit to an incident",
)
def add_incident_unit(incident: str) -> Response:
    return _act("add_incident_unit", incident)


@route(
    blueprint,
    f"{INCIDENT}/units/<unit>",
    "POST",
    allow=DESK,
    command=True,
    body="IncidentUnitMove",
    answers={201: "IncidentUnit", 200: "IncidentUnit"},
    summary="Say where a unit is, how far it is, when it will be there",
)
def move_incident_unit(incident: str, unit: str) -> Response:
    return _act("move_incident_unit", incident, unit=unit)
