"""The console's page of recapitulation, and what its module says."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page

READERS = roles("operator", "verifier", "admin", "officer", "viewer")

blueprint = Blueprint("recap_page", __name__, template_folder="templates")


@route(blueprint, "/console/recap", allow=READERS, page=True)
def recap() -> Response:
    return console_page("recap/recap.html", "recap", words())


def words() -> dict[str, Any]:
    """Return what the page's module says."""
    return {
        "problems": {
            **strings.console()["problems"],
            "invalid": _("Ada isian yang tidak benar."),
        },
        "fields": {
            "valid": _("Suara sah"),
            "invalid": _("Suara tidak sah"),
            "dpt": _("DPT"),
            "users": _("Pengguna hak pilih"),
        },
        "votesOf": _("No. {number}, {name}"),
        "equal": _("sama"),
        "notEntered": _("belum diisi"),
        "byParts": _("{area}: {difference}"),
        "unexplained": _("tidak dijelaskan bagian: {difference}"),
        "noParts": _("belum ada bagian yang diisi"),
        "covered": _("{n} dari {all} TPS dihitung, {held} ditahan"),
        "version": _("versi {version}, {time}"),
        "agrees": _("Semua angka yang diisi sama dengan jumlah TPS."),
        "differs": strings.counted(
            *(ngettext("{n} angka berbeda", "{n} angka berbeda", n) for n in (1, 2))
        ),
        "partEqual": _("sama"),
        "slip": _("Angka yang diisi tidak cocok satu sama lain: {fields}."),
        "saved": _("Disimpan sebagai versi {version}."),
        "several": _("Isi paling sedikit satu angka."),
        "allVotes": _("Isi suara semua calon, atau kosongkan semuanya."),
    }
