"""Errors over HTTP: RFC 9457 for programs, a page for people who asked for a page.

Everything that goes wrong ends here: our own tree, Werkzeug's exceptions, and the unexpected, whose
text stays in the log.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, cast

import orjson
from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from libs.kit import logs
from libs.kit.errors import (
    BadRequest,
    Conflict,
    DeadlineExceeded,
    Forbidden,
    Invalid,
    KendaliError,
    NotFound,
    PreconditionFailed,
    TooLarge,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)
from services.gateway import reasons
from services.gateway.auth import BASIC_BELOW

log = logs.get(__name__)
PROBLEM = "application/problem+json"
RETRY_SECONDS = "2"
OF_THE_BODY = {"content-type", "content-length"}
READS = {"GET", "HEAD", "OPTIONS"}


class MethodNotAllowed(KendaliError):
    status, slug, title = 405, "method-not-allowed", "This address does not know this method"


class BadQuery(BadRequest):
    slug, title = "bad-query", "The question is not understood"


class UnsupportedMediaType(KendaliError):
    status, slug, title = 415, "unsupported-media-type", "The body's type is not understood"


class NotAcceptable(KendaliError):
    status, slug, title = 406, "not-acceptable", "No answer of a type that is accepted"


_BY_STATUS: dict[int, type[KendaliError]] = {
    kind.status: kind
    for kind in (
        BadRequest,
        Unauthorized,
        Forbidden,
        NotFound,
        MethodNotAllowed,
        NotAcceptable,
        Conflict,
        PreconditionFailed,
        TooLarge,
        UnsupportedMediaType,
        Invalid,
        TooManyRequests,
        Unavailable,
        DeadlineExceeded,
    )
}


def install(app: Flask) -> None:
    """Answer every failure of the application."""
    app.register_error_handler(KendaliError, answer)
    app.register_error_handler(HTTPException, _of_werkzeug)
    app.register_error_handler(Exception, _unexpected)


def answer(error: KendaliError) -> Response:
    """Return the failure in the form that the caller reads."""
    error = _as_ogc_has_it(error)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("request_failed", slug=error.slug, detail=error.detail)
    response = _page(error) if _wants_page() else problem(error)
    if error.status == HTTPStatus.UNAUTHORIZED:
        for proof in _proofs():
            response.headers.add("WWW-Authenticate", f'{proof} realm="kendali"')
    if "retry_after" in error.extra:
        response.headers["Retry-After"] = str(error.extra["retry_after"])
    elif error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response


def document(error: KendaliError, instance: str, request_id: str) -> dict[str, Any]:
    """Return the error as an RFC 9457 object."""
    body: dict[str, Any] = {
        "type": error.slug,
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "instance": instance,
        "request_id": request_id,
    }
    if error.errors:
        body["errors"] = [{"field": e.field, "message": e.message} for e in error.errors]
    return {**error.extra, **body}


def _as_ogc_has_it(error: KendaliError) -> KendaliError:
    """OGC API - Features answers a wrong question with 400, where elsewhere it is 422."""
    operation = g.get("operation")
    if isinstance(error, Invalid) and error.status == Invalid.status and request.method in READS:
        return BadQuery(error.detail, error.errors) if operation and operation.ogc else error
    return error


def _proofs() -> tuple[str, ...]:
    """Return what to prove oneself by: Basic where programs know no other, not for a page's script.

    A browser would ask its user for a password on behalf of a script whose session has ended.
    """
    of_script = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    basic = request.path.startswith(BASIC_BELOW) and not of_script
    return ("Basic", "Bearer") if basic else ("Bearer",)


def problem(error: KendaliError) -> Response:
    """Return the failure as application/problem+json, in the language that is asked for."""
    body = document(error, request.path, g.get("request_id", ""))
    language = reasons.asked_for(request)
    if language == reasons.INDONESIAN:
        body = reasons.translated(body)
    response = Response(orjson.dumps(body), status=error.status, content_type=PROBLEM)
    return reasons.mark(response, language)


def _page(error: KendaliError) -> Response:
    html = render_template("gateway/error.html", error=error, request_id=g.get("request_id", ""))
    return Response(html, status=error.status, content_type="text/html; charset=utf-8")


def _wants_page() -> bool:
    operation = g.get("operation")
    if operation is not None:
        return bool(operation.page)
    if request.path.startswith(("/v1/", "/static/")):
        return False
    accepted = request.accept_mimetypes  # `best` of it is what is most exact, not what is wished
    return accepted["text/html"] > accepted[PROBLEM]


def _of_werkzeug(error: HTTPException) -> Response:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if error.response is not None or code < HTTPStatus.BAD_REQUEST:
        return cast("Response", Response.force_type(error.get_response(), request.environ))
    response = answer(_translate(error, code))
    for name, value in error.get_headers():
        if name.lower() not in OF_THE_BODY:
            response.headers[name] = value
    return response


def _translate(error: HTTPException, code: int) -> KendaliError:
    known = _BY_STATUS.get(code)
    if known is None:
        slug = (error.name or "error").lower().replace(" ", "-")
        known = type("HttpError", (KendaliError,), {"status": code, "slug": slug})
        known.title = error.name or "Error"
    return known(error.description or known.title)


def _unexpected(error: Exception) -> Response:
    log.error("unexpected_error", path=request.path, exc_info=error)
    return answer(KendaliError())
