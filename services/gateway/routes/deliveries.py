"""Deliveries: who was told by what, channels; one's own inbox and contacts."""

from __future__ import annotations

from flask import Blueprint, Response, g

from libs.kit.principal import ROLES
from services.gateway.answering import ask, command, query, read
from services.gateway.routing import Allow, roles, route
from services.gateway.shapes.deliveries import STATES
from services.gateway.shapes.parts import PAGE, TIME, WORDS

blueprint = Blueprint("deliveries", __name__)
SERVICE = "notifications"
ROOT = "/v1/deliveries"
CHANNELS = "/v1/channels"
MINE = "/v1/me"
DESK = roles("operator", "admin")
ADMIN = roles("admin")
PEOPLE = Allow(frozenset(ROLES - {"reporter"}))
EXPORT_SECONDS = 30
SHORT = {"type": "string", "maxLength": 120}
FILTERS = {
    "key": {"type": "string", "maxLength": 300},
    "topic": SHORT,
    "channel": SHORT,
    "state": {"type": "string", "enum": STATES},
    "person": {**SHORT, "description": "user name"},
    "q": WORDS,
    "since": {**TIME, "description": "queued at or after"},
    "until": {**TIME, "description": "queued before"},
}


@route(
    blueprint,
    ROOT,
    allow=DESK,
    query={**FILTERS, **PAGE},
    answers={200: "Deliveries"},
    summary="Messages to people, the newest first: to whom, through what, what became of it",
)
def list_deliveries() -> Response:
    return read(SERVICE, "list_deliveries")


@route(
    blueprint,
    f"{ROOT}/counts",
    allow=DESK,
    query=FILTERS,
    answers={200: "DeliveryCounts"},
    summary="How many messages are in each state",
)
def count_deliveries() -> Response:
    return read(SERVICE, "count_deliveries")


@route(
    blueprint,
    f"{ROOT}/export.csv",
    allow=DESK,
    query=FILTERS,
    answers={200: {"type": "string", "format": "binary"}},
    content="text/csv",
    summary="The newest 20,000 of the list as CSV",
)
def export_deliveries() -> Response:
    body = ask(SERVICE, "export_deliveries", query(), timeout=EXPORT_SECONDS)
    response = Response(body, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="pengiriman.csv"'
    return response


@route(
    blueprint,
    f"{ROOT}/<delivery>/retry",
    "POST",
    allow=DESK,
    command=True,
    answers={201: "Delivery", 200: "Delivery"},
    summary="Send again what failed, or may have arrived",
)
def retry_delivery(delivery: str) -> Response:
    return command(SERVICE, "retry_delivery", {"delivery": delivery})


# ---- one's own


@route(
    blueprint,
    f"{MINE}/inbox",
    allow=PEOPLE,
    query={"unread": {"type": "boolean"}, **PAGE},
    answers={200: "PersonInbox"},
    summary="What I was told, the newest first",
)
def list_inbox() -> Response:
    return read(SERVICE, "list_inbox")


@route(
    blueprint,
    f"{MINE}/inbox/read",
    "POST",
    allow=PEOPLE,
    command=True,
    answers={201: "Unread", 200: "Unread"},
    summary="I have read all of it",
)
def read_inbox() -> Response:
    return command(SERVICE, "read_inbox", {})


@route(
    blueprint,
    f"{MINE}/inbox/<delivery>/read",
    "POST",
    allow=PEOPLE,
    command=True,
    answers={201: "Unread", 200: "Unread"},
    summary="I have read it",
)
def read_told(delivery: str) -> Response:
    return command(SERVICE, "read_inbox", {"delivery": delivery})


@route(
    blueprint,
    f"{MINE}/contacts",
    allow=PEOPLE,
    answers={200: "Contacts"},
    summary="My addresses, the order in which they are used, and how I want to be told",
)
def get_contacts() -> Response:
    return read(SERVICE, "get_contacts")


@route(
    blueprint,
    f"{MINE}/contacts",
    "PUT",
    allow=PEOPLE,
    command=True,
    body="ContactsIn",
    answers={200: "Contacts"},
    summary="Have these addresses in this order; a new one is sent a code",
)
def put_contacts() -> Response:
    return command(SERVICE, "put_contacts", g.body, status=200)


@route(
    blueprint,
    f"{MINE}/contacts/<contact>/address",
    "PUT",
    allow=PEOPLE,
    command=True,
    body="ContactAddress",
    answers={200: "Contacts"},
    summary="The subscription that my browser has now instead of this one; it is sent a code",
)
def renew_contact(contact: str) -> Response:
    return command(SERVICE, "renew_contact", {**g.body, "contact": contact}, status=200)


@route(
    blueprint,
    f"{MINE}/contacts/<contact>/code",
    "POST",
    allow=PEOPLE,
    command=True,
    answers={201: "Contacts", 200: "Contacts"},
    summary="Send a code to an address of mine again",
)
def send_contact_code(contact: str) -> Response:
    return command(SERVICE, "send_contact_code", {"contact": contact})


@route(
    blueprint,
    f"{MINE}/contacts/<contact>/verify",
    "POST",
    allow=PEOPLE,
    command=True,
    body="ContactCode",
    answers={201: "ContactsVerified", 200: "ContactsVerified"},
    summary="The code that came: from then on the address is used",
)
def verify_contact(contact: str) -> Response:
    return command(SERVICE, "verify_contact", {**g.body, "contact": contact})


# ---- channels


@route(
    blueprint,
    CHANNELS,
    allow=DESK,
    answers={200: "Channels"},
    summary="Channels with their health; how they are set up, to administrators",
)
def list_channels() -> Response:
    return read(SERVICE, "list_channels")


@route(
    blueprint,
    f"{CHANNELS}/<name>",
    "PUT",
    allow=ADMIN,
    command=True,
    body="ChannelIn",
    answers={200: "Channel"},
    summary="Set a channel up by its parts; secrets are written and never read",
)
def put_channel(name: str) -> Response:
    return command(SERVICE, "put_channel", {**g.body, "name": name}, status=200)


@route(
    blueprint,
    f"{CHANNELS}/<name>/test",
    "POST",
    allow=ADMIN,
    command=True,
    answers={201: "ChannelTest", 200: "ChannelTest"},
    summary="Send a test; what became of it stands in /v1/deliveries by its key",
)
def test_channel(name: str) -> Response:
    return command(SERVICE, "test_channel", {"name": name})
