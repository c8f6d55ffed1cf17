"""Alerts: what is open, who has it in hand, what nobody is told of for a time."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from libs.kit.principal import ROLES
from services.gateway.answering import command, read
from services.gateway.routing import Allow, roles, route
from services.gateway.shapes.alerts import PREFIX, STATES, TOPIC
from services.gateway.shapes.incidents import SEVERITY
from services.gateway.shapes.parts import PAGE, WORDS

blueprint = Blueprint("alerts", __name__)
SERVICE = "notifications"
ROOT, SILENCES = "/v1/alerts", "/v1/silences"
ALERT = f"{ROOT}/<alert>"
TOLD = Allow(frozenset(ROLES))  # each reads what they were told of
DESK = roles("operator", "admin")
ANSWERS: dict[int, Any] = {201: "Alert", 200: "Alert"}


@route(
    blueprint,
    ROOT,
    allow=TOLD,
    query={
        "state": {"type": "string", "enum": [*STATES, "open"]},
        "severity": SEVERITY,
        "topic": TOPIC,
        "area": PREFIX,
        "about": {
            "type": "string",
            "maxLength": 120,
            "description": "what it hangs on, incident/<id> or only incident",
        },
        "q": WORDS,
        **PAGE,
    },
    answers={200: "Alerts"},
    summary="Alerts: firing by severity and age, acknowledged with the oldest first, then past",
)
def list_alerts() -> Response:
    return read(SERVICE, "list_alerts")


@route(
    blueprint,
    f"{ROOT}/counts",
    allow=TOLD,
    answers={200: "AlertCounts"},
    summary="How many alerts are open, by state and severity",
)
def count_alerts() -> Response:
    return read(SERVICE, "count_alerts")


@route(
    blueprint,
    ROOT,
    "POST",
    allow=DESK,
    command=True,
    body="AlertIn",
    answers=ANSWERS,
    summary="Raise an alert by hand",
)
def raise_alert() -> Response:
    return command(SERVICE, "raise_alert", g.body, f"{ROOT}/{{id}}")


@route(
    blueprint,
    ALERT,
    allow=TOLD,
    answers={200: "AlertTold"},
    summary="An alert with its log, who was told by what, and what comes next",
)
def get_alert(alert: str) -> Response:
    return read(SERVICE, "get_alert", alert=alert)


@route(
    blueprint,
    f"{ALERT}/acknowledge",
    "POST",
    allow=TOLD,
    command=True,
    body="AlertNote",
    answers=ANSWERS,
    summary="Have an alert in hand; who was told hears of it",
)
def acknowledge_alert(alert: str) -> Response:
    return command(SERVICE, "acknowledge_alert", {**g.body, "alert": alert})


@route(
    blueprint,
    f"{ALERT}/unacknowledge",
    "POST",
    allow=TOLD,
    command=True,
    body="AlertNote",
    answers=ANSWERS,
    summary="Have an alert in hand no more: it rises",
)
def unacknowledge_alert(alert: str) -> Response:
    return command(SERVICE, "unacknowledge_alert", {**g.body, "alert": alert})


@route(
    blueprint,
    f"{ALERT}/resolve",
    "POST",
    allow=DESK,
    command=True,
    body="AlertNote",
    answers=ANSWERS,
    summary="Say that what an alert is about is over",
)
def resolve_alert(alert: str) -> Response:
    return command(SERVICE, "resolve_alert", {**g.body, "alert": alert})


@route(
    blueprint,
    f"{ALERT}/cancel",
    "POST",
    allow=DESK,
    command=True,
    body="AlertNote",
    answers=ANSWERS,
    summary="Say that an alert should not have been raised",
)
def cancel_alert(alert: str) -> Response:
    return command(SERVICE, "cancel_alert", {**g.body, "alert": alert})


# ---- silences


@route(
    blueprint,
    SILENCES,
    allow=DESK,
    query=PAGE,
    answers={200: "Silences"},
    summary="Silences that are not over, the newest first",
)
def list_silences() -> Response:
    return read(SERVICE, "list_silences")


@route(
    blueprint,
    SILENCES,
    "POST",
    allow=DESK,
    command=True,
    body="SilenceIn",
    answers={201: "Silence", 200: "Silence"},
    summary="Have nobody told of what matches, for a time, with the reason",
)
def add_silence() -> Response:
    return command(SERVICE, "add_silence", g.body, f"{SILENCES}/{{id}}")


@route(
    blueprint,
    f"{SILENCES}/<silence>",
    "PUT",
    allow=DESK,
    command=True,
    body="SilenceChange",
    answers={200: "Silence"},
    summary="Set a silence anew",
)
def change_silence(silence: str) -> Response:
    return command(SERVICE, "change_silence", {**g.body, "silence": silence}, status=200)


@route(
    blueprint,
    f"{SILENCES}/<silence>",
    "DELETE",
    allow=DESK,
    command=True,
    answers={200: "Silence"},
    summary="End a silence; what it held back is told",
)
def end_silence(silence: str) -> Response:
    return command(SERVICE, "end_silence", {"silence": silence}, status=200)
