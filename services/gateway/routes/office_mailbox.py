"""What came to the caller's positions, and how much waits for them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from services.gateway.answering import read
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.office import AS
from services.gateway.shapes.parts import PAGE, WORDS

blueprint = Blueprint("office_mailbox", __name__)
READERS = roles("admin", "operator", "verifier", "gis_editor", "officer", "viewer", "ops")
FLAG: dict[str, Any] = {"type": "boolean"}


@route(
    blueprint,
    f"{ROOT}/counters",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "OfficeCounters"},
    summary="How much waits for the caller, and how urgent, overdue and old it is",
)
def get_office_counters() -> Response:
    return read(SERVICE, "get_office_counters")


@route(
    blueprint,
    "/v1/wall/letters",
    allow=READERS,
    answers={200: "RoomLetters"},
    summary="How many letters wait in the whole office: counts alone, for the room's wall",
)
def count_room_letters() -> Response:
    return read(SERVICE, "count_room_letters")


@route(
    blueprint,
    f"{ROOT}/inbox",
    allow=OFFICIALS,
    query={
        "as": AS,
        "unread": FLAG,
        "to_follow_up": {**FLAG, "description": "not followed up yet"},
        "urgent": {**FLAG, "description": "urgent or very urgent"},
        "overdue": {**FLAG, "description": "not followed up in the working days for its urgency"},
        "copies": {**FLAG, "description": "copies, instead of what is to be followed up"},
        "q": {**WORDS, "minLength": 0},
        **PAGE,
    },
    answers={200: "Inbox"},
    summary="Letters that came to the caller's positions, ours and registered ones, newest first",
)
def list_inbox() -> Response:
    return read(SERVICE, "list_inbox")
