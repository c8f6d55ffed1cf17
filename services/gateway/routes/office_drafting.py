"""What surrounds the writing of a letter: kinds and their templates, the outlook, other writers."""

from __future__ import annotations

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, read
from services.gateway.routes.office_letters import LETTER, LETTERS
from services.gateway.routes.office_organisation import OFFICIALS, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.office import AS
from services.gateway.shapes.office_drafting import UNIT
from services.gateway.shapes.office_letters import CLASSIFICATION, KIND, SECURITY
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("office_drafting", __name__)
_CODE = {"type": "string", "maxLength": 50}


@route(
    blueprint,
    f"{LETTERS}/kinds",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "LetterKinds"},
    summary="Kinds of letters with the fields and first texts of the caller's unit",
)
def list_letter_kinds() -> Response:
    return read(SERVICE, "list_letter_kinds")


@route(
    blueprint,
    f"{LETTERS}/kinds/<kind>",
    "PUT",
    allow=roles("admin"),
    command=True,
    body="LetterKindIn",
    answers={201: "LetterKindPut", 200: "LetterKindPut"},
    summary="Add a kind of letters for every unit, or change what an added one is called",
)
def put_letter_kind(kind: str) -> Response:
    return command(SERVICE, "put_letter_kind", {**g.body, "kind": kind})


@route(
    blueprint,
    f"{LETTER}/kind",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: "LetterKind"},
    summary="A letter's kind, as it stood when the letter was begun",
)
def get_letter_kind(letter: str) -> Response:
    return read(SERVICE, "get_letter_kind", letter=letter)


@route(
    blueprint,
    f"{LETTERS}/kinds/<kind>/templates",
    allow=OFFICIALS,
    query={"unit": UNIT, **PAGE},
    answers={200: "LetterTemplates"},
    summary="The versions of a kind's text and fields, the newest first",
)
def list_letter_templates(kind: str) -> Response:
    return read(SERVICE, "list_letter_templates", kind=kind)


@route(
    blueprint,
    f"{LETTERS}/kinds/<kind>/templates",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="LetterTemplateIn",
    answers={201: "LetterTemplate", 200: "LetterTemplate"},
    summary="Change what letters of a kind begin with; those begun before keep theirs",
)
def put_letter_template(kind: str) -> Response:
    return command(SERVICE, "put_letter_template", {**g.body, "kind": kind})


@route(
    blueprint,
    f"{LETTERS}/outlook",
    allow=OFFICIALS,
    query={
        "as": AS,
        "kind": KIND,
        "classification": CLASSIFICATION,
        "security": {"type": "string", **SECURITY},
        "signer": _CODE,
        "form": {"type": "string", "enum": ["own", "on_behalf", "through"]},
    },
    answers={200: "LetterOutlook"},
    summary="What a letter will look like: number, initials, lines above the signature",
)
def foresee_letter() -> Response:
    return read(SERVICE, "foresee_letter")


@route(
    blueprint,
    f"{LETTER}/writers/<place>",
    "PUT",
    allow=OFFICIALS,
    body="LetterWriterIn",
    answers={200: "LetterWriters"},
    summary="Say every few seconds that a window writes at a draft; answers who else does",
)
def sit_at_letter(letter: str, place: str) -> Response:
    return answer(ask(SERVICE, "sit_at_letter", {**g.body, "letter": letter, "place": place}))
