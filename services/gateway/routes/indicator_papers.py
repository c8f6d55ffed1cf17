"""Pages of indicators on paper, and the morning briefs."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response

from libs.kit.errors import DeadlineExceeded, Unavailable
from services.gateway.answering import ask, asker, command, query, read
from services.gateway.routes.indicators import LISTED, OBJECT, PAGE_OF, READERS, ROOT, SERVICE
from services.gateway.routing import roles, route
from services.gateway.shapes.parts import PAGE

blueprint = Blueprint("indicator_papers", __name__)
LAYERS = {"regency": "regencies", "district": "districts", "village": "villages"}
BELOW = {0: "district", 2: "regency", 4: "district", 6: "village", 10: "village"}
LANGUAGE = {"type": "string", "enum": ["id", "en"]}
BRIEFS = f"{ROOT}/briefs"
BRIEFED = roles("admin", "operator", "officer", "viewer")
BINARY = {"type": "string", "format": "binary"}
PRINT_SECONDS, MAP_SECONDS, MOST_SHAPES = 40, 5, 1000


@route(
    blueprint,
    f"{ROOT}/items/<item>/page.pdf",
    allow=READERS,
    query={**PAGE_OF, "language": LANGUAGE},
    answers={200: BINARY},
    content="application/pdf",
    summary="One page of the nine on paper: A4, with chart, maps and ranking",
)
def print_indicator_item(item: str) -> Response:
    asked = query()
    data = {**asked, "item": item, "shapes": _shapes(asked)}
    return _pdf(ask(SERVICE, "print_item", data, timeout=PRINT_SECONDS), f"indikator-{item}.pdf")


@route(
    blueprint,
    BRIEFS,
    allow=BRIEFED,
    query=PAGE,
    answers={200: LISTED},
    summary="Morning briefs of the account's area, the newest first, with their counts",
)
def list_briefs() -> Response:
    return read(SERVICE, "list_briefs")


@route(
    blueprint,
    BRIEFS,
    "POST",
    allow=roles("admin"),
    command=True,
    answers={201: OBJECT, 200: OBJECT},
    summary="Make today's brief now, in the place of one that there is",
)
def make_brief() -> Response:
    where = f"{BRIEFS}/{{day}}"
    return command(SERVICE, "make_brief", {}, where, timeout=PRINT_SECONDS)


@route(
    blueprint,
    f"{BRIEFS}/<day>",
    allow=BRIEFED,
    answers={200: OBJECT},
    summary="A day's brief: all that it says, in no language",
)
def get_brief(day: str) -> Response:
    return read(SERVICE, "get_brief", day=day)


@route(
    blueprint,
    f"{BRIEFS}/<day>/page.pdf",
    allow=BRIEFED,
    query={"language": LANGUAGE},
    answers={200: BINARY},
    content="application/pdf",
    summary="A day's brief on paper: one page, A4",
)
def print_brief(day: str) -> Response:
    body = ask(SERVICE, "print_brief", {**query(), "day": day}, timeout=PRINT_SECONDS)
    return _pdf(body, f"ringkasan-pagi-{day[:10]}.pdf")


@route(
    blueprint,
    f"{BRIEFS}/<brief>/opening",
    "POST",
    allow=roles("admin", "officer"),
    command=True,
    answers={201: OBJECT, 200: OBJECT},
    summary="Say that a brief was opened: its notices to the caller's positions are settled",
)
def open_brief(brief: str) -> Response:
    """E-office says who the caller is there, the notifications settle what those were told."""
    keys = ask("eoffice", "my_reader_keys", {})
    return command("notifications", "settle_addressed_brief", {"brief": brief, "readers": keys})


def _pdf(body: bytes, name: str) -> Response:
    response = Response(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shapes(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the areas that a page ranks, with their shapes; none while there are no maps."""
    area = asked.get("area") or asker().area
    level = asked.get("level") or BELOW[len(area)]
    sought = {"layer": LAYERS[level], "limit": MOST_SHAPES, "fields": "code", "count": "none"}
    try:
        found = ask("gis", "list_features", {**sought, "area": area}, timeout=MAP_SECONDS)
    except (Unavailable, DeadlineExceeded):
        return []
    return list(orjson.loads(found)["features"])
