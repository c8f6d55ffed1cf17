"""The console: the frame of all desk pages, and its front page.

A page of the console is a route with its roles that answers `console_page(template, id, words)`;
an `Entry` in NAV (navigation.py) leads there. docs/elections/console.md says how one is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import lazy_gettext as _

from libs.kit.principal import Principal
from services.gateway.pages import languages, others
from services.gateway.parts import parts
from services.gateway.routing import SIGNED_IN, route
from services.gateway.web import front, strings
from services.gateway.web.menus import Shown, bar, may, own
from services.gateway.web.navigation import ELSEWHERE
from services.gateway.web.pages import keep_language
from services.gateway.web.shift_words import shift_bar

ROOM = frozenset({"operator", "admin"})  # who works in the room, and sees who is on duty


ROLES: dict[str, Any] = {
    "admin": _("Admin"),
    "operator": _("Operator"),
    "verifier": _("Pemeriksa"),
    "reporter": _("Pelapor"),
    "gis_editor": _("Penyunting peta"),
    "officer": _("Pejabat"),
    "viewer": _("Pembaca"),
    "ops": _("Pengelola sistem"),
}

blueprint = Blueprint("console", __name__, template_folder="templates")


@route(blueprint, "/console", allow=SIGNED_IN, page=True)
def overview() -> Response:
    who: Principal = g.session.principal
    groups = [
        (group.label, [entry for entry in group.entries if entry.note])
        for group in (*bar(who, ""), Shown("own", _("Milik Anda"), tuple(own(who)), current=False))
    ]
    elsewhere = (_("Di tempat lain"), [entry for entry in ELSEWHERE if may(who, entry)])
    open_to = [(label, entries) for label, entries in (*groups, elsewhere) if entries]
    words = {**strings.overview(), **front.words(), "shift": shift_bar()}
    shown = {"tiles": front.tiles(who), "groups": open_to, "room": bool(who.roles & ROOM)}
    return console_page("console/overview.html", "overview", words, **shown)


def console_page(
    template: str, current: str, words: Mapping[str, Any] | None = None, **facts: Any
) -> Response:
    """Return the page `template`, an heir of console/base.html, for who asks.

    `current` is the id of its entry in NAV; `words` are what its modules say, beside those that
    every page has; `facts` are names of its own in the template.
    """
    who: Principal = g.session.principal
    zone = parts().settings.timezone
    html = render_template(
        template,
        **facts,
        current=current,
        nav=bar(who, current),
        own=own(who),
        who={"name": who.name, "roles": [ROLES[role] for role in sorted(who.roles)]},
        election=parts().settings.wall_election,
        timezone=zone.key,
        zone=datetime.now(UTC).astimezone(zone).tzname(),
        strings=orjson.dumps({**strings.console(), **(words or {})}, default=str).decode(),
        others=others(),
    )
    response = make_response(html)
    if request.args.get("lang") in languages():
        keep_language(response, request.args["lang"])
    return response
