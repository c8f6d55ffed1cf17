"""What the e-office's front page and its lists say in words, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.web.strings import counted


def letters() -> dict[str, Any]:
    """Return what a list of letters says."""
    return {
        "securities": {
            "ordinary": _("Biasa"),
            "limited": _("Terbatas"),
            "secret": _("Rahasia"),
            "top_secret": _("Sangat rahasia"),
        },
        "urgencies": {
            "ordinary": _("Biasa"),
            "urgent": _("Segera"),
            "very_urgent": _("Sangat segera"),
        },
        "states": {
            "draft": _("Draf"),
            "review": _("Menunggu paraf"),
            "revision": _("Perlu diperbaiki"),
            "ready_to_sign": _("Siap ditandatangani"),
            "signing": _("Sedang ditandatangani"),
            "signing_failed": _("Tanda tangan gagal"),
            "signed": _("Ditandatangani"),
            "sent": _("Terkirim"),
            "refused": _("Ditolak"),
            "cancelled": _("Dibatalkan"),
            "void": _("Nomor dibatalkan"),
        },
        "sealed": _("Isi naskah rahasia"),
        "untitled": _("Belum ada perihal"),
        "forSigner": _("{drafter} untuk {signer}"),
        "today": _("hari ini"),
        "found": counted(*(ngettext("{n} naskah", "{n} naskah", n) for n in (1, 2))),
        "foundMore": _("{n} naskah pertama"),
    }


def home() -> dict[str, Any]:
    """Return what the front page says."""
    return {
        **letters(),
        "waiting": _("{n} naskah menunggu Anda, {late} lewat batas waktu."),
        "waitingInTime": _("{n} naskah menunggu Anda."),
        "nothingWaits": _("Tidak ada yang menunggu Anda."),
        "veryUrgentOf": _("{n} sangat segera"),
        "urgentOf": _("{n} segera"),
        "overdueOf": _("{n} lewat batas"),
        "oldestOf": counted(*(ngettext("tertua {n} hari", "tertua {n} hari", n) for n in (1, 2))),
        "oldestToday": _("tertua hari ini"),
        "due": _("Masa retensi {n} berkas habis bulan ini."),
    }
