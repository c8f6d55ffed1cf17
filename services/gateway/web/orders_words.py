"""What the pages of orders say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from services.gateway.web import strings

URGENCIES = ("ordinary", "urgent", "very_urgent")


def urgencies() -> dict[str, str]:
    return {
        "ordinary": _("biasa"),
        "urgent": _("segera"),
        "very_urgent": _("sangat segera"),
    }


def words() -> dict[str, Any]:
    """Return what the pages' modules say."""
    return {
        "urgency": urgencies(),
        "state": {
            "open": pgettext("order", "berjalan"),
            "overdue": _("lewat tenggat"),
            "done": pgettext("order", "selesai"),
            "not_done": _("tidak tuntas"),
            "cancelled": _("dibatalkan"),
        },
        "receiver": _receivers(),
        "kind": {
            "person": _("orang"),
            "position": _("jabatan"),
            "on_call": _("petugas jaga"),
            "group": _("kelompok"),
        },
        "what": _log(),
        **_sentences(),
        "problems": {**strings.console()["problems"], **_problems()},
    }


def _receivers() -> dict[str, str]:
    return {
        "sent": _("terkirim"),
        "delivered": _("sampai"),
        "read": _("dibaca"),
        "acknowledged": _("diterima"),
        "done": pgettext("order", "selesai"),
        "cannot": _("tidak bisa"),
    }


def _log() -> dict[str, str]:
    return {
        "given": _("diberikan"),
        "delivered": _("sampai"),
        "read": _("dibaca"),
        "acknowledge": _("diterima"),
        "done": pgettext("order", "selesai"),
        "cannot": _("tidak bisa"),
        "reminded": _("diingatkan"),
        "unanswered": _("belum diterima: pemberi dan atasan diberi tahu"),
        "overdue": _("lewat tenggat: pemberi dan atasan diberi tahu"),
        "not_done": _("berakhir tidak tuntas"),
        "cancelled": _("dibatalkan"),
    }


def _sentences() -> dict[str, Any]:
    waiting = (ngettext("{n} belum menjawab", "{n} belum menjawab", n) for n in (1, 2))
    kept = (
        ngettext(
            "{n} jawaban belum terkirim. Dikirim lagi begitu tersambung.",
            "{n} jawaban belum terkirim. Dikirim lagi begitu tersambung.",
            n,
        )
        for n in (1, 2)
    )
    return {
        "waiting": strings.counted(*waiting),
        "kept": strings.counted(*kept),
        "answered": _("{n} dari {all} menjawab"),
        "allAnswered": _("semua menjawab"),
        "from": _("dari {giver}"),
        "until": _("sampai {time}"),
        "escalated": _("atasan diberi tahu {time}"),
        "reminded": _("diingatkan {time}"),
        "answeredBy": _("oleh {name}"),
        "vacant": _("tidak ada pejabatnya"),
        "remove": _("Hapus {name}"),
        "noTo": _("Pilih dulu penerimanya."),
        "noDeadline": _("Pilih tenggatnya."),
        "given": _("{number} diberikan."),
        "acknowledged": _("{number} diterima."),
        "finished": _("{number} selesai."),
        "declined": _("{number}: alasan dikirim."),
        "cancelled": _("{number} dibatalkan."),
        "remindedNow": _("Yang belum selesai diingatkan lagi."),
        "keptNow": _("Tidak tersambung. Jawaban disimpan dan dikirim lagi sendiri."),
        "sentLater": _("Jawaban yang disimpan sudah terkirim."),
        "alertTaken": _("Peringatan diterima."),
        "room": _("Ruang kendali"),
    }


def _problems() -> dict[str, str]:
    return {
        "invalid": _("Isian belum benar"),
        "unknown-order": _("Perintah itu tidak ada."),
        "order-ended": _("Perintah ini sudah berakhir."),
        "order-answered": _("Sudah ada yang menjawab lebih dahulu."),
        "reminded-just-now": _("Baru saja diingatkan. Tunggu satu menit."),
        "not-below": _("Perintah diberikan kepada jabatan di bawahnya"),
        "no-position": _("Akun ini tidak memegang jabatan itu hari ini."),
        "order-not-to-you": _("Perintah ini untuk orang lain."),
        "not-your-order": _("Perintah ini diberikan orang lain."),
    }
