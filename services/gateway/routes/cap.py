"""Warnings (CAP 1.2): ours go out by two people's hands, those of others come in."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway import invalidation, public
from services.gateway.answering import answer, ask, command, read
from services.gateway.cache import Entry
from services.gateway.parts import parts
from services.gateway.public import READER
from services.gateway.routing import PUBLIC, roles, route
from services.gateway.shapes.parts import PAGE
from services.gateway.uploads import uploaded

blueprint = Blueprint("cap", __name__)
SERVICE = "notifications"
ROOT, OPEN = "/v1/cap", "/v1/public/cap"
DESK = roles("operator", "admin")
LARGEST = 4 << 20
XML, ATOM = "application/cap+xml", "application/atom+xml"
DONE = {201: "CapMessage", 200: "CapMessage"}
FEED_KEPT = "public, max-age=30"
KEPT = "public, max-age=60"  # a message is never changed


@route(
    blueprint,
    ROOT,
    "POST",
    allow=DESK,
    command=True,
    body="CapIn",
    answers=DONE,
    summary="Make a warning, of an incident or by hand; what all read waits for a second person",
)
def issue_warning() -> Response:
    return command(SERVICE, "issue_warning", g.body, f"{ROOT}/{{id}}")


@route(
    blueprint,
    f"{ROOT}/preview",
    "POST",
    allow=DESK,
    body="CapIn",
    answers={200: "CapPreview"},
    summary="The message as it would go out, and what had to be done to its polygons",
)
def preview_warning() -> Response:
    return answer(ask(SERVICE, "preview_warning", g.body))


@route(
    blueprint,
    ROOT,
    allow=DESK,
    query={"state": {"type": "string", "enum": ["waiting", "issued", "refused"]}, **PAGE},
    answers={200: "CapMessages"},
    summary="List our warnings, the newest first",
)
def list_warnings() -> Response:
    return read(SERVICE, "list_warnings")


@route(
    blueprint,
    f"{ROOT}/<warning>",
    allow=DESK,
    answers={200: "CapMessage"},
    summary="One of our warnings, with what was composed",
)
def get_warning(warning: str) -> Response:
    return read(SERVICE, "get_warning", id=warning)


@route(
    blueprint,
    f"{ROOT}/<warning>.xml",
    allow=DESK,
    answers={200: {"type": "string"}},
    content=XML,
    summary="One of our warnings as it went out",
)
def get_warning_xml(warning: str) -> Response:
    return Response(ask(SERVICE, "get_warning_xml", {"id": warning}), content_type=XML)


@route(
    blueprint,
    f"{ROOT}/<warning>/update",
    "POST",
    allow=DESK,
    command=True,
    body="CapUpdate",
    answers=DONE,
    summary="Say a warning anew: a message of its own, which refers to it",
)
def update_warning(warning: str) -> Response:
    return command(SERVICE, "update_warning", {**g.body, "id": warning}, f"{ROOT}/{{id}}")


@route(
    blueprint,
    f"{ROOT}/<warning>/cancel",
    "POST",
    allow=DESK,
    command=True,
    body="CapReason",
    answers=DONE,
    summary="Take a warning back: a message of its own, which refers to it",
)
def cancel_warning(warning: str) -> Response:
    return command(SERVICE, "cancel_warning", {**g.body, "id": warning}, f"{ROOT}/{{id}}")


@route(
    blueprint,
    f"{ROOT}/<warning>/approve",
    "POST",
    allow=DESK,
    command=True,
    answers=DONE,
    summary="Let a warning go out that somebody else wrote",
)
def approve_warning(warning: str) -> Response:
    return command(SERVICE, "approve_warning", {"id": warning})


@route(
    blueprint,
    f"{ROOT}/<warning>/refuse",
    "POST",
    allow=DESK,
    command=True,
    body="CapReason",
    answers=DONE,
    summary="Let a warning not go out",
)
def refuse_warning(warning: str) -> Response:
    return command(SERVICE, "refuse_warning", {**g.body, "id": warning})


# ---- what comes in


@route(
    blueprint,
    f"{ROOT}/incoming",
    allow=DESK,
    query={
        "state": {
            "type": "string",
            "enum": ["reported", "elsewhere", "over", "kept", "replaced", "cancelled", "applied",
                     "refused"],
        },
        "feed": {"type": "string", "minLength": 1, "maxLength": 40},
        **PAGE,
    },
    answers={200: "CapIncomings"},
    summary="List messages of others, the newest first",
)  # fmt: skip
def list_cap_incoming() -> Response:
    return read(SERVICE, "list_cap_incoming")


@route(
    blueprint,
    f"{ROOT}/incoming",
    "POST",
    allow=DESK,
    command=True,
    upload=True,
    largest=LARGEST,
    takes=(XML, "application/xml"),
    answers={201: "CapIncoming", 200: "CapIncoming"},
    summary="Bring a message of others: checked, kept as it is, reported where it holds",
)
def take_cap() -> Response:
    _, data = uploaded()
    return command(SERVICE, "take_cap", {}, attachment=data)


@route(
    blueprint,
    f"{ROOT}/incoming/<message>.xml",
    allow=DESK,
    answers={200: {"type": "string"}},
    content="text/plain",
    summary="A message of others, byte for byte; as text, since nobody vouches for it",
)
def get_cap_incoming(message: str) -> Response:
    body = ask(SERVICE, "get_cap_incoming", {"id": message})
    return Response(body, content_type="text/plain; charset=utf-8")


@route(
    blueprint,
    f"{ROOT}/feeds",
    allow=DESK,
    answers={200: "CapFeeds"},
    summary="The feeds that are asked, with how they do and since when",
)
def list_cap_feeds() -> Response:
    return read(SERVICE, "list_cap_feeds")


@route(
    blueprint,
    f"{ROOT}/feeds/<feed>",
    "PUT",
    allow=roles("admin"),
    command=True,
    body="CapFeedIn",
    answers={200: "CapFeed"},
    summary="Set a feed up; it is asked at once",
)
def set_cap_feed(feed: str) -> Response:
    return command(SERVICE, "set_cap_feed", {**g.body, "name": feed}, status=200)


# ---- what everybody reads


@route(
    blueprint,
    f"{OPEN}.atom",
    allow=PUBLIC,
    answers={200: {"type": "string"}},
    content=ATOM,
    tagged=True,
    summary="Our warnings of the last 30 days, an Atom feed (RFC 4287) of CAP 1.2 messages",
)
def get_warnings_feed() -> Response:
    return public.known(_kept("public_warnings_feed"), f"{ATOM}; charset=utf-8", FEED_KEPT)


@route(
    blueprint,
    OPEN,
    allow=PUBLIC,
    answers={200: "PublicWarnings"},
    tagged=True,
    summary="The warnings that hold now, the newest first",
)
def list_public_warnings() -> Response:
    return public.known(_kept("public_warnings"), "application/json")


@route(
    blueprint,
    f"{OPEN}/<warning>.xml",
    allow=PUBLIC,
    answers={200: {"type": "string"}},
    content=XML,
    tagged=True,
    summary="A warning as CAP 1.2",
)
def get_public_warning(warning: str) -> Response:
    return public.known(_kept("public_warning_xml", id=warning), XML, KEPT)


def _kept(method: str, **data: str) -> Entry:
    key = (method, SERVICE, *sorted(data.items()))
    found = parts()
    tags = (invalidation.WARNINGS,)
    return found.cache.get(key, tags, lambda: found.rpc.call(SERVICE, method, data, READER))
