"""The nine items: all of them at a glance, and the page of each."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from libs.kit.errors import NotFound
from services.gateway.answering import ask
from services.gateway.routes.indicators import ITEMS, READERS, SERVICE, SUFFIXES
from services.gateway.routing import route
from services.gateway.web.console import console_page
from services.gateway.web.indicators_words import items, words

blueprint = Blueprint("indicator_pages", __name__, template_folder="templates")
PAGES = "/indicators"
KEPT = ("area", "level", "lang")  # of a link's question, what a page is asked too


@route(blueprint, PAGES, allow=READERS, page=True)
def indicators() -> Response:
    return console_page("indicators/nine.html", "indicators", words(), items=items())


@route(blueprint, f"{PAGES}/<item>", allow=READERS, page=True)
def indicator_item(item: str) -> Response:
    if item not in ITEMS:
        raise NotFound(f"there is no page {item[:80]}")
    facts = {"item": item, "name": items()[item], "formats": list(SUFFIXES)}
    return console_page("indicators/item.html", "indicators", words(), **facts)


@route(blueprint, f"{PAGES}/of/<code>", allow=READERS, page=True)
def indicator_of(code: str) -> AnyResponse:
    """Lead to the page of an indicator, at `area` and the year of `period`."""
    found = ask(SERVICE, "get_indicator", {"code": code})
    asked = {name: request.args[name] for name in KEPT if name in request.args}
    year = request.args.get("period", "")[:4]
    if year.isascii() and year.isdigit():
        asked["year"] = year
    leading = urlencode({"indicator": found["code"], **asked})
    return redirect(f"{PAGES}/{found['item']}?{leading}")
