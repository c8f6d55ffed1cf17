"""The room's page: the queue of incidents, and the one that is worked on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from libs.kit.principal import Principal
from services.gateway.routing import roles, route
from services.gateway.stream import topics
from services.gateway.web.console import console_page
from services.gateway.web.incidents_words import severities, unit_states, words
from services.gateway.web.shift_words import shift_bar

blueprint = Blueprint("incidents_page", __name__, template_folder="templates")
TOPICS = (
    "notifications.incident_",
    "notifications.order_",
    "notifications.alert_",
    "gis.incident_placed",
)
READERS = frozenset({"operator", "admin", "officer", "viewer", "verifier", "gis_editor"})
DESK = frozenset({"operator", "admin"})


@route(blueprint, "/console/incidents", allow=roles(*READERS), page=True)
def incidents() -> Response:
    who: Principal = g.session.principal
    may = bool(who.roles & DESK)
    return console_page(
        "incidents/incidents.html",
        "incidents",
        words() | {"shift": shift_bar()},
        may=may,
        topics=" ".join(sorted(topic for topic in topics() if topic.startswith(TOPICS))),
        severities=severities(),
        unit_states=unit_states(),
        spans=_spans(),
        keys=_keys(may=may),
    )


def _spans() -> dict[int, Any]:
    """Return times from now by their minutes, as deadlines are given."""
    return {
        10: _("10 menit lagi"),
        15: _("15 menit lagi"),
        30: _("30 menit lagi"),
        60: _("1 jam lagi"),
        180: _("3 jam lagi"),
        720: _("12 jam lagi"),
        1440: _("1 hari lagi"),
    }


def _keys(*, may: bool) -> list[tuple[str, Any]]:
    reading = [
        ("J", _("insiden berikutnya")),
        ("K", _("insiden sebelumnya")),
        ("N", _("insiden baru")),
        ("C", _("tulis catatan")),
        ("/", _("cari")),
        ("1", _("yang terbuka")),
        ("2", _("yang menunggu pihak lain")),
        ("3", _("yang selesai")),
        ("?", _("semua tombol")),
        ("Esc", _("tutup, lalu kembali ke antrean")),
    ]
    acting = [
        ("V", _("ke keadaan berikutnya")),
        ("A", _("ambil")),
        ("T", _("tugas baru")),
        ("P", _("perintah baru")),
        ("U", _("kirim satuan")),
        ("E", _("ubah tingkat")),
        ("S", _("selesai")),
    ]
    return [*acting, *reading] if may else reading
