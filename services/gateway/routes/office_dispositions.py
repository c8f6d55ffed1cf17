"""Dispositions on letters. Who may do what is the position's."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import route
from services.gateway.shapes.office import AS
from services.gateway.shapes.office_incoming import ABOUT, DISPOSITION_STATE
from services.gateway.shapes.office_letters import URGENCY
from services.gateway.shapes.parts import PAGE, UUID, WORDS

blueprint = Blueprint("office_dispositions", __name__)
DISPOSITIONS = f"{ROOT}/dispositions"
DISPOSITION = f"{DISPOSITIONS}/<disposition>"
PDF, READ_SECONDS = "application/pdf", 60
BOX = {
    "type": "string",
    "enum": ["all", "given", "received", "unread", "to_do", "waiting", "to_accept"],
}
_text = {"type": "string"}


@route(
    blueprint,
    f"{ROOT}/notices",
    allow=OFFICIALS,
    query=PAGE,
    answers={200: "OfficeNotices"},
    summary="What came to the caller's positions and is not read, and deadlines that are over",
)
def list_office_notices() -> Response:
    """List them: e-office says who the caller is there, the notifications what they were told."""
    keys = ask(SERVICE, "my_reader_keys", {})
    return answer(ask("notifications", "list_addressed_notices", {**query(), "readers": keys}))


@route(
    blueprint,
    DISPOSITIONS,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionIn",
    answers={201: "DispositionsGiven", 200: "DispositionsGiven"},
    summary="Give dispositions on a letter that came: one for each position named",
)
def give_disposition() -> Response:
    return command(SERVICE, "give_disposition", g.body)


@route(
    blueprint,
    DISPOSITIONS,
    allow=OFFICIALS,
    query={
        "as": AS,
        "box": BOX,
        "state": {**_text, **DISPOSITION_STATE},
        "urgency": {**_text, **URGENCY},
        "kind": {**_text, **ABOUT},
        "letter": UUID,
        "overdue": {"type": "boolean"},
        **PAGE,
    },
    answers={200: "Dispositions"},
    summary="Dispositions that the caller may read, the newest first",
)
def list_dispositions() -> Response:
    return read(SERVICE, "list_dispositions")


@route(
    blueprint,
    f"{DISPOSITIONS}/instructions",
    allow=OFFICIALS,
    answers={200: "Instructions"},
    summary="Instructions that a disposition may be made of",
)
def list_instructions() -> Response:
    return read(SERVICE, "list_instructions")


@route(
    blueprint,
    f"{DISPOSITIONS}/receivers",
    allow=OFFICIALS,
    query={"as": AS, "q": {**WORDS, "minLength": 0, "maxLength": 100}},
    answers={200: "Receivers"},
    summary="Positions that one may give to, right below first; at most 50, found by words",
)
def list_disposition_receivers() -> Response:
    return read(SERVICE, "list_disposition_receivers")


@route(
    blueprint,
    f"{DISPOSITIONS}/tree",
    allow=OFFICIALS,
    query={"as": AS, "kind": {**_text, **ABOUT}, "letter": UUID},
    answers={200: "DispositionTree"},
    summary="All dispositions on a letter, each with those that it was passed on as",
)
def get_disposition_tree() -> Response:
    return read(SERVICE, "get_disposition_tree")


@route(
    blueprint,
    f"{DISPOSITIONS}/sheet.pdf",
    allow=OFFICIALS,
    query={"as": AS, "kind": {**_text, **ABOUT}, "letter": UUID},
    answers={200: {"type": "string", "format": "binary"}},
    content=PDF,
    summary="The sheet of dispositions on a letter, to be printed",
)
def print_dispositions() -> Response:
    response = Response(ask(SERVICE, "print_dispositions", query(), timeout=READ_SECONDS))
    response.content_type = PDF
    response.headers["Cache-Control"] = "no-store"
    return response


@route(
    blueprint,
    DISPOSITION,
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "DispositionShown"},
    summary="A disposition",
)
def get_disposition(disposition: str) -> Response:
    return read(SERVICE, "get_disposition", disposition=disposition)


@route(
    blueprint,
    f"{DISPOSITION}/history",
    allow=OFFICIALS,
    query={"as": AS, **PAGE},
    answers={200: "LetterActs"},
    summary="What was done with a disposition, by whom as what; the first act first",
)
def list_disposition_acts(disposition: str) -> Response:
    return read(SERVICE, "list_disposition_acts", disposition=disposition)


@route(
    blueprint,
    f"{DISPOSITION}/passing-on",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionPass",
    answers={201: "DispositionsGiven", 200: "DispositionsGiven"},
    summary="Pass a disposition on: those given below hang on it",
)
def pass_on_disposition(disposition: str) -> Response:
    data = {**g.body, "disposition": disposition}
    return command(SERVICE, "pass_on_disposition", data)


@route(
    blueprint,
    f"{DISPOSITION}/cancellation",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionCancel",
    answers={200: "Disposition"},
    summary="Take back a disposition that nobody has read",
)
def cancel_disposition(disposition: str) -> Response:
    return _step("cancel_disposition", disposition)


@route(
    blueprint,
    f"{DISPOSITION}/reading",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionStep",
    answers={200: "Disposition"},
    summary="Say that its receiver has read it; the first time counts",
)
def read_disposition(disposition: str) -> Response:
    return _step("read_disposition", disposition)


@route(
    blueprint,
    f"{DISPOSITION}/start",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionStep",
    answers={200: "Disposition"},
    summary="Begin to work on it",
)
def start_disposition(disposition: str) -> Response:
    return _step("start_disposition", disposition)


@route(
    blueprint,
    f"{DISPOSITION}/report",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionReport",
    answers={200: "Disposition"},
    summary="Report what was done about it",
)
def report_disposition(disposition: str) -> Response:
    return _step("report_disposition", disposition)


@route(
    blueprint,
    f"{DISPOSITION}/acceptance",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionStep",
    answers={200: "Disposition"},
    summary="Accept the report, which closes it once the duties below it are done",
)
def accept_disposition(disposition: str) -> Response:
    return _step("accept_disposition", disposition)


@route(
    blueprint,
    f"{DISPOSITION}/giving-back",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="DispositionBack",
    answers={200: "Disposition"},
    summary="Give a report back, for another one",
)
def give_back_disposition(disposition: str) -> Response:
    return _step("give_back_disposition", disposition)


def _step(method: str, disposition: str) -> Response:
    return command(SERVICE, method, {**g.body, "disposition": disposition}, status=200)
