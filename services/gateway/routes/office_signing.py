"""Letters are signed by a job; anybody verifies what was signed, by the code on the letter."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from services.gateway.answering import answer, ask, command, query, read
from services.gateway.parts import parts
from services.gateway.public import READER
from services.gateway.routes.office_attachments import LARGEST, READ_SECONDS
from services.gateway.routes.office_letters import LETTER
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import PUBLIC, route
from services.gateway.shapes.office import AS
from services.gateway.uploads import uploaded

blueprint = Blueprint("office_signing", __name__)
SIGNINGS = f"{ROOT}/signings"
LETTERHEAD = f"{ROOT}/units/<unit>/letterhead"
VERIFY = "/v1/public/office/verify/<code>"
PDF = "application/pdf"
FILE = {"type": "string", "format": "binary"}
UNKEPT = "no-store"
PREVIEW_SECONDS = 55  # a turn, and a layout


@route(
    blueprint,
    SIGNINGS,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="SigningIn",
    answers={202: "Job", 200: "Job"},
    summary="Sign letters with one's passphrase, which is kept nowhere; each gets its number",
)
def sign_letters() -> Response:
    return command(SERVICE, "sign_letters", g.body, f"{SIGNINGS}/{{id}}", 202)


@route(
    blueprint,
    f"{SIGNINGS}/key",
    allow=OFFICIALS,
    answers={200: "SigningKey"},
    summary="By what the caller signs: a key that is kept here, a token, or an account of BSrE",
)
def get_signing_key() -> Response:
    return read(SERVICE, "my_signing_key")


@route(
    blueprint,
    f"{SIGNINGS}/<job>",
    allow=OFFICIALS,
    answers={200: "Signing"},
    reasons=("message",),
    summary="How far a signing of one's own is, and how each of its letters stands",
)
def get_signing(job: str) -> Response:
    return read(SERVICE, "get_signing", id=job)


@route(
    blueprint,
    f"{SIGNINGS}/<job>",
    "DELETE",
    allow=OFFICIALS,
    answers={200: "Job"},
    summary="Stop a signing of one's own after the letter that is being signed",
)
def stop_signing(job: str) -> Response:
    return answer(ask(SERVICE, "stop_signing", {"id": job}))


@route(
    blueprint,
    f"{LETTER}/signed.pdf",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: FILE},
    content=PDF,
    summary="The letter as it was signed, byte for byte",
)
def get_signed_letter(letter: str) -> Response:
    data = {**query(), "letter": letter}
    response = Response(ask(SERVICE, "signed_letter", data, timeout=READ_SECONDS))
    response.content_type = PDF
    response.headers["Cache-Control"] = UNKEPT
    return response


@route(
    blueprint,
    f"{LETTER}/preview",
    allow=OFFICIALS,
    query={"as": AS},
    answers={200: FILE},
    content=PDF,
    summary="A letter before its signature as the PDF it would be; it is kept nowhere",
)
def preview_letter(letter: str) -> Response:
    data = {**query(), "letter": letter}
    response = Response(ask(SERVICE, "preview_letter", data, timeout=PREVIEW_SECONDS))
    response.content_type = PDF
    response.headers["Cache-Control"] = UNKEPT
    return response


@route(
    blueprint,
    LETTERHEAD,
    allow=OFFICIALS,
    answers={200: "Letterhead"},
    summary="The head of a unit's letters; no lines where none was written for it",
)
def get_letterhead(unit: str) -> Response:
    return read(SERVICE, "get_letterhead", unit=unit)


@route(
    blueprint,
    LETTERHEAD,
    "PUT",
    allow=OFFICIALS,
    command=True,
    body="LetterheadIn",
    answers={201: "LetterheadPut", 200: "LetterheadPut"},
    summary="Write the head of a unit's letters: its records officers and administrators",
)
def put_letterhead(unit: str) -> Response:
    return command(SERVICE, "put_letterhead", {**g.body, "unit": unit})


# ---- for everybody


@route(
    blueprint,
    VERIFY,
    allow=PUBLIC,
    answers={200: "VerifiedDocument"},
    summary="Who signed the document of this code, when and as what",
)
def verify_document(code: str) -> Response:
    return answer(verified(code))


@route(
    blueprint,
    f"{VERIFY}/copy",
    "POST",
    allow=PUBLIC,
    upload=True,
    largest=LARGEST,
    takes=(PDF,),
    answers={200: "ComparedDocument"},
    summary="Hold a copy (PDF, up to 10 MiB) against the document; it is not kept",
)
def compare_document(code: str) -> Response:
    return answer(compared(code, uploaded()[1]))


def verified(code: str) -> dict[str, Any]:
    found: dict[str, Any] = parts().rpc.call(SERVICE, "verify_document", {"code": code}, READER)
    return found


def compared(code: str, copy: bytes) -> dict[str, Any]:
    """Return what a copy is; raises BrokenPdf, EncryptedPdf, and Busy."""
    call = parts().rpc.call
    found: dict[str, Any] = call(
        SERVICE, "compare_document", {"code": code}, READER, timeout=READ_SECONDS, attachment=copy
    )
    return found
