"""The SMS line: the provider's webhook, what operators type, files, numbers."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, g

from libs.kit.principal import Principal
from services.gateway.answering import answer, command, query, read
from services.gateway.parts import parts
from services.gateway.routes.elections import ELECTION, OPERATORS, ROOT, SERVICE
from services.gateway.routing import PUBLIC, roles, route
from services.gateway.shapes.parts import ANY_AREA, PAGE
from services.gateway.shapes.sms import STATE
from services.gateway.uploads import uploaded_text

blueprint = Blueprint("sms", __name__)
LINE = f"{ELECTION}/sms"
WATCHERS = roles("operator", "verifier", "admin")
PROVIDER = Principal("sms-provider", "SMS", frozenset({"operator"}))
COMMANDS = uuid.UUID("0c9b7f0e-7a0a-5b0e-8f43-0c5f6a2f9d10")  # the namespace of webhooks' commands


@route(
    blueprint,
    LINE,
    "POST",
    allow=PUBLIC,
    signed=True,
    body="SmsIn",
    answers={200: "Sms"},
    summary="What the SMS provider brings, signed; `reply` is to be sent back",
)
def receive_sms(election: str) -> Response:
    # The provider's id is the command's: a message that it brings twice is one.
    command_id = str(uuid.uuid5(COMMANDS, f"{election}/{g.body['id']}"))
    data = {**g.body, "election": election}
    done = parts().rpc.call(SERVICE, "receive_sms", data, PROVIDER, command_id)
    return answer(done["answer"])


@route(
    blueprint,
    f"{LINE}/typed",
    "POST",
    allow=OPERATORS,
    command=True,
    body="SmsTyped",
    answers={201: "Sms", 200: "Sms"},
    summary="What an operator types during a radio call, in the form of a message",
)
def type_message(election: str) -> Response:
    return command(SERVICE, "type_message", {**g.body, "election": election})


@route(
    blueprint,
    LINE,
    allow=WATCHERS,
    query={"area": ANY_AREA, "state": STATE, **PAGE},
    answers={200: "SmsList"},
    summary="All messages, the newest first",
)
def list_sms(election: str) -> Response:
    return read(SERVICE, "list_sms", election=election)


@route(
    blueprint,
    f"{LINE}/<message>/accept",
    "POST",
    allow=OPERATORS,
    command=True,
    answers={201: "Sms", 200: "Sms"},
    summary="Hand in a message whose number nobody had registered",
)
def accept_sms(election: str, message: str) -> Response:
    return command(SERVICE, "accept_sms", {"election": election, "message": message})


@route(
    blueprint,
    f"{LINE}/phones",
    "POST",
    allow=OPERATORS,
    command=True,
    body="PhonesIn",
    answers={201: "PhonesRegistered", 200: "PhonesRegistered"},
    summary="Let numbers send for areas, up to 1000 at once",
)
def register_phones(election: str) -> Response:
    return command(SERVICE, "register_phones", {**g.body, "election": election})


@route(
    blueprint,
    f"{LINE}/phones/forget",
    "POST",
    allow=OPERATORS,
    command=True,
    body="PhoneIn",
    answers={201: "PhoneForgotten", 200: "PhoneForgotten"},
    summary="Remove a number",
)
def forget_phone(election: str) -> Response:
    return command(SERVICE, "forget_phone", {**g.body, "election": election})


@route(
    blueprint,
    f"{LINE}/files",
    "POST",
    allow=OPERATORS,
    command=True,
    upload=True,
    query={
        "partial": {"type": "boolean", "description": "take the good rows where others are bad"}
    },
    answers={202: "Job", 200: "Job"},
    summary="Take a CSV of messages: id, from, received_at, text",
)
def start_sms_import(election: str) -> Response:
    _, text = uploaded_text()
    data = {**query(), "election": election, "text": text}
    return command(SERVICE, "start_sms_import", data, f"{ROOT}/imports/{{id}}", 202)
