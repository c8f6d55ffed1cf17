"""Search over letters, incoming letters and dispositions, and searches that people keep."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g

from services.gateway.answering import command, read
from services.gateway.routes.office_organisation import OFFICIALS, ROOT, SERVICE
from services.gateway.routing import route
from services.gateway.shapes.office import AS
from services.gateway.shapes.office_search import FILTERS, SHOWN

blueprint = Blueprint("office_search", __name__)
SEARCHES = f"{ROOT}/searches"
SEARCH = f"{SEARCHES}/<search>"
_as: dict[str, Any] = {"as": AS}


@route(
    blueprint,
    f"{ROOT}/search",
    allow=OFFICIALS,
    query={**_as, **FILTERS, **SHOWN},
    answers={200: "Found"},
    summary="Full-text search over what the caller may read; the best of the newest 500 first",
)
def search_office() -> Response:
    return read(SERVICE, "search_office")


@route(
    blueprint,
    SEARCHES,
    allow=OFFICIALS,
    query=_as,
    answers={200: "Searches"},
    summary="Searches kept for the caller as a position, with what is new since they were opened",
)
def list_searches() -> Response:
    return read(SERVICE, "list_searches")


@route(
    blueprint,
    SEARCHES,
    "POST",
    allow=OFFICIALS,
    command=True,
    body="SearchIn",
    answers={201: "Search", 200: "Search"},
    summary="Keep a search under a name, in place of an earlier one of that name",
)
def keep_search() -> Response:
    return command(SERVICE, "keep_search", g.body)


@route(
    blueprint,
    f"{SEARCH}/opening",
    "POST",
    allow=OFFICIALS,
    command=True,
    body="SearchStep",
    answers={200: "Search"},
    summary="Say that a kept search was opened: what is new is counted from now",
)
def open_search(search: str) -> Response:
    return command(SERVICE, "open_search", {**g.body, "search": search}, status=200)


@route(
    blueprint,
    SEARCH,
    "DELETE",
    allow=OFFICIALS,
    command=True,
    query=_as,
    answers={200: "Search"},
    summary="Delete a kept search",
)
def delete_search(search: str) -> Response:
    return command(SERVICE, "delete_search", {**g.query, "search": search}, status=200)
