"""Indicators: the catalogue, headlines, rankings, series, one page of the nine, observations."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, stream_with_context

from libs.kit.errors import Conflict
from services.gateway import invalidation
from services.gateway.answering import answer, ask, cached, query, read
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import AREA, PAGE, SLUG, WORDS

blueprint = Blueprint("indicators", __name__)
SERVICE = "indicators"
ROOT = "/v1/indicators"
INDICATOR = f"{ROOT}/<code>"
READERS = roles("admin", "operator", "verifier", "gis_editor", "officer", "viewer", "ops")
ITEMS = (
    "social",
    "finance",
    "education",
    "population",
    "infrastructure",
    "public_services",
    "health",
    "licensing",
    "social_media",
)
ITEM = {"type": "string", "enum": list(ITEMS)}
LEVEL = {"type": "string", "enum": ["regency", "district", "village"]}
PERIOD = {
    "type": "string",
    "maxLength": 10,
    "description": "2024, 2024-S1, 2024-Q3, 2024-11 or 2024-11-25, as the indicator's rhythm is",
}
DIMENSION = {"type": "string", "maxLength": 500, "description": "sex:L;age:0-4; empty: the whole"}
SUFFIXES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
ASKED = {"area": AREA, "from": PERIOD, "to": PERIOD, "dimension": DIMENSION}
FORMAT = {"type": "string", "enum": list(SUFFIXES)}
OBJECT = {"type": "object"}
LISTED = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": OBJECT},
        "next": {"type": ["string", "null"]},
    },
    "required": ["items", "next"],
}
WAIT_SECONDS, LOOK_SECONDS = 20.0, 0.1
YEAR = {"type": "integer", "minimum": 1900, "maximum": 2200}
PAGE_OF = {
    "area": AREA,
    "level": LEVEL,
    "indicator": SLUG,
    "year": YEAR,
    "dimension": DIMENSION,
}


@route(
    blueprint,
    ROOT,
    allow=READERS,
    query={"item": ITEM, "q": WORDS, **PAGE},
    answers={200: LISTED},
    summary="List indicators with their metadata, by code",
)
def list_indicators() -> Response:
    return read(SERVICE, "list_indicators")


@route(
    blueprint,
    f"{ROOT}/late",
    allow=READERS,
    query={"owner": WORDS},
    answers={200: LISTED},
    summary="Indicators whose next period is overdue, with the agency that owes it",
)
def list_late_indicators() -> Response:
    return read(SERVICE, "list_late")


@route(
    blueprint,
    f"{ROOT}/items",
    allow=READERS,
    query={"area": AREA},
    answers={200: OBJECT},
    tagged=True,
    summary="The nine items: how many indicators each has, how many are late, three of them",
)
def list_indicator_items() -> Response:
    tags = tuple(invalidation.indicators(item) for item in ITEMS)
    return cached(SERVICE, "list_items", tags, query())


@route(
    blueprint,
    f"{ROOT}/items/<item>",
    allow=READERS,
    query=PAGE_OF,
    answers={200: OBJECT},
    tagged=True,
    summary="One page of the nine: headlines, and one indicator's series, ranking and maps",
)
def get_indicator_item(item: str) -> Response:
    tags = (invalidation.indicators(item),)
    return cached(SERVICE, "get_item", tags, {**query(), "item": item})


@route(
    blueprint,
    INDICATOR,
    allow=READERS,
    answers={200: OBJECT},
    summary="An indicator with its metadata",
)
def get_indicator(code: str) -> Response:
    return read(SERVICE, "get_indicator", code=code)


@route(
    blueprint,
    f"{INDICATOR}/headline",
    allow=READERS,
    query={"area": AREA, "period": PERIOD, "dimension": DIMENSION},
    answers={200: OBJECT},
    summary="The newest figure of an area with target, trend, last year, freshness and quality",
)
def get_indicator_headline(code: str) -> Response:
    return read(SERVICE, "get_headline", code=code)


@route(
    blueprint,
    f"{INDICATOR}/ranking",
    allow=READERS,
    query={"area": AREA, "level": LEVEL, "period": PERIOD, "dimension": DIMENSION},
    answers={200: OBJECT},
    summary="Areas inside an area, the best first",
)
def get_indicator_ranking(code: str) -> Response:
    return read(SERVICE, "get_ranking", code=code)


@route(
    blueprint,
    f"{INDICATOR}/series",
    allow=READERS,
    query=ASKED,
    answers={200: OBJECT},
    summary="Figures of an area over time, each with that of a year before",
)
def get_indicator_series(code: str) -> Response:
    return read(SERVICE, "get_series", code=code)


@route(
    blueprint,
    f"{INDICATOR}/groups",
    allow=READERS,
    query={"area": AREA, "period": PERIOD},
    answers={200: OBJECT},
    tagged=True,
    summary="A figure by the values of its dimensions, such as sex and age, and a year before",
)
def list_indicator_groups(code: str) -> Response:
    tags = tuple(invalidation.indicators(item) for item in ITEMS)
    return cached(SERVICE, "list_groups", tags, {**query(), "code": code})


@route(
    blueprint,
    f"{INDICATOR}/observations",
    allow=READERS,
    query={**ASKED, **PAGE, "format": FORMAT},
    answers={200: OBJECT, 202: OBJECT},
    summary="What was observed, with its source; with a format, all of it as a file",
)
def list_indicator_observations(code: str) -> Response:
    if "format" not in query():
        return read(SERVICE, "list_observations", code=code)
    return written("start_export", code)


@route(
    blueprint,
    f"{INDICATOR}/revisions",
    allow=READERS,
    query={"area": AREA, "period": PERIOD, "dimension": DIMENSION},
    answers={200: LISTED},
    summary="All that was said of one area and period, the newest first",
)
def list_indicator_revisions(code: str) -> Response:
    return read(SERVICE, "list_revisions", code=code)


@route(
    blueprint,
    f"{ROOT}/exports/<id>",
    allow=READERS,
    answers={200: OBJECT},
    summary="How far the writing of a file is",
)
def get_indicator_export(id: str) -> Response:  # noqa: A002 - the address's own name
    return read(SERVICE, "get_export", id=id)


@route(
    blueprint,
    f"{ROOT}/exports/<id>/file",
    allow=READERS,
    answers={200: {"type": "string", "format": "binary"}},
    content="application/octet-stream",
    summary="The written file",
)
def get_indicator_export_file(id: str) -> Response:  # noqa: A002
    return file_of(ask(SERVICE, "get_export", {"id": id}))


def written(method: str, code: str) -> Response:
    """Have a file written and answer with it; 202 where that takes longer."""
    asked = {name: value for name, value in query().items() if name not in PAGE}
    found = ask(SERVICE, method, {**asked, "code": code}, command_id=str(uuid.uuid4()))["answer"]
    ends = time.monotonic() + WAIT_SECONDS
    while found["state"] == "writing" and time.monotonic() < ends:
        time.sleep(LOOK_SECONDS)
        found = ask(SERVICE, "get_export", {"id": found["id"]})
    if found["state"] == "failed":
        raise Conflict(found["job"]["message"])
    if found["state"] == "ready":
        return file_of(found)
    response = answer(found, 202)
    response.headers["Location"] = f"{ROOT}/exports/{found['id']}"
    return response


def file_of(found: dict[str, Any]) -> Response:
    """Answer with the bytes of a written file, a part at a time."""
    first = ask(SERVICE, "get_export_part", {"id": found["id"], "part": 0})
    form = found["plan"]["format"]
    body = stream_with_context(_parts(found, first))
    response = Response(body, content_type=SUFFIXES[form])
    name = f"{found['plan']['indicator']}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(found["size"])
    return response


def _parts(found: dict[str, Any], first: bytes) -> Iterator[bytes]:
    yield first
    for number in range(1, found["found"]["parts"]):
        yield ask(SERVICE, "get_export_part", {"id": found["id"], "part": number})
