"""The map: layers, features, search, measure, filter; and what its modules say.

What it shows comes from the API below `/v1/gis`, so everybody sees what that shows to him.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, send_file
from flask_babel import gettext as _
from flask_babel import ngettext

from libs.kit.errors import NotFound
from services.gateway.basemap import FILE_ADDRESS
from services.gateway.parts import parts
from services.gateway.routing import SIGNED_IN, route
from services.gateway.web.console import console_page
from services.gateway.web.map_words import attributes, codes, layers
from services.gateway.web.pages import DAY
from services.gateway.web.strings import counted

blueprint = Blueprint("map_page", __name__, template_folder="templates")


@route(blueprint, "/map", allow=SIGNED_IN, page=True)
def show_map() -> Response:
    settings = parts().settings
    facts = {"ground": settings.map_base, "credit": settings.map_base_credit}
    return console_page("map/map.html", "map", words(), **facts)


@route(blueprint, FILE_ADDRESS, allow=SIGNED_IN, limited=False)
def base_map() -> Response:
    """The archive of the base map, in the ranges that the page asks for."""
    base = parts().settings.map_base
    if base is None or base.file is None:
        raise NotFound("there is no base map here")
    return send_file(base.file, mimetype="application/vnd.pmtiles", max_age=DAY, conditional=True)


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    named = {"layers": layers(), "attributes": attributes(), "codes": codes()}
    return {
        **_panels(),
        **_list(),
        **_tools(),
        **_paper(),
        **_editing(),
        **_shared(),
        **_roads(),
        **named,
    }


def _panels() -> dict[str, Any]:
    return {
        "mapLabel": _(
            "Peta. Panah menggeser, tambah dan kurang mengubah skala. Isinya di daftar di bawah."
        ),
        "sources": _("Sumber: {list}"),
        "features": counted(*(ngettext("{n} fitur", "{n} fitur", n) for n in (1, 2))),
        "manyFeatures": _("lebih dari 10.000 fitur"),
        "noData": _("belum ada data"),
        "noPlace": _("belum berletak"),
        "gone": _("Fitur ini tidak ada lagi, atau di luar wilayah akun ini."),
        "chosen": _("Dipilih: {name}, {layer}"),
        "yes": _("ya"),
        "no": _("tidak"),
    }


def _list() -> dict[str, Any]:
    shown = (ngettext("{n} fitur dalam tampilan", "{n} fitur dalam tampilan", n) for n in (1, 2))
    return {
        "inView": counted(*shown),
        "firstOf": _("{n} yang pertama"),
        "leftOut": _("Pada skala ini tidak semua tampil: {layers}. Perbesar peta."),
        "noneShown": _("Tidak ada lapisan yang dinyalakan."),
        "nothingHere": _("Tidak ada fitur di bagian peta ini."),
    }


def _tools() -> dict[str, Any]:
    matching = (ngettext("{n} fitur cocok", "{n} fitur cocok", n) for n in (1, 2))
    return {
        "coordinate": _("Koordinat"),
        "notFound": _("Tidak ada yang cocok."),
        "notSearched": _("Belum dicari di: {layers}. Coba kata yang lebih lengkap."),
        "copied": _("Tautan disalin. Yang membukanya melihat apa yang boleh dilihat akunnya."),
        "length": _("Panjang"),
        "area": _("Luas"),
        "value": _("Nilai"),
        "matching": counted(*matching),
        "cut": _("{layer}: hanya {n} yang pertama digambar. Perbesar peta."),
        "comparisons": {
            "=": "=",
            "<>": "≠",
            "<": "<",
            "<=": "≤",
            ">": ">",
            ">=": "≥",
            "contains": _("memuat"),
            "starts": _("berawal"),
            "empty": _("kosong"),
        },
    }


def _paper() -> dict[str, Any]:
    return {
        "paperTitle": _("Peta"),
        "legend": _("Legenda"),
        "asOf": _("per {time}"),
        "fileName": _("peta.png"),
        "noBase": _("Peta dasar tidak dapat diambil. Lapisan tetap tampil."),
        "noPicture": _("Gambar peta tidak dapat dibuat. Coba lagi."),
    }


def _editing() -> dict[str, Any]:
    return {
        "change": _("Ubah"),
        "history": _("Riwayat"),
        "newIn": _("Fitur baru: {layer}"),
        "saved": _("Tersimpan."),
        "restored": _("Keadaan itu dipulihkan."),
        "deleted": _("{name} dihapus. Riwayatnya tetap ada."),
        "deleteSure": _("Ya, hapus"),
        "how": {
            "point": _("Klik pada peta untuk menaruh titiknya, atau seret titik yang ada."),
            "linestring": _(
                "Klik titik demi titik, klik ganda untuk selesai; seret untuk mengubah."
            ),
            "polygon": _("Klik sudut demi sudut, klik ganda untuk selesai; seret untuk mengubah."),
        },
        "corner": _("Titik {n} dari {all}"),
        "noCorner": _("Belum ada titik. Tambah titik menaruhnya di tengah peta."),
        "fewCorners": _("Titiknya tidak boleh lebih sedikit lagi."),
        "changes": {
            "created": _("Dibuat"),
            "updated": _("Diubah"),
            "deleted": _("Dihapus"),
            "restored": _("Dipulihkan"),
            "imported": _("Diimpor"),
            "registered": _("Didaftarkan"),
            "surveyed": _("Disurvei"),
        },
    }


def _shared() -> dict[str, Any]:
    """Return what is said where two people change one feature."""
    return {
        "place": _("Letak"),
        "myPlace": _("letak Anda"),
        "theirPlace": _("letak mereka, garis putus"),
        "takeMine": _("Anda: {value}"),
        "takeTheirs": _("Orang lain: {value}"),
        "goneMeanwhile": _("Sementara itu fitur ini dihapus orang lain."),
        "changedMeanwhile": _("Sementara itu fitur ini diubah orang lain. Buka lagi, lalu hapus."),
    }


def _roads() -> dict[str, Any]:
    return {
        "surveyOf": _("{what} per segmen, survei {day}"),
        "stretch": _("STA {from} sampai {to}: {classes}"),
        "kinds": {
            "pothole": _("Lubang"),
            "cracks": _("Retak"),
            "subsidence": _("Ambles"),
            "landslide": _("Longsor"),
            "bridge": _("Jembatan"),
            "drainage": _("Drainase"),
            "other": _("Lainnya"),
        },
        "states": {
            "reported": _("Dilaporkan"),
            "verified": _("Diperiksa"),
            "scheduled": _("Dijadwalkan"),
            "done": _("Selesai"),
            "refused": _("Ditolak"),
        },
    }
