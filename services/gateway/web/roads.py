"""The page of roads: how sound they are, and damage that waits for somebody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import SIGNED_IN, route
from services.gateway.web import strings
from services.gateway.web.console import console_page

blueprint = Blueprint("roads_page", __name__, template_folder="templates")


@route(blueprint, "/console/roads", allow=SIGNED_IN, page=True)
def roads() -> Response:
    return console_page("roads/roads.html", "roads", words())


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "by": {"district": _("Kecamatan"), "surface": _("Perkerasan"), "year": _("Tahun")},
        "surface": {
            "asphalt": _("Aspal"),
            "concrete": _("Beton"),
            "penetration_macadam": _("Lapen"),
            "gravel": _("Kerikil"),
            "earth": _("Tanah"),
            "unknown": _("Tidak diketahui"),
        },
        "head": {
            "length": _("Panjang (km)"),
            "good": _("Baik"),
            "fair": _("Sedang"),
            "light": _("Rusak ringan"),
            "heavy": _("Rusak berat"),
            "unknown": _("Belum disurvei"),
            "soundness": _("Kemantapan") + " (%)",
        },
        "total": _("Semua"),
        "year": "{year}: {share} %",
        "change": _("{points} poin sejak {year}"),
        "damage": _damage(),
        "problems": _problems(),
        "put": _("{surveys} survei dengan {segments} segmen disimpan."),
    }


def _damage() -> dict[str, Any]:
    return {
        "kind": {
            "pothole": _("Lubang"),
            "cracks": _("Retak"),
            "subsidence": _("Ambles"),
            "landslide": _("Longsor"),
            "bridge": _("Jembatan"),
            "drainage": _("Saluran"),
            "other": _("Lainnya"),
        },
        "severity": {"light": _("ringan"), "medium": _("sedang"), "heavy": _("berat")},
        "state": {
            "reported": _("dilaporkan"),
            "verified": _("diperiksa"),
            "scheduled": _("dijadwalkan"),
            "done": _("selesai dikerjakan"),
            "refused": _("ditolak"),
        },
        "step": {
            "verified": _("Nyatakan benar"),
            "scheduled": _("Jadwalkan"),
            "done": _("Nyatakan selesai"),
            "refused": _("Tolak"),
        },
        "nowhere": _("jauh dari semua ruas"),
        "due": _("batas {day}"),
        "late": _("lewat batas {day}"),
        "moved": _("Laporan {id}: {state}."),
        "photo": {
            "show": _("Foto ({count})"),
            "one": _("Foto {number} dari {count}"),
            "remove": _("Hapus foto"),
            "sent": _("Foto disimpan."),
            "removed": _("Foto dihapus."),
        },
    }


def _problems() -> dict[str, Any]:
    return {
        **strings.console()["problems"],
        "invalid": _("Isian belum benar"),
        "outside-area": _("Itu di luar wilayah akun ini."),
        "wrong-state": _("Laporan ini sudah ditangani orang lain."),
        "not-a-photo": _("Kirim foto JPEG, PNG, atau HEIC."),
        "photo-too-large": _(
            "Foto itu lebih dari 10 MB. Ambil foto lagi dengan ukuran lebih kecil."
        ),
        "photo-too-many-pixels": _(
            "Foto itu lebih dari 10 MB. Ambil foto lagi dengan ukuran lebih kecil."
        ),
        "photo-too-small": _("Foto ini tidak terbaca. Ambil foto lagi."),
        "photo-unreadable": _("Foto ini tidak terbaca. Ambil foto lagi."),
        "too-many-damage-photos": _("Laporan ini sudah memuat foto sebanyak yang boleh."),
    }
