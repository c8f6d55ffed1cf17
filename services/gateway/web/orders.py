"""Orders: the desk's page, and the one for a leader's phone."""

from __future__ import annotations

from flask import Blueprint, Response

from libs.kit.principal import ROLES
from services.gateway.routing import Allow, route
from services.gateway.web.console import console_page
from services.gateway.web.orders_words import URGENCIES, urgencies, words

READERS = Allow(frozenset(ROLES - {"ops", "reporter"}))
PRESETS = (30, 60, 120, 240, 720, 1440)  # minutes to a deadline that is chosen by one touch

blueprint = Blueprint("orders_pages", __name__, template_folder="templates")


@route(blueprint, "/console/orders", allow=READERS, page=True)
def orders_desk() -> Response:
    """Show orders given and received, and who of each has not answered."""
    return _page("orders/desk.html")


@route(blueprint, "/orders", allow=READERS, page=True)
def orders_phone() -> Response:
    """Show a leader what is open and what to answer, for a phone."""
    return _page("orders/phone.html")


def _page(template: str) -> Response:
    chosen = {name: urgencies()[name] for name in URGENCIES}
    return console_page(template, "orders", words(), presets=PRESETS, urgencies=chosen)
