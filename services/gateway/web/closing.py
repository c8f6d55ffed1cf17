"""The console's page for closing records: what is ready, who asks to reopen, and what counts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page
from services.gateway.web.leaders import plans

DECIDING = frozenset({"verifier", "admin"})

blueprint = Blueprint("closing_page", __name__, template_folder="templates")


@route(blueprint, "/console/closing", allow=roles("operator", "verifier", "admin"), page=True)
def closing() -> Response:
    mine = g.session.principal.roles
    facts = {"decides": bool(mine & DECIDING), "sets": "admin" in mine}
    return console_page("closing/closing.html", "closing", words(), **facts)


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "problems": {**strings.console()["problems"], **_problems()},
        "finalised": strings.counted(
            *(ngettext("{n} hasil disahkan.", "{n} hasil disahkan.", n) for n in (1, 2))
        ),
        "closeArea": _("Sahkan yang siap di {area}"),
        "sure": strings.counted(
            *(
                ngettext("{n} hasil di {area} ditutup.", "{n} hasil di {area} ditutup.", n)
                for n in (1, 2)
            )
        ),
        "requested": _("Permintaan dikirim. Orang lain yang memutuskan."),
        "approved": _("Hasil dibuka kembali."),
        "refused": _("Permintaan ditolak."),
        "askedBy": _("{who}, {time}"),
        "saved": _("Disimpan. Hasil yang sudah masuk dihitung ulang menurut aturan ini."),
        "version": _("versi {n}"),
        "overtaken": _(
            "Orang lain menyimpan aturan lebih dulu: kini versi {n}. Isian Anda masih di sini:"
            " simpan lagi untuk menggantinya, atau muat ulang untuk melihat yang baru."
        ),
        "signal": {
            "none": _("tanpa sinyal"),
            "weak": _("sinyal lemah"),
            "covered": _("ada sinyal"),
            "unknown": _("sinyal belum diperiksa"),
        },
        "plan": {**plans(), "none": _("belum ada rencana pengiriman")},
        "held": _("{held} suara ditahan, dua teratas berselisih {margin}."),
    }


def _problems() -> dict[str, str]:
    return {
        "invalid": _("Ada isian yang tidak benar."),
        "own-request": _("Permintaan sendiri diputuskan oleh orang lain."),
        "own-entry": _("Hasil yang Anda kirim sendiri diperiksa oleh orang lain."),
        "result-not-final": _("Hasil ini belum disahkan."),
        "reopening-open": _("Permintaan untuk hasil ini sudah ada."),
        "reopening-decided": _("Permintaan ini sudah diputuskan."),
        "unknown-station": _("TPS ini tidak terdaftar."),
        "outside-area": _("TPS ini di luar wilayah akun Anda."),
        "precondition-failed": _("Orang lain baru saja mengubahnya. Muat ulang halaman."),
    }
