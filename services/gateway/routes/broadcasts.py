"""Broadcasts to the people of an area, and how people come to hear of them and cease to."""

from __future__ import annotations

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from services.gateway.answering import answer, ask, command, read
from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, roles, route
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("broadcasts", __name__)
SERVICE = "notifications"
ROOT, OPEN = "/v1/broadcasts", "/v1/public/subscriptions"
DESK = roles("operator", "admin")
DONE = {201: "Broadcast", 200: "Broadcast"}


@route(
    blueprint,
    ROOT,
    "POST",
    allow=DESK,
    command=True,
    body="BroadcastIn",
    answers=DONE,
    summary="Write a broadcast; above a size it waits for a second person",
)
def write_broadcast() -> Response:
    return command(SERVICE, "write_broadcast", g.body, f"{ROOT}/{{id}}")


@route(
    blueprint,
    f"{ROOT}/preview",
    "POST",
    allow=DESK,
    body="BroadcastIn",
    answers={200: "BroadcastPreview"},
    summary="The true message, to how many it goes, and what it costs",
)
def preview_broadcast() -> Response:
    return answer(ask(SERVICE, "preview_broadcast", g.body))


@route(
    blueprint,
    f"{ROOT}/proposals",
    allow=DESK,
    query={"state": {"type": "string", "enum": ["open", "taken", "dropped"]}, **PAGE},
    answers={200: "BroadcastProposals"},
    summary="What rules propose to tell the public, the newest first",
)
def list_broadcast_proposals() -> Response:
    return read(SERVICE, "list_broadcast_proposals")


@route(
    blueprint,
    f"{ROOT}/proposals/<proposal>/drop",
    "POST",
    allow=DESK,
    command=True,
    body="BroadcastReason",
    answers={200: "BroadcastProposal", 201: "BroadcastProposal"},
    summary="Say that nothing is told of a proposal, and why",
)
def drop_broadcast_proposal(proposal: str) -> Response:
    return command(SERVICE, "drop_broadcast_proposal", {**g.body, "id": proposal})


@route(
    blueprint,
    ROOT,
    allow=DESK,
    query={
        "state": {
            "type": "string",
            "enum": ["waiting", "ready", "sending", "done", "stopped", "refused"],
        },
        **PAGE,
    },
    answers={200: "Broadcasts"},
    summary="List broadcasts, the newest first, with how far each is",
)
def list_broadcasts() -> Response:
    return read(SERVICE, "list_broadcasts")


@route(
    blueprint,
    f"{ROOT}/<broadcast>",
    allow=DESK,
    answers={200: "Broadcast"},
    summary="A broadcast with how far it is, and what became of its messages",
)
def get_broadcast(broadcast: str) -> Response:
    return read(SERVICE, "get_broadcast", id=broadcast)


@route(
    blueprint,
    f"{ROOT}/<broadcast>/approve",
    "POST",
    allow=DESK,
    command=True,
    answers=DONE,
    summary="Let a broadcast be sent that somebody else wrote",
)
def approve_broadcast(broadcast: str) -> Response:
    return command(SERVICE, "approve_broadcast", {"id": broadcast})


@route(
    blueprint,
    f"{ROOT}/<broadcast>/refuse",
    "POST",
    allow=DESK,
    command=True,
    body="BroadcastReason",
    answers=DONE,
    summary="Let a broadcast not be sent",
)
def refuse_broadcast(broadcast: str) -> Response:
    return command(SERVICE, "refuse_broadcast", {**g.body, "id": broadcast})


@route(
    blueprint,
    f"{ROOT}/<broadcast>/send",
    "POST",
    allow=DESK,
    command=True,
    answers=DONE,
    summary="Begin to send a broadcast",
)
def send_broadcast(broadcast: str) -> Response:
    return command(SERVICE, "send_broadcast", {"id": broadcast})


@route(
    blueprint,
    f"{ROOT}/<broadcast>/stop",
    "POST",
    allow=DESK,
    command=True,
    answers=DONE,
    summary="Send no more of a broadcast; what went out is out",
)
def stop_broadcast(broadcast: str) -> Response:
    return command(SERVICE, "stop_broadcast", {"id": broadcast})


# ---- the public


@route(
    blueprint,
    f"{OPEN}/channels",
    allow=PUBLIC,
    answers={200: "PublicChannels"},
    summary="Through what the public may be told",
)
def list_public_channels() -> Response:
    return answer(ask(SERVICE, "list_public_channels", {}))


@route(
    blueprint,
    OPEN,
    "POST",
    allow=PUBLIC,
    command=True,
    body="SubscriptionIn",
    answers={201: "SubscriptionAsked", 200: "SubscriptionAsked"},
    summary="Ask for news of a village; what comes to the address proves it",
)
def subscribe() -> Response:
    _count()
    return command(SERVICE, "subscribe", g.body)


@route(
    blueprint,
    f"{OPEN}/confirm",
    "POST",
    allow=PUBLIC,
    body="SubscriptionToken",
    answers={200: "SubscriptionBegun"},
    summary="Prove an address by the token that came to it",
)
def confirm_subscription() -> Response:
    _count()
    return answer(ask(SERVICE, "confirm_subscription", g.body))


@route(
    blueprint,
    f"{OPEN}/off",
    "POST",
    allow=PUBLIC,
    body="SubscriptionToken",
    answers={200: "SubscriptionEnded"},
    summary="Leave, and be erased",
)
def end_subscription() -> Response:
    return answer(ask(SERVICE, "end_subscription", g.body))


# The token stands in the address, as RFC 8058 has it: the log has the route in its place.
@route(
    blueprint,
    f"{OPEN}/off/<token>",
    "POST",
    allow=PUBLIC,
    answers={200: "SubscriptionEnded"},
    summary="Leave by one click of a mail program (RFC 8058)",
)
def end_subscription_at_once(token: str) -> Response:
    return answer(ask(SERVICE, "end_subscription", {"token": token}))


@route(
    blueprint,
    f"{OPEN}/off/<token>",
    allow=PUBLIC,
    answers={303: {}},
    summary="For a person who opened that address: the page that asks whether to leave",
)
def lead_to_leaving(token: str) -> AnyResponse:
    return redirect(f"/subscribe#off={token}", code=303)


def _count() -> None:
    limiter = parts().limiter
    g.limit = (limiter.reports, request.remote_addr or "")
    limiter.hit(*g.limit)
