"""The page of letterheads: the head of each unit's letters, written by its records officers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import route
from services.gateway.web import office_strings
from services.gateway.web.office import OFFICIALS, office_page

blueprint = Blueprint("office_letterheads_page", __name__, template_folder="templates")


@route(blueprint, "/office/letterheads", allow=OFFICIALS, page=True)
def letterheads() -> Response:
    return office_page("office/letterheads.html", "letterheads", _words())


def _words() -> dict[str, Any]:
    return {
        "saved": _("Kop surat {unit} tersimpan. Naskah yang sudah ditandatangani tidak berubah."),
        "none": _("Belum ditulis: naskah memakai nama instansi dan unit."),
        "tooLarge": _("Logo paling besar 300 KiB."),
        "logoOf": _("Logo {unit}"),
        "problems": {
            **office_strings.frame()["problems"],
            "forbidden": _("Kop surat ditulis arsiparis unitnya, atau admin."),
        },
    }
