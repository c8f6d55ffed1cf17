"""The page of alerts: what is open, who was told, what comes next; rules, chains, silences."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from services.gateway.routing import roles, route
from services.gateway.web import incidents_words, strings
from services.gateway.web.console import console_page

blueprint = Blueprint("alerts_page", __name__, template_folder="templates")


@route(blueprint, "/console/alerts", allow=roles("operator", "admin"), page=True)
def alerts() -> Response:
    who = g.session.principal
    sets = "admin" in who.roles and not who.area
    facts = {
        "title": pgettext("alerts", "Peringatan"),
        "sets": sets,
        "severities": severities(),
        "kinds": kinds(),
    }
    return console_page("alerts/alerts.html", "alerts", words() | {"sets": sets}, **facts)


def severities() -> dict[str, str]:
    """Return the severities with their names, the worst first."""
    return dict(reversed(incidents_words.severities().items()))


def kinds() -> dict[str, str]:
    """Return what a target may be."""
    return {
        "on_call": _("yang bertugas di instansi"),
        "person": _("orang"),
        "position": _("jabatan"),
        "group": _("kelompok"),
    }


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "severities": severities(),
        "kinds": kinds(),
        "exercise": _("LATIHAN"),
        "everybody": _("semua yang sedang bertugas"),
        "inbox": _("Kotak masuk"),
        "states": {
            "firing": _("berbunyi"),
            "acknowledged": _("dijawab"),
            "resolved": _("selesai"),
            "cancelled": _("dibatalkan"),
            "expired": _("berakhir sendiri"),
        },
        "whats": _whats(),
        "deliveries": _deliveries(),
        "ago": _("{span} lalu"),
        "times": _("{n} kali"),
        "answeredBy": _("{who}, {when}"),
        "heldSilence": _("Tidak diberitahukan: sedang didiamkan."),
        "heldAlert": _("Tidak diberitahukan: tertahan peringatan kritis yang sama di sini."),
        "again": _("Berbunyi lagi {when} bila belum selesai."),
        "next": _("Langkah {step} dari {steps} pada {when}: {who}"),
        "chainOver": _("Rantai {chain} tidak berlanjut."),
        "toldBy": _("aturan {rules}: {people}"),
        "standby": _("siaga, karena tidak ada yang bertugas"),
        "toldNobody": _("tidak ada yang sedang bertugas"),
        "done": _("{headline}: {state}."),
        "until": _("sampai {when}, oleh {who}"),
        "version": _("versi {n}"),
        "default": _("bawaan"),
        "rule": _rule(),
        "saved": _("{name} disimpan."),
        "removed": _("{name} dihapus."),
        "sure": _sure(),
        "gone": _("Peringatan ini tidak ada, atau bukan untuk akun ini."),
        "problems": {**strings.console()["problems"], **_problems()},
    }


def _whats() -> dict[str, str]:
    return {
        "raised": _("berbunyi"),
        "told": _("diberitahukan"),
        "gathered": _("diberitahukan dalam satu pesan"),
        "escalated": _("dinaikkan"),
        "held": _("ditahan"),
        "still_held": _("tetap ditahan"),
        "let_go": _("tidak ditahan lagi"),
        "acknowledged": _("dijawab"),
        "unacknowledged": _("jawaban ditarik"),
        "again": _("berbunyi lagi: belum selesai"),
        "rated": _("tingkat berubah"),
        "placed": _("wilayahnya ditemukan"),
        "reworded": _("sebutannya berubah"),
        "resolved": _("selesai"),
        "cancelled": _("dibatalkan"),
        "expired": _("berakhir sendiri"),
    }


def _deliveries() -> dict[str, str]:
    return {
        "queued": _("menunggu"),
        "sending": _("sedang dikirim"),
        "sent": _("terkirim"),
        "delivered": _("sampai"),
        "read": _("dibaca"),
        "failed": _("gagal"),
        "unknown": _("tidak pasti"),
        "cancelled": _("ditarik"),
        "expired": _("kedaluwarsa"),
    }


def _rule() -> dict[str, Any]:
    return {
        "all": _("semua peringatan"),
        "worse": _("{severity} ke atas"),
        "wall": _("layar dinding"),
        "public": _("siaran publik (perlu persetujuan)"),
        "chain": _("rantai {chain}"),
        "waits": _("dikumpulkan {span}"),
        "passes": _("diteruskan ke {rules}"),
        "stops": _("berhenti di sini"),
        "step": strings.counted(
            *(ngettext("setelah {n} menit: {who}", "setelah {n} menit: {who}", n) for n in (1, 2))
        ),
        "repeats": strings.counted(
            *(ngettext("diulang {n} kali", "diulang {n} kali", n) for n in (1, 2))
        ),
        "nobody": _("tidak ada penerima saat itu"),
        "vacant": _("{position} (kosong)"),
        "missed": _("{code}: tidak cocok ({because})"),
        "none": _("Tidak ada aturan yang menangkapnya."),
    }


def _sure() -> dict[str, dict[str, str]]:
    """Return what is asked before one is taken away, and what its end brings."""
    return {
        "rules": {
            "title": _("Hapus aturan {name}?"),
            "note": _("Peringatan berikutnya tidak lagi mengikuti aturan ini."),
        },
        "chains": {
            "title": _("Hapus rantai {name}?"),
            "note": _("Yang berjalan tetap berlanjut. Rantai yang dipakai aturan tidak dihapus."),
        },
        "silences": {
            "title": _("Hapus pendiaman {name}?"),
            "note": _("Yang masih berbunyi langsung diberitahukan."),
        },
    }


def _problems() -> dict[str, str]:
    return {
        "invalid": _("Ada isian yang tidak benar."),
        "alert-state": _("Orang lain lebih dulu: keadaannya sudah berubah."),
        "rules-in-a-circle": _("Aturan akan meneruskan tanpa akhir."),
        "alert-setting-changed": _("Orang lain baru saja mengubahnya. Isian Anda masih di sini."),
        "alert-setting-taken": _("Kode itu sudah dipakai."),
        "not-a-rule-maker": _("Aturan diubah oleh admin tanpa wilayah."),
    }
