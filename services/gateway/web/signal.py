"""The desk of signal: how ready stations are, how each sends its result, what is asked for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_babel import pgettext

from services.gateway.routing import SIGNED_IN, route
from services.gateway.web.console import console_page

blueprint = Blueprint("signal_page", __name__, template_folder="templates")
PLANNERS = frozenset({"operator", "gis_editor", "admin"})
NEXT = {
    "open": ["proposed"],
    "proposed": ["surveyed", "refused"],
    "surveyed": ["approved", "refused"],
    "approved": ["built", "refused"],
    "built": ["on_air"],
    "on_air": [],
    "refused": ["proposed"],
}


@route(blueprint, "/console/signal", allow=SIGNED_IN, page=True)
def signal() -> Response:
    may = bool(g.session.principal.roles & PLANNERS)
    said = strings() | {"may": may, "next": NEXT}
    plans, states = said["plan"], {"open": _("Belum diusulkan")} | said["proposal"]
    return console_page("signal/signal.html", "signal", said, plans=plans, states=states, may=may)


def strings() -> dict[str, Any]:
    """Return what the page's module says."""
    return {
        "signal": {
            "none": _("tanpa sinyal"),
            "weak": _("sinyal lemah"),
            "covered": _("bersinyal"),
            "unknown": _("belum diperiksa"),
        },
        "plan": {
            "online": _("Daring"),
            "offline": _("Simpan dulu, kirim nanti"),
            "village_wifi": _("Wi-Fi desa"),
            "radio": _("Radio"),
            "sms": _("SMS"),
            "move": _("Pindah tempat kirim"),
        },
        "state": {
            "proposed": _("usulan"),
            "accepted": pgettext("plan", "diterima"),
            "changed": _("diubah"),
            "outdated": _("keadaan berubah"),
        },
        "proposal": {
            "proposed": _("Diusulkan"),
            "surveyed": _("Disurvei"),
            "approved": _("Disetujui"),
            "built": _("Dibangun"),
            "on_air": _("Mengudara"),
            "refused": _("Ditolak"),
        },
        "reason": {
            "no_point": _("titik TPS belum ada"),
            "unknown_signal": _("sinyal belum diperiksa"),
        },
        "all": _("Semua"),
        "noPlan": _("belum ada rencana"),
        "proposes": _("Usulan sekarang: {plan}"),
        "near": _("Bersinyal terdekat: {name}, {metres} m"),
        "nearAsset": _("Aset terdekat: {name}, {metres} m"),
        "way": _way(),
        "waiting": _("{n} TPS sedang dihitung ulang"),
        "accept": _("Terima"),
        "change": _("Ubah"),
        "accepted": _("Rencana TPS {tps} diterima."),
        "changed": _("Rencana TPS {tps} diubah."),
        "moved": _("{name}: {state}."),
        "earlier": _("Tempat ini sudah diusulkan tahun {year}: {name}."),
        "of": _("{n} TPS"),
    }


def _way() -> dict[str, Any]:
    return {
        "open": _("Rute"),
        "to_centre": _("Ke pusat {name}"),
        "to_covered": _("Ke tempat bersinyal, {name}"),
        "to_asset": _("Ke aset jaringan, {name}"),
        "road": _("{km} km lewat jalan"),
        "straight": _("{km} km lurus, tidak ada jalan ke sana"),
        "blocked": _("terhalang di {roads}"),
        "heavy": _("rusak berat di {roads}"),
        "detour": _("memutar {km} km"),
        "noDetour": _("tidak ada jalan lain"),
        "none": _("Belum ada tempat bersinyal, aset, atau pusat wilayah yang diketahui."),
    }
