"""Shifts: rosters, who is on duty, absences, swaps, hand-overs.

Anybody may be in a shift, so anybody signed in may ask; the service answers of the agencies that
the account reads, of others as if they were not there.
"""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import ask, command, query, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import PAGE
from services.gateway.shapes.shifts import AGENCY, DAY, PERSON
from services.gateway.uploads import uploaded

blueprint = Blueprint("shifts", __name__)
SERVICE = "notifications"
ROOT = "/v1/shifts"
DESK = roles("operator", "admin")
CALENDAR = "text/calendar"
ROSTER_BYTES = 1 << 20
IMPORT_SECONDS = 60


@route(
    blueprint,
    "/v1/shift-agencies",
    allow=SIGNED_IN,
    answers={200: "ShiftAgencies"},
    summary="Agencies that have shifts, with their rules and people",
)
def list_shift_agencies() -> Response:
    return read(SERVICE, "list_shift_agencies")


@route(
    blueprint,
    "/v1/shift-agencies/<agency>",
    "PUT",
    allow=DESK,
    command=True,
    body="ShiftAgencyIn",
    answers={200: "ShiftAgency"},
    summary="Set up an agency's shifts or change its rules; what is not said stays",
)
def put_shift_agency(agency: str) -> Response:
    return command(SERVICE, "put_shift_agency", {**g.body, "agency": agency}, status=200)


@route(
    blueprint,
    "/v1/shift-patterns",
    allow=SIGNED_IN,
    answers={200: "ShiftPatterns"},
    summary="Patterns by which shifts repeat",
)
def list_shift_patterns() -> Response:
    return read(SERVICE, "list_shift_patterns")


@route(
    blueprint,
    "/v1/shift-patterns",
    "POST",
    allow=DESK,
    command=True,
    body="ShiftPatternIn",
    answers={201: "ShiftPatternMade", 200: "ShiftPatternMade"},
    summary="Have shifts repeat; the coming weeks' are made at once",
)
def add_shift_pattern() -> Response:
    return command(SERVICE, "add_shift_pattern", g.body)


@route(
    blueprint,
    "/v1/shift-patterns/<pattern>/end",
    "POST",
    allow=DESK,
    command=True,
    body="ShiftPatternEnd",
    answers={201: "ShiftPatternEnded", 200: "ShiftPatternEnded"},
    summary="End a pattern after a day; what nobody touched after it is cancelled",
)
def end_shift_pattern(pattern: str) -> Response:
    return command(SERVICE, "end_shift_pattern", {**g.body, "pattern": pattern})


@route(
    blueprint,
    ROOT,
    allow=SIGNED_IN,
    query={"agency": AGENCY, "from": DAY, "to": DAY, "person": PERSON, **PAGE},
    answers={200: "Shifts"},
    summary="Shifts by their start: of a week from today where no days are said",
)
def list_shifts() -> Response:
    return read(SERVICE, "list_shifts")


@route(
    blueprint,
    ROOT,
    "POST",
    allow=DESK,
    command=True,
    body="ShiftIn",
    answers={201: "ShiftMade", 200: "ShiftMade"},
    summary="Plan one shift",
)
def add_shift() -> Response:
    return command(SERVICE, "add_shift", g.body)


@route(
    blueprint,
    f"{ROOT}/<shift>/change",
    "POST",
    allow=DESK,
    command=True,
    body="ShiftChange",
    answers={201: "ShiftMade", 200: "ShiftMade"},
    summary="Change a shift: who is in it, when, how many it needs",
)
def change_shift(shift: str) -> Response:
    return command(SERVICE, "change_shift", {**g.body, "shift": shift})


@route(
    blueprint,
    f"{ROOT}/<shift>/cancel",
    "POST",
    allow=DESK,
    command=True,
    body="ShiftAt",
    answers={201: "Shift", 200: "Shift"},
    summary="Cancel a shift",
)
def cancel_shift(shift: str) -> Response:
    return command(SERVICE, "cancel_shift", {**g.body, "shift": shift})


@route(
    blueprint,
    f"{ROOT}/now",
    allow=SIGNED_IN,
    answers={200: "ShiftsNow"},
    summary="Who is on duty, one's own shift, what was handed over",
)
def shifts_now() -> Response:
    return read(SERVICE, "shifts_now")


@route(
    blueprint,
    f"{ROOT}/gaps",
    allow=SIGNED_IN,
    query={"agency": AGENCY, "days": {"type": "integer", "minimum": 1, "maximum": 60}},
    answers={200: "ShiftGaps"},
    summary="When shifts of the coming days have fewer people than they need",
)
def list_shift_gaps() -> Response:
    return read(SERVICE, "list_shift_gaps")


@route(
    blueprint,
    f"{ROOT}/calendar.ics",
    allow=SIGNED_IN,
    query={"agency": AGENCY, "person": PERSON},
    answers={200: {"type": "string"}},
    content=CALENDAR,
    summary="One's own shifts, or an agency's, as iCalendar; HTTP Basic with an API key too",
)
def shift_calendar() -> Response:
    body = ask(SERVICE, "shift_calendar", query())
    response = Response(body, content_type=f"{CALENDAR}; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@route(
    blueprint,
    f"{ROOT}/import",
    "POST",
    allow=DESK,
    command=True,
    upload=True,
    largest=ROSTER_BYTES,
    takes=("text/csv", CALENDAR),
    query={"agency": AGENCY},
    answers={201: "ShiftImport", 200: "ShiftImport"},
    summary="Take over a roster, CSV or iCalendar: all of it or nothing",
)
def import_shifts() -> Response:
    _, roster = uploaded()
    return command(SERVICE, "import_shifts", query(), attachment=roster, timeout=IMPORT_SECONDS)
