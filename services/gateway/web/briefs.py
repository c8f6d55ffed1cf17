"""The morning brief on a screen, for a phone first, and what its module says."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routes.indicator_papers import BRIEFED
from services.gateway.routing import route
from services.gateway.web.console import console_page
from services.gateway.web.strings import counted

blueprint = Blueprint("briefs_page", __name__, template_folder="templates")


@route(blueprint, "/briefs", allow=BRIEFED, page=True)
def briefs() -> Response:
    return console_page("briefs/briefs.html", "briefs", words(), parts=parts())


def parts() -> dict[str, tuple[str, str]]:
    """Return the parts of a brief: what each is called, and what stands where there is nothing."""
    return {
        "incidents": (_("Insiden"), _("Tidak ada insiden terbuka.")),
        "warnings": (_("Peringatan"), _("Tidak ada peringatan berlaku.")),
        "dispositions": (
            _("Disposisi lewat batas waktu"),
            _("Tidak ada disposisi yang lewat batas."),
        ),
        "moved": (_("Indikator yang bergerak"), _("Tidak ada angka baru sejak kemarin.")),
        "late": (_("Data yang belum masuk"), _("Semua data instansi mutakhir.")),
        "roster": (_("Gilir jaga"), _("Tidak ada kekurangan petugas yang diketahui.")),
        "stages": (_("Tahapan pemilihan"), _("Tidak ada tahapan dalam 14 hari.")),
    }


def words() -> dict[str, Any]:
    """Return what the page's module says."""
    return {
        "made": _("Dibuat {time}. Malam: sejak {night}."),
        "more": _("dan {n} lainnya"),
        "night": _("malam ini"),
        "due": counted(
            *(
                ngettext("batas {day}, lewat {n} hari", "batas {day}, lewat {n} hari", n)
                for n in (1, 2)
            )
        ),
        "missing": counted(
            *(
                ngettext("{n} periode, terakhir {period}", "{n} periode, terakhir {period}", n)
                for n in (1, 2)
            )
        ),
        "never": _("belum pernah ada angka"),
        "sample": _("angka contoh"),
        "from": _("dari {period}"),
        "start": _("mulai {day}"),
        "end": _("berakhir {day}"),
        "today": _("hari ini"),
        "left": counted(*(ngettext("{n} hari lagi", "{n} hari lagi", n) for n in (1, 2))),
        "changed": _("jadwal diubah sesudah pemberitahuan ini"),
        "heard": _("Kabar terakhir: {sources}."),
        "unheard": _("belum pernah ada kabar"),
        "quarter": _("Triwulan {n} {year}"),
        "semester": _("Semester {n} {year}"),
        "points": _("{n} poin"),
        "kinds": {
            "incident": _("insiden"),
            "disposition": _("disposisi"),
            "alert": _("peringatan dan gilir jaga"),
            "stage": _("tahapan"),
        },
        "severities": {
            "critical": _("kritis"),
            "major": _("tinggi"),
            "minor": _("rendah"),
            "info": _("informasi"),
        },
        "states": {
            "reported": _("diterima"),
            "verified": _("diperiksa"),
            "responding": _("ditangani"),
            "contained": _("terkendali"),
        },
    }
