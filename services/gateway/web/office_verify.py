"""The page that a letter's QR code opens: who signed it, and whether a copy is the same.

It needs no account and no JavaScript; a copy that is handed in is kept nowhere.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from libs.kit.errors import Invalid, NotFound
from services.gateway.pages import languages, others
from services.gateway.parts import parts
from services.gateway.routes.office_attachments import LARGEST
from services.gateway.routes.office_signing import PDF, compared, verified
from services.gateway.routing import PUBLIC, route
from services.gateway.uploads import uploaded
from services.gateway.web.pages import keep_language

ROOT = "/verify"
HTML = "text/html; charset=utf-8"
LONGEST_CODE = 40
NOT_FOUND = 404

blueprint = Blueprint("office_verify", __name__, template_folder="templates")


@route(blueprint, ROOT, allow=PUBLIC, page=True)
def enter_code() -> AnyResponse:
    """Ask for a code, or lead to the page of the one that was typed."""
    code = request.args.get("code", "").strip()
    if code:
        return redirect(f"{ROOT}/{quote(code[:LONGEST_CODE], safe='')}", code=303)
    return _page({"code": ""}, 200)


@route(blueprint, f"{ROOT}/<code>", allow=PUBLIC, page=True)
def document(code: str) -> Response:
    return _shown(code)


@route(
    blueprint,
    f"{ROOT}/<code>",
    "POST",
    allow=PUBLIC,
    page=True,
    upload=True,
    largest=LARGEST,
    takes=(PDF,),
    name="document_copy",
)
def document_copy(code: str) -> Response:
    try:
        return _shown(code, copy=compared(code, uploaded()[1]))
    except Invalid as error:
        return _shown(code, error.status, refused=error.slug)


def _shown(code: str, status: int = 200, **facts: Any) -> Response:
    try:
        told = verified(code)
    except NotFound:
        return _page({"code": code[:LONGEST_CODE], "unknown": True}, NOT_FOUND)
    zone = parts().settings.timezone
    moments = {
        "signed": _moment(told.get("signed_at"), zone),
        "moment": lambda text: _moment(text, zone),
    }
    return _page({"code": told["code"], "told": told, **moments, **facts}, status)


def _page(facts: dict[str, Any], status: int) -> Response:
    body = render_template("office/document.html", root=ROOT, others=others(), **facts)
    response = Response(body, status=status, content_type=HTML)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if request.args.get("lang") in languages():
        keep_language(response, request.args["lang"])
    return response


def _moment(text: str | None, zone: Any) -> str:
    """Return a time as people here read it, with its zone."""
    if not text:
        return ""
    return datetime.fromisoformat(text).astimezone(zone).strftime("%d-%m-%Y %H.%M %Z")
