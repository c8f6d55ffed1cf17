"""The e-office's front page and its lists: what waits for whom, what came, and what went out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _

from services.gateway.routing import route
from services.gateway.web import office_desk_words
from services.gateway.web.office import LETTERS, OFFICIALS, office_page


@dataclass(frozen=True)
class Tile:
    """One of GET /v1/office/counters, and the list of what it counts."""

    id: str
    label: Any
    href: str


@dataclass(frozen=True)
class Group:
    """Counters under a heading."""

    label: Any
    counters: tuple[Tile, ...]


INBOX, DISPOSITIONS = "/office?only=", "/office/dispositions?box="
EIGHT = (
    Group(
        _("Menunggu keputusan Anda"),
        (
            Tile("to_sign", _("Tanda tangan"), f"{LETTERS}to_sign"),
            Tile("to_initial", _("Paraf"), f"{LETTERS}to_initial"),
            Tile("to_send", _("Siap kirim"), f"{LETTERS}to_send"),
        ),
    ),
    Group(
        _("Naskah masuk"),
        (
            Tile("unread", _("Belum dibaca"), f"{INBOX}unread"),
            Tile("to_follow_up", _("Belum ditindaklanjuti"), f"{INBOX}to_follow_up"),
        ),
    ),
    Group(
        _("Disposisi"),
        (
            Tile("unread_dispositions", _("Belum dibaca"), f"{DISPOSITIONS}unread"),
            Tile("dispositions_to_follow_up", _("Belum ditindaklanjuti"), f"{DISPOSITIONS}to_do"),
        ),
    ),
    Group(
        _("Tembusan"),
        (Tile("unread_copies", _("Belum dibaca"), f"{LETTERS}copies&only=unread"),),
    ),
)
# The lists of /office/letters: what each is called, and what its fourth column says.
BOXES: dict[str, Any] = {
    "to_initial": _("Perlu paraf"),
    "to_sign": _("Perlu tanda tangan"),
    "to_send": _("Siap kirim"),
    "drafts": _("Draf saya"),
    "sent": _("Terkirim"),
    "copies": _("Tembusan"),
    "all": _("Semua naskah"),
}

blueprint = Blueprint("office_desk", __name__, template_folder="templates")


@route(blueprint, "/office", allow=OFFICIALS, page=True)
def home() -> Response:
    return office_page("office/home.html", "inbox", office_desk_words.home(), groups=EIGHT)


@route(blueprint, "/office/letters", allow=OFFICIALS, page=True)
def letters() -> Response:
    asked = request.args.get("box", "")
    box = asked if asked in BOXES else "all"
    words = office_desk_words.letters()
    axes = {"securities": words["securities"].items(), "urgencies": words["urgencies"].items()}
    return office_page("office/letters.html", box, words, box=box, heading=BOXES[box], **axes)
