"""The pages of incoming letters and of dispositions."""

from __future__ import annotations

from flask import Blueprint, Response

from services.gateway.routing import route
from services.gateway.web import office_register_words as words
from services.gateway.web.office import OFFICIALS, office_page

blueprint = Blueprint("office_register_pages", __name__, template_folder="templates")
INCOMING, DISPOSITIONS = "/office/incoming", "/office/dispositions"


@route(blueprint, INCOMING, allow=OFFICIALS, page=True)
def register() -> Response:
    return office_page("office/register.html", "incoming", words.register())


@route(blueprint, f"{INCOMING}/new", allow=OFFICIALS, page=True)
def entry() -> Response:
    return office_page("office/entry.html", "incoming", words.entry(), incoming="")


@route(blueprint, f"{INCOMING}/<incoming>", allow=OFFICIALS, page=True)
def incoming_letter(incoming: str) -> Response:
    return office_page("office/incoming.html", "incoming", words.letter(), incoming=incoming)


@route(blueprint, f"{INCOMING}/<incoming>/correction", allow=OFFICIALS, page=True)
def correction(incoming: str) -> Response:
    return office_page("office/entry.html", "incoming", words.entry(), incoming=incoming)


@route(blueprint, DISPOSITIONS, allow=OFFICIALS, page=True)
def dispositions() -> Response:
    return office_page("office/dispositions.html", "dispositions", words.dispositions())


@route(blueprint, f"{DISPOSITIONS}/<disposition>", allow=OFFICIALS, page=True)
def disposition(disposition: str) -> Response:
    return office_page(
        "office/disposition.html", "dispositions", words.disposition(), disposition=disposition
    )
