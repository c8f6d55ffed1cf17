"""Files that go along with letters."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, g

from services.gateway.answering import ask, command, query, read
from services.gateway.routes.office_letters import LETTER
from services.gateway.routes.office_organisation import OFFICIALS, SERVICE
from services.gateway.routing import route
from services.gateway.shapes.office import AS
from services.gateway.shapes.office_letters import VERSION
from services.gateway.uploads import uploaded

blueprint = Blueprint("office_attachments", __name__)
ATTACHMENTS = f"{LETTER}/attachments"
LARGEST = (10 << 20) + (64 << 10)  # a file, and what multipart puts around it
READ_SECONDS = 30
TYPES = ("application/pdf", "image/jpeg", "image/png", "application/octet-stream")
NAME = {"type": "string", "minLength": 1, "maxLength": 300, "description": "where no form tells it"}


@route(
    blueprint,
    ATTACHMENTS,
    "POST",
    allow=OFFICIALS,
    command=True,
    upload=True,
    largest=LARGEST,
    takes=TYPES,
    query={"as": AS, "version": VERSION, "name": NAME},
    answers={201: "LetterAttachment", 200: "LetterAttachment"},
    summary="Add a file to a draft: PDF, JPEG, PNG or office document, up to 10 MiB",
)
def add_letter_attachment(letter: str) -> Response:
    name, data = uploaded()
    asked = {**query(), "letter": letter}
    asked["name"] = (asked.get("name") or name)[:300]
    where = f"{LETTER.replace('<letter>', letter)}/attachments/{{id}}"
    method, seconds = "add_letter_attachment", READ_SECONDS
    return command(SERVICE, method, asked, where, attachment=data, timeout=seconds)


@route(
    blueprint,
    ATTACHMENTS,
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "LetterAttachments"},
    summary="Files of a letter",
)
def list_letter_attachments(letter: str) -> Response:
    return read(SERVICE, "list_letter_attachments", letter=letter)


@route(
    blueprint,
    f"{ATTACHMENTS}/order",
    "PUT",
    allow=OFFICIALS,
    command=True,
    body="LetterAttachmentOrder",
    answers={200: "LetterAttachmentsOrdered"},
    summary="Put the files of a draft into another order",
)
def order_letter_attachments(letter: str) -> Response:
    return command(SERVICE, "order_letter_attachments", {**g.body, "letter": letter}, status=200)


@route(
    blueprint,
    f"{ATTACHMENTS}/<attachment>",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: {"type": "string", "format": "binary"}},
    content="application/octet-stream",
    summary="A file of a letter, to be saved",
)
def get_letter_attachment(letter: str, attachment: str) -> Response:
    asked = {**query(), "letter": letter, "attachment": attachment}
    told = ask(SERVICE, "get_letter_attachment", asked)
    data = ask(SERVICE, "read_letter_attachment", asked, timeout=READ_SECONDS)
    response = Response(data, content_type=told["type"])
    name = quote(told["name"], safe="")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "no-store"
    return response


@route(
    blueprint,
    f"{ATTACHMENTS}/<attachment>",
    "DELETE",
    allow=OFFICIALS,
    command=True,
    query={"as": AS, "version": VERSION},
    answers={200: "LetterAttachmentRemoved"},
    summary="Take a file off a draft; earlier drafts keep it",
)
def remove_letter_attachment(letter: str, attachment: str) -> Response:
    asked = {**g.query, "letter": letter, "attachment": attachment}
    return command(SERVICE, "remove_letter_attachment", asked, status=200)
