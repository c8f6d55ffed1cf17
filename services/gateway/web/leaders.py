"""The leaders' page, for a phone first, and what its module says."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.parts import parts
from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page

READERS = roles("viewer", "officer", "operator", "verifier", "ops", "admin")

blueprint = Blueprint("leaders_page", __name__, template_folder="templates")


@route(blueprint, "/leaders", allow=READERS, page=True)
def leaders() -> Response:
    target = parts().settings.turnout_target
    return console_page("leaders/leaders.html", "leaders", words(), target=target)


def plans() -> dict[str, str]:
    """Return how a station's result is planned to come, in words."""
    return {
        "online": _("kirim daring"),
        "offline": _("simpan dahulu, kirim dari tempat bersinyal"),
        "village_wifi": _("kirim lewat Wi-Fi desa"),
        "radio": _("kirim lewat radio"),
        "sms": _("kirim lewat SMS"),
        "move": _("pindahkan pengiriman ke tempat lain"),
    }


def words() -> dict[str, Any]:
    """Return what the page's module says."""
    return {
        "asOf": _("Data per {time}"),
        "below": _("{points} poin di bawah target {target} %"),
        "above": _("{points} poin di atas target {target} %"),
        "noTurnout": _("belum ada angka pengguna"),
        "coverage": _("{n} dari {all} TPS dihitung"),
        "held": _("{n} ditahan, {votes} suara"),
        "out": _("{n} belum masuk"),
        "lateOf": _("{n} dari {all} TPS belum masuk"),
        "lastIn": _("terakhir masuk {age} lalu"),
        "neverIn": _("belum ada yang masuk"),
        "signals": _("{none} TPS tanpa sinyal, {weak} sinyal lemah; {silent} belum ada kabar"),
        "unchecked": _("Sinyal TPS belum pernah diperiksa."),
        "signal": {"none": _("tanpa sinyal"), "weak": _("sinyal lemah")},
        "plan": plans(),
        "heard": _("sudah masuk"),
        "silent": _("belum ada kabar"),
        "checkedOn": _("diperiksa {day}"),
        "conflicted": strings.counted(
            *(ngettext("{n} hasil bertentangan", "{n} hasil bertentangan", n) for n in (1, 2))
        ),
        "quarantined": strings.counted(
            *(ngettext("{n} dikarantina", "{n} dikarantina", n) for n in (1, 2))
        ),
        "errors": strings.counted(
            *(ngettext("{n} galat terbuka", "{n} galat terbuka", n) for n in (1, 2))
        ),
        "couldChange": _(
            "{votes} suara ditahan dapat mengubah siapa yang unggul: selisih sekarang {margin}."
        ),
        "state": {
            "conflicted": _("bertentangan"),
            "quarantine": _("dikarantina"),
            "errors": _("galat terbuka"),
        },
    }
