"""The audit log's page: what was changed by whom, and the signed roots."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.audit_acts import acts
from services.gateway.web.console import ROLES, console_page

AUDITORS = roles("admin")

blueprint = Blueprint("audit_page", __name__, template_folder="templates")


@route(blueprint, "/console/audit", allow=AUDITORS, page=True)
def audit() -> Response:
    return console_page("audit/audit.html", "audit", words(), acts=acts())


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "acts": acts(),
        "roles": {role: str(word) for role, word in ROLES.items()},
        "crew": _("KPPS {tps}"),
        "machines": {
            "system": _("sistem"),
            "sms-provider": _("penyedia SMS"),
            "public": _("tanpa akun"),
        },
        "by": _("oleh {who} ({roles}), {area}"),
        "system": _("sistem ini sendiri"),
        "from": _("dari {address}"),
        "everywhere": _("seluruh wilayah"),
        "within": _("wilayah {area}"),
        "gone": _("tidak ada"),
        "entries": _("{n} entri"),
        "noRoot": _("Belum ada akar."),
        "published": _("Akar dari {n} entri diterbitkan."),
        "nothingNew": _("Tidak ada entri baru sejak akar terakhir."),
        "reasons": {
            "first": _("yang pertama"),
            "hour": _("setiap jam"),
            "final": _("hasil final"),
            "asked": _("diminta"),
        },
        "problems": strings.console()["problems"],
    }
