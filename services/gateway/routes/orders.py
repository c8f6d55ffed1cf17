"""Orders: given, answered, reminded of, taken back."""

from __future__ import annotations

from flask import Blueprint, Response, g

from libs.kit.principal import ROLES
from services.gateway.answering import command, read
from services.gateway.routes.recipients import require_people
from services.gateway.routing import Allow, roles, route
from services.gateway.shapes.orders import ABOUT
from services.gateway.shapes.parts import PAGE, UUID

blueprint = Blueprint("orders", __name__)
SERVICE = "notifications"
ROOT = "/v1/orders"
ORDER = f"{ROOT}/<order>"
READERS = Allow(frozenset(ROLES - {"ops", "reporter"}))
GIVERS = roles("officer", "operator", "admin")


@route(
    blueprint,
    ROOT,
    "POST",
    allow=GIVERS,
    command=True,
    body="OrderIn",
    answers={201: "Order", 200: "Order"},
    summary="Give an order, as a position of one's own or as the room",
)
def give_order() -> Response:
    require_people(g.body["to"], "to")
    return command(SERVICE, "give_order", g.body, f"{ROOT}/{{id}}")


@route(
    blueprint,
    ROOT,
    allow=READERS,
    query={
        "box": {"type": "string", "enum": ["given", "received", "all"]},
        "state": {"type": "string", "enum": ["open", "ended"]},
        "incident": UUID,
        "about": ABOUT,
        "unanswered": {"type": "boolean", "description": "that somebody has not acknowledged"},
        **PAGE,
    },
    answers={200: "Orders"},
    summary="List orders: open ones by their deadline, then ended ones, the last first",
)
def list_orders() -> Response:
    return read(SERVICE, "list_orders")


@route(
    blueprint,
    f"{ROOT}/me",
    allow=READERS,
    answers={200: "OrderMe"},
    summary="As what the caller may give orders: positions of today, the room",
)
def order_me() -> Response:
    return read(SERVICE, "order_me")


@route(
    blueprint,
    ORDER,
    allow=READERS,
    answers={200: "Order"},
    summary="An order with its receivers, those in front who have done least",
)
def get_order(order: str) -> Response:
    return read(SERVICE, "get_order", order=order)


@route(
    blueprint,
    f"{ORDER}/log",
    allow=READERS,
    query=PAGE,
    answers={200: "OrderLog"},
    summary="What was done with an order, the first entry first",
)
def list_order_log(order: str) -> Response:
    return read(SERVICE, "list_order_log", order=order)


@route(
    blueprint,
    f"{ORDER}/answer",
    "POST",
    allow=READERS,
    command=True,
    body="OrderAnswer",
    answers={200: "Order"},
    summary="Read, acknowledge, done, or can't with a reason; of two at once the first stands",
)
def answer_order(order: str) -> Response:
    return command(SERVICE, "answer_order", {**g.body, "order": order}, status=200)


@route(
    blueprint,
    f"{ORDER}/cancel",
    "POST",
    allow=READERS,
    command=True,
    body="OrderCancel",
    answers={200: "Order"},
    summary="Take an order back; its receivers are told",
)
def cancel_order(order: str) -> Response:
    return command(SERVICE, "cancel_order", {**g.body, "order": order}, status=200)


@route(
    blueprint,
    f"{ORDER}/remind",
    "POST",
    allow=READERS,
    command=True,
    answers={200: "Order"},
    summary="Tell those again who are not done; once a minute at most",
)
def remind_order(order: str) -> Response:
    return command(SERVICE, "remind_order", {"order": order}, status=200)
