"""What comes in from outside: Alertmanager's webhook, other webhooks, e-mail; their sources."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, g, request

from libs.kit.ids import is_uuid, new_id
from services.gateway.answering import answer, ask, command, read
from services.gateway.checking import read_body
from services.gateway.routing import ANYBODY, roles, route
from services.gateway.uploads import uploaded

blueprint = Blueprint("inbound", __name__)
SERVICE, ROOT = "notifications", "/v1/inbound"
SOURCES = f"{ROOT}/sources"
DESK, ADMIN = roles("operator", "admin"), roles("admin")
MESSAGES = uuid.UUID("6a1d5b0e-52c4-5f0a-9a3d-3f2f8f1c7e55")  # the namespace of webhooks' commands
LARGEST_MAIL, LARGEST_HOOK, MAIL_SECONDS = 15 * 2**20, 2**20, 40


@route(
    blueprint,
    f"{ROOT}/alertmanager",
    "POST",
    allow=roles("operator", "admin", "ops"),
    body="AlertmanagerIn",
    answers={200: "Received"},
    summary="Prometheus Alertmanager's webhook, version 4; its fingerprint is the alert's key",
)
def receive_alertmanager() -> Response:
    done = ask(SERVICE, "receive_alertmanager", {"body": g.body}, command_id=new_id())
    return answer(done["answer"])


@route(
    blueprint,
    f"{ROOT}/webhook/<source>",
    "POST",
    allow=ANYBODY,
    upload=True,
    largest=LARGEST_HOOK,
    takes=("application/json",),
    answers={200: "Received"},
    summary="A webhook, signed as Standard Webhooks has it, or brought by an operator's API key",
)
def receive_webhook(source: str) -> Response:
    names = ("id", "timestamp", "signature")
    head = {name: request.headers.get(f"webhook-{name}", "")[:1000] for name in names}
    data = {"source": source, "head": head}
    body = read_body(request)
    done = ask(
        SERVICE, "receive_webhook", data, command_id=_command(source, head["id"]), attachment=body
    )
    return answer(done["answer"])


def _command(source: str, message: str) -> str:
    """Return the command's id: what a source sends twice under one id is done once."""
    if message:
        return str(uuid.uuid5(MESSAGES, f"{source}/{message}"))
    given = request.headers.get("Idempotency-Key", "")
    return given.lower() if is_uuid(given) else new_id()


@route(
    blueprint,
    f"{ROOT}/email",
    "POST",
    allow=DESK,
    upload=True,
    largest=LARGEST_MAIL,
    takes=("message/rfc822",),
    answers={200: "MailReceived"},
    summary="An e-mail as it came (message/rfc822), which becomes a report to be checked",
)
def receive_mail() -> Response:
    _, message = uploaded()
    done = ask(SERVICE, "receive_mail", {}, attachment=message, timeout=MAIL_SECONDS)
    return answer(done["answer"])


@route(
    blueprint,
    SOURCES,
    allow=DESK,
    answers={200: "InboundSources"},
    summary="Sources of webhooks, with what came last and what was refused",
)
def list_inbound_sources() -> Response:
    return read(SERVICE, "list_inbound_sources")


@route(
    blueprint,
    f"{SOURCES}/preview",
    "POST",
    allow=DESK,
    body="InboundPreviewIn",
    answers={200: "InboundPreview"},
    summary="What a mapping makes of a sample",
)
def preview_inbound() -> Response:
    return answer(ask(SERVICE, "preview_inbound", g.body))


@route(
    blueprint,
    f"{SOURCES}/<code>",
    "PUT",
    allow=ADMIN,
    command=True,
    body="InboundSourceIn",
    answers={200: "InboundSource"},
    summary="Set a source of webhooks; the secret is sealed, and never shown again",
)
def set_inbound_source(code: str) -> Response:
    return command(SERVICE, "set_inbound_source", {**g.body, "code": code}, status=200)


@route(
    blueprint,
    f"{SOURCES}/<code>",
    "DELETE",
    allow=ADMIN,
    command=True,
    answers={200: "InboundGone"},
    summary="Take a source of webhooks away",
)
def remove_inbound_source(code: str) -> Response:
    return command(SERVICE, "remove_inbound_source", {"code": code}, status=200)
