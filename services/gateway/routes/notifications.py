"""Notices: raised, taken in hand, closed."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routing import SIGNED_IN, roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE, SLUG

blueprint = Blueprint("notifications", __name__)
SERVICE = "notifications"
ROOT = "/v1/notifications/notices"
OPERATORS = roles("operator", "admin")


@route(
    blueprint,
    ROOT,
    "POST",
    allow=OPERATORS,
    command=True,
    body="NoticeIn",
    answers={201: "Notice", 200: "Notice"},
    summary="Raise a notice; a critical one takes the wall",
)
def raise_notice() -> Response:
    return command(SERVICE, "raise_notice", g.body)


@route(
    blueprint,
    ROOT,
    allow=SIGNED_IN,
    query={
        "state": {"type": "string", "enum": ["open", "acknowledged", "closed"]},
        "area": ANY_AREA,
        "election": {**SLUG, "description": "those of this election, and of none"},
        **PAGE,
    },
    answers={200: "Notices"},
    summary="List notices, the newest first",
)
def list_notices() -> Response:
    return read(SERVICE, "list_notices")


@route(
    blueprint,
    f"{ROOT}/<notice>/acknowledge",
    "POST",
    allow=OPERATORS,
    command=True,
    body="NoteIn",
    answers={201: "Notice", 200: "Notice"},
    summary="Take a notice in hand",
)
def acknowledge_notice(notice: str) -> Response:
    return command(SERVICE, "acknowledge_notice", {**g.body, "id": notice})


@route(
    blueprint,
    f"{ROOT}/<notice>/close",
    "POST",
    allow=OPERATORS,
    command=True,
    answers={201: "Notice", 200: "Notice"},
    summary="End a notice",
)
def close_notice(notice: str) -> Response:
    return command(SERVICE, "close_notice", {"id": notice})
