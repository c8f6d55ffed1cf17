"""The page of rosters, and what its modules say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import SIGNED_IN, route
from services.gateway.web import strings
from services.gateway.web.console import console_page
from services.gateway.web.shift_words import problems, shift_bar
from services.gateway.web.strings import counted

blueprint = Blueprint("shifts_page", __name__, template_folder="templates")


@route(blueprint, "/console/shifts", allow=SIGNED_IN, page=True)
def shifts() -> Response:
    return console_page("shifts/shifts.html", "shifts", words())


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "shift": shift_bar(),
        "problems": {**strings.console()["problems"], **problems()},
        **_grid(),
        **_said(),
        "swapStates": {
            "asked": _("menunggu {other}"),
            "accepted": _("menunggu persetujuan operator"),
        },
    }


def _grid() -> dict[str, Any]:
    return {
        "week": _("{first} sampai {last}"),
        "short": _("kurang {n}"),
        "absent": _("tidak hadir"),
        "absentSpan": _("tidak hadir {from} sampai {until}"),
        "mine": _("Anda"),
        "nobody": _("tidak ada"),
        "cell": _("{agency}, {name}, {day}:"),
        "gap": _("{agency}, {name}, {day} pukul {time}: kurang {n}"),
        "gaps": counted(
            *(
                ngettext(
                    "{n} gilir kurang orang dalam 7 hari",
                    "{n} gilir kurang orang dalam 7 hari",
                    n,
                )
                for n in (1, 2)
            )
        ),
        "noGaps": _("Semua gilir 7 hari ke depan terisi"),
        "more": _("dan {n} lagi"),
        "all": _("Semua instansi"),
        "shiftTitle": _("{agency}, gilir {name}"),
        "shiftWhen": _("{day}, {from}–{until}, perlu {n} orang"),  # noqa: RUF001
        "swapFor": _("{agency} {name}, {when}"),
        "swapLine": _("{person} meminta {other} menggantikan"),
        "swapBack": _("sebagai ganti {shift}"),
        "absenceLine": _("{person}: {from} sampai {until}"),
        "noSwapBack": _("tanpa ganti"),
        "remove": _("Keluarkan {name}"),
    }


def _said() -> dict[str, Any]:
    return {
        "saved": _("Tersimpan."),
        "savedBut": _("Tersimpan, dengan catatan: {warnings}"),
        "made": counted(*(ngettext("{n} gilir dibuat.", "{n} gilir dibuat.", n) for n in (1, 2))),
        "cancelledShift": _("Gilir dibatalkan."),
        "ended": counted(
            *(
                ngettext(
                    "Pola berakhir, {n} gilir dibatalkan.",
                    "Pola berakhir, {n} gilir dibatalkan.",
                    n,
                )
                for n in (1, 2)
            )
        ),
        "asked": _("Permintaan tukar dikirim ke {other}."),
        "answered": _("Jawaban tersimpan."),
        "absentSaved": _("Ketidakhadiran tersimpan."),
        "imported": _("{made} dibuat, {changed} diubah, {cancelled} dibatalkan, {same} tetap."),
    }
