"""The desk for crews: which polling stations have a phone, codes for those that have none."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import roles, route
from services.gateway.web.console import console_page

blueprint = Blueprint("crews_page", __name__, template_folder="templates")


@route(blueprint, "/console/crews", allow=roles("operator", "admin"), page=True)
def crews() -> Response:
    return console_page("crews/crews.html", "crews", strings())


def strings() -> dict[str, Any]:
    """Return what the page's module says."""
    return {
        "states": {
            "enrolled": _("Ponsel terdaftar"),
            "open": _("Kode dibagikan"),
            "expired": _("Kode kedaluwarsa"),
            "none": _("Belum ada kode"),
        },
        "enrolled": _("{n} dari {all} TPS sudah punya ponsel"),
        "station": _("{village}, TPS {number}"),
        "range": _("{from} s.d. {to}"),
        "tooMany": _(
            "{n} TPS di daftar ini belum punya ponsel; paling banyak {most} kode sekaligus."
            " Persempit dengan nama kecamatan atau desa."
        ),
        "since": _("sejak {time}"),
        "until": _("berlaku sampai {time}"),
        "takeBack": _("Cabut ponsel"),
        "newCode": _("Kode baru"),
        "takenBack": _("Ponsel TPS {tps} dicabut. Kirimannya yang sudah diterima tetap sah."),
        "made": _("{n} kode dibuat. Hanya tampil sekali: cetak atau catat sebelum pindah halaman."),
        "nothing": _("Semua TPS di daftar ini sudah punya ponsel."),
    }
