"""The page of notices: what came to the caller's positions and is not read, and what is late."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import route
from services.gateway.web import office_desk_words
from services.gateway.web.office import OFFICIALS, office_page
from services.gateway.web.strings import counted

blueprint = Blueprint("office_notices_page", __name__, template_folder="templates")


@route(blueprint, "/office/notices", allow=OFFICIALS, page=True)
def notices() -> Response:
    return office_page("office/notices.html", "notices", _words())


def _words() -> dict[str, Any]:
    return {
        **office_desk_words.letters(),
        "notices": {
            "letter_received": _("Naskah baru masuk"),
            "disposition_given": _("Disposisi baru"),
            "disposition_overdue": _("Disposisi lewat batas waktu"),
            "brief_made": _("Ringkasan pagi"),
        },
        "found": counted(*(ngettext("{n} pemberitahuan", "{n} pemberitahuan", n) for n in (1, 2))),
        "foundMore": _("{n} pemberitahuan pertama"),
    }
