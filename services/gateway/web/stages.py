"""The page of an election's stages, and what its modules say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import SIGNED_IN, route
from services.gateway.web import strings
from services.gateway.web.console import console_page

blueprint = Blueprint("stages_page", __name__, template_folder="templates")


@route(blueprint, "/console/stages", allow=SIGNED_IN, page=True)
def stages() -> Response:
    return console_page("stages/stages.html", "stages", words())


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "states": {
            "upcoming": _("akan datang"),
            "running": _("berjalan"),
            "over": _("selesai"),
            "undated": _("belum bertanggal"),
        },
        "period": _("{first} sampai {last}"),
        "until": _("sampai {last}"),
        "since": _("mulai {first}"),
        "today": _("Hari ini {day} {zone}"),
        "saved": _("Tersimpan: {name}"),
        "deleted": _("Terhapus: {name}"),
        "loaded": _("{n} tahapan diambil dari templat."),
        "copied": _("Alamat kalender tersalin."),
        "templateOf": _("{name}: {n} tahapan, pemungutan {day}"),
        "none": _("tidak ada"),
        "problems": {
            **strings.console()["problems"],
            "stages-exist": _("Pemilihan ini sudah memiliki tahapan."),
            "stage-has-parts": _("Hapus dahulu bagian-bagian tahapan ini."),
            "wrong-parent": _("Tahapan tidak dapat ditempatkan di sana."),
            "unknown-stage": _("Tahapan itu tidak ada lagi."),
            "invalid": _("Isian belum benar"),
        },
    }
