"""The page of search."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import lazy_gettext as _

from services.gateway.routing import route
from services.gateway.web import office_search_words
from services.gateway.web.office import OFFICIALS, office_page

KINDS = (
    ("", _("Semua")),
    ("letter", _("Naskah kita")),
    ("incoming", _("Surat masuk")),
    ("disposition", _("Disposisi")),
)
BOXES = (
    ("in", _("Masuk ke jabatan saya")),
    ("copies", _("Tembusan saya")),
    ("out", _("Keluar dari jabatan saya")),
    ("received", _("Disposisi untuk saya")),
    ("given", _("Disposisi dari saya")),
)

blueprint = Blueprint("office_search_page", __name__, template_folder="templates")


@route(blueprint, "/office/search", allow=OFFICIALS, page=True)
def search() -> Response:
    words = office_search_words.search()
    axes = {
        "securities": [(one, words["securities"][one]) for one in ("ordinary", "limited")],
        "urgencies": words["urgencies"].items(),
        "states": words["states"].items(),
    }
    return office_page("office/search.html", "search", words, kinds=KINDS, boxes=BOXES, **axes)
