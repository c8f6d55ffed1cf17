"""The desk for what people outside are told: broadcasts, warnings (CAP), and feeds of others."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web.console import console_page
from services.gateway.web.incidents_words import severities
from services.gateway.web.open_pages import levels
from services.gateway.web.strings import counted

blueprint = Blueprint("broadcasts_page", __name__, template_folder="templates")


@route(blueprint, "/console/broadcasts", allow=roles("operator", "admin"), page=True)
def broadcasts() -> Response:
    facts = {"levels": levels(), "sides": tuple(sides().items())}
    return console_page("broadcasts/page.html", "broadcasts", strings(), **facts)


def sides() -> dict[str, str]:
    """Return the sides of a feed's bounds, in their order, in degrees."""
    return {
        "west": _("Barat (bujur)"),
        "south": _("Selatan (lintang)"),
        "east": _("Timur (bujur)"),
        "north": _("Utara (lintang)"),
    }


def strings() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        **_broadcasts(),
        **_warnings(),
        **_feeds(),
        "levels": levels(),
        "remove": _("Hapus {name}"),
        "by": _("{name}, {time}"),
        "reason": _("Alasan"),
        "approve": _("Setujui"),
        "refuse": _("Tolak"),
        "ownWork": _("Menunggu orang kedua: bukan Anda"),
        "yours": _("Anda yang menulis"),
        "write": _("Tulis siaran"),
        "drop": _("Abaikan"),
        "dropped": _("Usulan diabaikan: {headline}"),
        "severities": severities(),
        "alert": _("Buka peringatannya"),
        "alertOver": _("peringatannya sudah berakhir"),
        "byRules": _("diusulkan aturan {rules}"),
        "problem": {
            "proposal-state": _("Usulan ini sudah diputuskan orang lain."),
            "same-person": _("Penulisnya tidak boleh menyetujui sendiri."),
            "needs-approval": _("Penerimanya bertambah: tulis ulang agar orang kedua menyetujui."),
            "not-waiting": _("Sudah diputuskan orang lain."),
            "broadcast-state": _("Keadaannya sudah berubah."),
            "warning-ended": _("Peringatan ini sudah diperbarui atau dicabut."),
        },
    }


def _broadcasts() -> dict[str, Any]:
    return {
        "states": {
            "waiting": _("Menunggu persetujuan"),
            "ready": _("Siap dikirim"),
            "sending": _("Sedang dikirim"),
            "done": _("Selesai diantrekan"),
            "stopped": _("Dihentikan"),
            "refused": _("Ditolak"),
        },
        "became": {
            "queued": _("antre"),
            "sending": _("dikirim"),
            "sent": _("terkirim"),
            "delivered": _("sampai"),
            "read": _("dibaca"),
            "failed": _("gagal"),
            "unknown": _("tidak pasti"),
            "cancelled": _("dibatalkan"),
            "expired": _("kedaluwarsa"),
        },
        "size": _("{n} penerima"),
        "cost": _("Rp{n}"),
        "queued": _("{n} dari {all}"),
        "send": _("Kirim"),
        "stop": _("Hentikan"),
        "wrote": _("Siaran disimpan."),
        "needsSecond": _("Perlu persetujuan orang kedua sebelum dikirim."),
        "alone": _("Boleh dikirim tanpa orang kedua."),
        "noAreas": _("Pilih wilayahnya."),
        "nobody": _("Belum ada pelanggan di wilayah ini."),
        "noChannels": _("Belum ada saluran untuk masyarakat: atur di halaman Pengiriman."),
        "exercise": _("latihan"),
    }


def _warnings() -> dict[str, Any]:
    return {
        "kinds": {"Alert": _("Baru"), "Update": _("Pembaruan"), "Cancel": _("Pencabutan")},
        "warningStates": {
            "waiting": _("Menunggu persetujuan"),
            "issued": _("Disiarkan"),
            "refused": _("Ditolak"),
        },
        "ended": _("digantikan"),
        "over": _("lewat"),
        "until": _("sampai {time}"),
        "update": _("Perbarui peringatan"),
        "cancel": _("Cabut"),
        "made": _("Peringatan disimpan; menunggu persetujuan orang kedua."),
        "madeAtOnce": _("Pesan dibuat. Latihan dan pesan terbatas tidak masuk umpan masyarakat."),
        "approved": _("Disetujui."),
        "refused": _("Ditolak."),
        "ofIncident": _("dari insiden"),
    }


def _feeds() -> dict[str, Any]:
    return {
        "off": _("Mati"),
        "well": _("Berjalan"),
        "failing": _("Gagal sejak {time}"),
        "notYet": _("Belum pernah"),
        "lastOk": _("terakhir berhasil {time}"),
        "every": counted(*(ngettext("tiap {n} menit", "tiap {n} menit", n) for n in (1, 2))),
        "region": _("wilayah: {region}"),
        "everywhere": _("semua"),
        "setRegion": _("Atur wilayah"),
        "feedSet": _("Wilayah {name} tersimpan."),
        "allSides": _("Isi keempat sisi batasnya, atau kosongkan semuanya."),
        "sides": {
            "west": _("barat"),
            "south": _("selatan"),
            "east": _("timur"),
            "north": _("utara"),
        },
        "switchOn": _("Nyalakan"),
        "switchOff": _("Matikan"),
        "incomingStates": {
            "reported": _("Dilaporkan"),
            "elsewhere": _("Di luar wilayah"),
            "over": _("Sudah lewat"),
            "kept": _("Disimpan"),
            "replaced": _("Digantikan"),
            "cancelled": _("Dicabut"),
            "applied": _("Pencabutan"),
            "refused": _("Ditolak"),
        },
        "repeated": _("datang {n} kali"),
        "taken": _("Pesan diperiksa: {state}."),
        "raw": _("Pesan asli"),
        "incident": _("Insiden"),
    }
