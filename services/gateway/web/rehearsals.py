"""The page of rehearsals, and what its modules say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import SIGNED_IN, route
from services.gateway.web.console import console_page

blueprint = Blueprint("rehearsals_page", __name__, template_folder="templates")


@route(blueprint, "/console/rehearsals", allow=SIGNED_IN, page=True)
def rehearsals() -> Response:
    return console_page("rehearsals/rehearsals.html", "rehearsals", words())


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "states": {
            "queued": _("menunggu"),
            "running": _("berjalan"),
            "done": _("selesai"),
            "failed": _("gagal"),
            "cancelled": _("dihentikan"),
        },
        "of": _("{tps} TPS dari {name}"),
        "made": _("{tps} TPS buatan di {area}"),
        "speeds": {"zero": _("secepatnya"), "times": _("{n} kali kecepatan malam nyata")},
        "progress": _("{done} dari {total}"),
        "started": _("Gladi dimulai. Layar dindingnya sudah bisa dibuka."),
        "stopped": _("Gladi dihentikan."),
        "removing": _("sedang dihapus"),
        "removed": _("Gladi sedang dihapus beserta semua datanya."),
        "sure": _("Semua data {name} dihapus, termasuk laporannya. Tidak dapat dikembalikan."),
        "reading": _("{n} kejadian dalam {seconds} detik"),
        "exact": _("tepat sama dengan yang diserahkan"),
        "differs": _("berbeda dari yang diserahkan"),
        "contest": _("{tps} dari {all} TPS masuk"),
        "verifiers": _("{made} oleh pemeriksa buatan, {people} oleh orang, {waiting} menunggu"),
        "age": _("setengahnya dalam {p50} ms, hampir semua dalam {p99} ms, terlama {most} ms"),
        "outage": _("{area}, jam ke-{first} sampai ke-{last}: {n} formulir tertahan"),
        "broke": _("{what}, {n} kali"),
        "nothing": _("tidak ada"),
    }
