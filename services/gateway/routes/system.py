"""Health, the API's own description, and the front door."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from services.gateway import openapi
from services.gateway.answering import answer
from services.gateway.parts import parts
from services.gateway.routing import PUBLIC, operations, route

blueprint = Blueprint("system", __name__)


@route(blueprint, "/", allow=PUBLIC, page=True)
def front() -> AnyResponse:
    return redirect("/wall", code=303)


@route(
    blueprint,
    "/healthz",
    allow=PUBLIC,
    limited=False,
    answers={200: "Health"},
    summary="Whether the process lives",
)
def healthz() -> Response:
    return answer({"status": "ok"})


@route(
    blueprint,
    "/readyz",
    allow=PUBLIC,
    limited=False,
    answers={200: "Health", 503: "Health"},
    summary="Whether requests can be served; names what fails",
)
def readyz() -> Response:
    failing = parts().failing()
    status = "fail" if failing else "ok"
    return answer({"status": status, "failing": failing}, 503 if failing else 200)


@route(
    blueprint,
    "/openapi.json",
    allow=PUBLIC,
    answers={200: {"type": "object"}},
    summary="This description, OpenAPI 3.1",
)
def openapi_json() -> Response:
    return answer(_document())


@route(blueprint, "/docs", allow=PUBLIC, page=True)
def docs() -> str:
    return render_template("gateway/docs.html", document=_document(), source="/openapi.json")


def _document() -> dict[str, Any]:
    known = list(operations(current_app).values())
    return openapi.build(known, parts().settings.public_url)
