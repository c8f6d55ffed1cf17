"""The page of the map's rules: what is damaged, what late, what a blank spot, and by whose word.

Everything is the API's: `/v1/gis/{roads,damage,signal}/rules`, each set as a whole by If-Match.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_babel import pgettext

from services.gateway.routing import roles, route
from services.gateway.web.console import console_page

blueprint = Blueprint("map_rules_page", __name__, template_folder="templates")
READERS = roles("admin", "gis_editor", "operator", "officer")


@dataclass(frozen=True)
class Table:
    """A table of one concern's rules: its name, what it is called, and its fields.

    A field is (place in the table, label); `operators` is the one that is a list of words.
    """

    name: str
    title: str
    fields: tuple[tuple[str, str], ...]


@route(blueprint, "/console/map-rules", allow=READERS, page=True)
def map_rules() -> Response:
    who = g.session.principal
    may = "admin" in who.roles and not who.area
    return console_page("map_rules/map_rules.html", "map-rules", words(), parts=_parts(), may=may)


def words() -> dict[str, Any]:
    """Return what the page's module says."""
    return {
        "asShipped": _("seperti bawaan"),
        "setBy": _("diubah {who}, {when}"),
        "standsNow": _("Kini: {value}"),
        "saved": {
            "roads": _("Tersimpan. Ruas dinilai ulang: {n}."),
            "damage": _("Tersimpan, untuk laporan berikutnya."),
            "signal": _("Tersimpan. TPS yang diperiksa ulang: {n}."),
        },
        "changedMeanwhile": _(
            "Sementara itu diubah orang lain. Yang berlaku kini tertulis di bawahnya."
        ),
        "fields": {
            "bounds": _("Batasnya harus naik (RSRP: turun) dan berupa bilangan."),
            "source": _("Sumbernya harus disebut."),
        },
    }


def _parts() -> list[tuple[str, str, str, list[Table]]]:
    """Return (concern, title, what a change does, its tables)."""
    return [
        ("roads", _("Kondisi jalan"), _("Semua segmen dinilai ulang saat disimpan."), _roads()),
        (
            "damage",
            _("Laporan kerusakan"),
            _("Laporan yang sudah ada tetap tenggatnya."),
            _damage(),
        ),
        ("signal", _("Sinyal"), _("Semua TPS diperiksa ulang saat disimpan."), _signal()),
    ]


def _roads() -> list[Table]:
    upto = (_("Baik sampai"), _("Sedang sampai"), _("Rusak ringan sampai"))
    fields = tuple((f"bounds.{number}", text) for number, text in enumerate(upto))
    return [Table("iri", _("IRI (m/km)"), fields), Table("sdi", "SDI", fields)]


def _damage() -> list[Table]:
    days = (
        ("light", pgettext("severity", "Ringan")),
        ("medium", pgettext("severity", "Sedang")),
        ("heavy", pgettext("severity", "Berat")),
    )
    snap = ("snap", _("Menempel ke ruas dalam"))
    same = ("same", _("Mungkin sama dalam"))
    return [
        Table("days", _("Tenggat (hari)"), days),
        Table("metres", _("Jarak (meter)"), (snap, same)),
    ]


def _signal() -> list[Table]:
    rsrp = (
        ("bounds.0", pgettext("signal", "Bersinyal mulai")),
        ("bounds.1", pgettext("signal", "Lemah mulai")),
    )
    places = (
        ("operators", _("Operator, dipisah koma")),
        ("enough", _("Operator agar bukan lemah")),
        ("reach_m", _("Jangkauan satu pengukuran (m)")),
        ("search_m", _("Terjauh yang dicari (m)")),
        ("again_m", _("Usulan dianggap sama dalam (m)")),
    )
    return [Table("rsrp", _("Kuat sinyal, RSRP (dBm)"), rsrp), Table("places", _("Tempat"), places)]
