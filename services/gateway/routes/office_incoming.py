"""Letters from outside: registered, scanned, routed, read. Who may do what is the position's."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import route
from services.gateway.shapes.office import AS, CODE, DAY
from services.gateway.shapes.office_incoming import INCOMING_STATE
from services.gateway.shapes.office_letters import CLASSIFICATION, SECURITY, URGENCY, VERSION
from services.gateway.shapes.parts import PAGE, WORDS
from services.gateway.uploads import uploaded

blueprint = Blueprint("office_incoming", __name__)
LETTERS = f"{ROOT}/incoming"
LETTER = f"{LETTERS}/<incoming>"
LARGEST = (10 << 20) + (64 << 10)  # a scan, and what multipart puts around it
READ_SECONDS = 30
TYPES = ("application/pdf", "image/jpeg", "image/png")
BOX = {"type": "string", "enum": ["all", "mine", "unread", "to_follow_up", "register"]}
YEAR = {"type": "integer", "minimum": 2000, "maximum": 9999}
_text = {"type": "string"}
_BEGIN = {b"%PDF": TYPES[0], b"\xff\xd8\xff": TYPES[1], b"\x89PNG": TYPES[2]}


@route(
    blueprint,
    LETTERS,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="IncomingIn",
    answers={201: "IncomingRegistered", 200: "IncomingRegistered"},
    summary="Put a letter into the unit's register; what looks the same is named, never refused",
)
def register_incoming() -> Response:
    return command(SERVICE, "register_incoming", g.body, f"{LETTERS}/{{id}}")


@route(
    blueprint,
    LETTERS,
    allow=OFFICIALS,
    query={
        "as": AS,
        "box": BOX,
        "state": {**_text, **INCOMING_STATE},
        "security": {**_text, **SECURITY},
        "urgency": {**_text, **URGENCY},
        "unit": CODE,
        "classification": CLASSIFICATION,
        "year": YEAR,
        "since": DAY,
        "until": DAY,
        "q": WORDS,
        **PAGE,
    },
    answers={200: "IncomingLetters"},
    summary="Incoming letters that the caller may read, the newest first",
)
def list_incoming() -> Response:
    return read(SERVICE, "list_incoming")


@route(
    blueprint,
    f"{LETTERS}/duplicates",
    "POST",
    allow=OFFICIALS,
    body="IncomingTwin",
    answers={200: "IncomingTwins"},
    summary="What one's unit registered already of the same sender, number and date",
)
def find_incoming_duplicates() -> Response:
    """Find them; asked by a body, as a sender's name belongs in no address."""
    return answer(ask(SERVICE, "find_incoming_duplicates", g.body))


@route(
    blueprint,
    LETTER,
    "PUT",
    allow=OFFICIALS,
    command=True,
    body="IncomingCorrection",
    answers={200: "IncomingRegistered"},
    summary="Put the entry of a letter right, under its number; with a note once it is forwarded",
)
def correct_incoming(incoming: str) -> Response:
    return _step("correct_incoming", incoming)


@route(
    blueprint,
    LETTER,
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "IncomingShown"},
    summary="An incoming letter",
)
def get_incoming(incoming: str) -> Response:
    return read(SERVICE, "get_incoming", incoming=incoming)


@route(
    blueprint,
    f"{LETTER}/history",
    allow=OFFICIALS,
    query={"as": AS, **PAGE},
    answers={200: "LetterActs"},
    summary="What was done with an incoming letter, by whom as what; the first act first",
)
def list_incoming_acts(incoming: str) -> Response:
    return read(SERVICE, "list_incoming_acts", incoming=incoming)


@route(
    blueprint,
    f"{LETTER}/scan",
    "PUT",
    allow=OFFICIALS,
    command=True,
    upload=True,
    largest=LARGEST,
    takes=TYPES,
    query={"as": AS, "version": VERSION},
    answers={200: "Incoming"},
    summary="Keep the letter's scan: PDF, JPEG or PNG, up to 10 MiB",
)
def scan_incoming(incoming: str) -> Response:
    _, data = uploaded()
    asked, method, seconds = {**query(), "incoming": incoming}, "scan_incoming", READ_SECONDS
    return command(SERVICE, method, asked, status=200, attachment=data, timeout=seconds)


@route(
    blueprint,
    f"{LETTER}/scan",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: {"type": "string", "format": "binary"}},
    content="application/octet-stream",
    summary="The letter's scan, byte for byte",
)
def get_incoming_scan(incoming: str) -> Response:
    asked = {**query(), "incoming": incoming}
    data = ask(SERVICE, "get_incoming_scan", asked, timeout=READ_SECONDS)
    kinds = (kind for begin, kind in _BEGIN.items() if data.startswith(begin))
    response = Response(data, content_type=next(kinds, TYPES[0]))
    response.headers["Content-Disposition"] = "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


@route(
    blueprint,
    f"{LETTER}/forwarding",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="IncomingForward",
    answers={200: "Incoming"},
    summary="Route an incoming letter to a position",
)
def forward_incoming(incoming: str) -> Response:
    return _step("forward_incoming", incoming)


@route(
    blueprint,
    f"{LETTER}/reading",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="IncomingStep",
    answers={200: "Incoming"},
    summary="Say that its addressee has read it; the first time counts",
)
def read_incoming(incoming: str) -> Response:
    return _step("read_incoming", incoming)


@route(
    blueprint,
    f"{LETTER}/answer",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="IncomingAnswer",
    answers={200: "Incoming"},
    summary="Say which letter of ours answers it",
)
def answer_incoming(incoming: str) -> Response:
    return _step("answer_incoming", incoming)


@route(
    blueprint,
    f"{LETTER}/filing",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="IncomingStep",
    answers={200: "Incoming"},
    summary="Keep it on file: nothing more is to be done",
)
def file_incoming(incoming: str) -> Response:
    return _step("file_incoming", incoming)


@route(
    blueprint,
    f"{LETTER}/closing",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="IncomingStep",
    answers={200: "Incoming"},
    summary="Close it, once nothing that was given on it is open",
)
def close_incoming(incoming: str) -> Response:
    return _step("close_incoming", incoming)


def _step(method: str, incoming: str) -> Response:
    return command(SERVICE, method, {**g.body, "incoming": incoming}, status=200)
