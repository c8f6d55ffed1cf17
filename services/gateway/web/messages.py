"""The page of the SMS line, and what its modules say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page

blueprint = Blueprint("messages_page", __name__, template_folder="templates")


@route(blueprint, "/console/messages", allow=roles("operator", "verifier", "admin"), page=True)
def messages() -> Response:
    return console_page("messages/messages.html", "messages", words())


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "states": {
            "taken": _("diterima"),
            "partly": _("sebagian"),
            "refused": _("ditolak"),
            "unknown-sender": _("nomor tak dikenal"),
        },
        "channels": {"sms": _("SMS"), "radio": _("radio")},
        "from": _("nomor berakhiran {tail}"),
        "registered": _("{n} nomor terdaftar."),
        "forgotten": _("Nomor dihapus."),
        "notKnown": _("Nomor itu tidak terdaftar."),
        "problems": {
            **strings.console()["problems"],
            "invalid": _("Isian belum benar"),
            "outside-area": _("Itu di luar wilayah akun ini."),
            "sms-not-waiting": _("Pesan ini sudah ditangani."),
        },
    }
