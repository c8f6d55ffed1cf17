"""The words of messages: templates by topic and language, in versions."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, read
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("message_templates", __name__)
SERVICE = "notifications"
TEMPLATES = "/v1/message-templates"
TEMPLATE = f"{TEMPLATES}/<topic>/<language>"
DESK = roles("operator", "admin")
ADMIN = roles("admin")


@route(
    blueprint,
    TEMPLATES,
    allow=DESK,
    answers={200: "MessageTemplates"},
    summary="The templates in use; version 0 comes with the system",
)
def list_message_templates() -> Response:
    return read(SERVICE, "list_message_templates")


@route(
    blueprint,
    f"{TEMPLATES}/preview",
    "POST",
    allow=DESK,
    body="MessagePreviewIn",
    answers={200: "MessagePreview"},
    summary="What a template says of made values",
)
def preview_message() -> Response:
    return answer(ask(SERVICE, "preview_message", g.body))


@route(
    blueprint,
    TEMPLATE,
    allow=DESK,
    answers={200: "MessageTemplate"},
    summary="The template of a topic in a language",
)
def get_message_template(topic: str, language: str) -> Response:
    return read(SERVICE, "get_message_template", topic=topic, language=language)


@route(
    blueprint,
    TEMPLATE,
    "PUT",
    allow=ADMIN,
    command=True,
    body="MessageTemplateIn",
    answers={200: "MessageTemplate"},
    summary="Write a new version of a template",
)
def put_message_template(topic: str, language: str) -> Response:
    data = {**g.body, "topic": topic, "language": language}
    return command(SERVICE, "put_message_template", data, status=200)


@route(
    blueprint,
    f"{TEMPLATE}/versions",
    allow=DESK,
    query=PAGE,
    answers={200: "MessageTemplates"},
    summary="What was written of a template, the newest first",
)
def list_template_versions(topic: str, language: str) -> Response:
    return read(SERVICE, "list_template_versions", topic=topic, language=language)


@route(
    blueprint,
    f"{TEMPLATE}/reset",
    "POST",
    allow=ADMIN,
    command=True,
    body="MessageTemplateReset",
    answers={201: "MessageTemplate", 200: "MessageTemplate"},
    summary="Have the words that come with the system again",
)
def reset_message_template(topic: str, language: str) -> Response:
    return command(
        SERVICE, "reset_message_template", {**g.body, "topic": topic, "language": language}
    )
