"""Open indicators for everybody: as pages and files, as CKAN's actions, as DCAT."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from libs.kit.errors import KendaliError
from services.gateway.answering import answer, ask, query, read
from services.gateway.public import OPEN
from services.gateway.routes.indicators import ASKED, FORMAT, ITEM, LISTED, OBJECT, SERVICE, written
from services.gateway.routing import PUBLIC, route
from services.gateway.shapes.parts import PAGE, WORDS

blueprint = Blueprint("public_indicators", __name__)
ROOT = "/v1/public/indicators"
CKAN = "/v1/public/ckan/api/3/action"
TEXT = {"type": "string", "maxLength": 100}
COUNT = {"type": "integer", "minimum": 0}


@route(
    blueprint,
    ROOT,
    allow=PUBLIC,
    query={"item": ITEM, "q": WORDS, **PAGE},
    answers={200: LISTED},
    summary="List open indicators",
)
def list_public_indicators() -> Response:
    return _open(read(SERVICE, "list_public_indicators"))


@route(
    blueprint,
    f"{ROOT}/<code>",
    allow=PUBLIC,
    answers={200: OBJECT},
    summary="An open indicator with its metadata",
)
def get_public_indicator(code: str) -> Response:
    return _open(read(SERVICE, "get_public_indicator", code=code))


@route(
    blueprint,
    f"{ROOT}/<code>/observations",
    allow=PUBLIC,
    query={**ASKED, **PAGE, "format": FORMAT},
    answers={200: OBJECT, 202: OBJECT},
    summary="What was observed of an open indicator; with a format, all of it as a file",
)
def list_public_observations(code: str) -> Response:
    if "format" in query():
        return _open(written("start_public_export", code))
    return _open(read(SERVICE, "list_public_observations", code=code))


@route(
    blueprint,
    "/v1/public/dcat.jsonld",
    allow=PUBLIC,
    answers={200: OBJECT},
    content="application/ld+json",
    summary="The open indicators as a catalogue of DCAT-AP",
)
def get_dcat() -> Response:
    found = read(SERVICE, "get_dcat", base=request.host_url.rstrip("/"))
    found.content_type = "application/ld+json"
    return _open(found)


@route(
    blueprint,
    f"{CKAN}/package_list",
    allow=PUBLIC,
    answers={200: OBJECT},
    summary="CKAN's package_list, for portals that harvest",
)
def ckan_package_list() -> Response:
    return _ckan("list_packages", {})


@route(
    blueprint,
    f"{CKAN}/package_show",
    allow=PUBLIC,
    query={"id": TEXT},
    answers={200: OBJECT, 404: OBJECT},
    summary="CKAN's package_show",
)
def ckan_package_show() -> Response:
    return _ckan("show_package", {"code": query().get("id", "")})


@route(
    blueprint,
    f"{CKAN}/datastore_search",
    allow=PUBLIC,
    query={"resource_id": TEXT, "limit": COUNT, "offset": COUNT, "sort": {"enum": ["_id"], **TEXT}},
    answers={200: OBJECT, 404: OBJECT},
    summary="CKAN's datastore_search: records of a resource by their place",
)
def ckan_datastore_search() -> Response:
    asked = {name: value for name, value in query().items() if name != "sort"}
    return _ckan("search_datastore", asked)


def _ckan(method: str, data: dict[str, Any]) -> Response:
    """Answer as CKAN does, errors too: its clients look at `success` alone."""
    told: dict[str, Any] = {"help": request.base_url}
    try:
        return _open(answer({**told, "success": True, **ask(SERVICE, method, data)}))
    except KendaliError as error:
        wrong = {"__type": error.slug, "message": error.detail}
        return _open(answer({**told, "success": False, "error": wrong}, error.status))


def _open(response: Response) -> Response:
    response.headers.update(OPEN)
    return response
