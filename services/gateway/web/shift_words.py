"""What the bar of shifts says, on every page of the room that has it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.web.strings import counted


def shift_bar() -> dict[str, Any]:
    """Return the words that static/js/shifts/bar.js wants as `shift` among a page's words."""
    return {
        "mine": _("Gilir {name}, {from}–{until}"),  # noqa: RUF001
        "none": _("Tidak sedang bertugas"),
        "duty": _("Bertugas: {people}"),
        "nobody": _("tidak ada"),
        "before": _("Sebelumnya: {who}, serah terima {time}"),
        "takenBy": _("diterima {who}"),
        "givenTaken": _("Serah terima Anda diterima {who}"),
        "givenWaits": _("Serah terima Anda menunggu diterima"),
        "from": _("Dari {who}, {agency}, {time}"),
        "noNotes": _("Tanpa catatan."),
        "accepted": _("Diterima {who}, {time}"),
        "waits": _("Menunggu diterima oleh gilir berikutnya: {next}"),
        "taken": _("Serah terima diterima. Anda bertugas."),
        "giveTo": _("{agency}, gilir {name}"),
        **_bar_counts(),
        **_note_counts(),
        "severities": {
            "info": _("Info"),
            "minor": _("Kecil"),
            "major": _("Besar"),
            "critical": _("Kritis"),
        },
        "states": {
            "reported": _("dilaporkan"),
            "verified": _("diperiksa"),
            "responding": _("ditangani"),
            "contained": _("terkendali"),
            "closed": _("selesai"),
            "false": _("tidak benar"),
            "duplicate": _("ganda"),
        },
        "problems": problems(),
    }


def problems() -> dict[str, Any]:
    return {
        "shift-clash": _("Bentrok dengan gilir lain"),
        "shift-changed": _("Sudah diubah orang lain. Baca yang terbaru, lalu ulangi"),
        "shift-state": _("Tidak dapat dilakukan sekarang"),
        "not-on-shift": _("Hanya untuk orang dalam gilir itu"),
        "not-a-planner": _("Hanya untuk operator wilayah instansi itu"),
        "unknown-shift": _("Gilir itu tidak ada lagi"),
        "unknown-agency": _("Instansi itu belum memiliki gilir jaga"),
        "unknown-swap": _("Permintaan tukar itu tidak ada lagi"),
        "invalid": _("Isian belum benar"),
    }


def _bar_counts() -> dict[str, Any]:
    return {
        "open": counted(
            *(ngettext("{n} insiden terbuka", "{n} insiden terbuka", n) for n in (1, 2))
        ),
        "unread": counted(
            *(
                ngettext(
                    "{n} catatan serah terima belum dibaca",
                    "{n} catatan serah terima belum dibaca",
                    n,
                )
                for n in (1, 2)
            )
        ),
        "gaps": counted(
            *(ngettext("{n} gilir kurang orang", "{n} gilir kurang orang", n) for n in (1, 2))
        ),
    }


def _note_counts() -> dict[str, Any]:
    return {
        "stood": counted(
            *(
                ngettext("{n} insiden terbuka saat itu", "{n} insiden terbuka saat itu", n)
                for n in (1, 2)
            )
        ),
        "hidden": counted(
            *(
                ngettext(
                    "{n} insiden lain di luar wewenang akun ini",
                    "{n} insiden lain di luar wewenang akun ini",
                    n,
                )
                for n in (1, 2)
            )
        ),
        "handed": counted(
            *(
                ngettext(
                    "Diserahkan dengan {n} insiden terbuka.",
                    "Diserahkan dengan {n} insiden terbuka.",
                    n,
                )
                for n in (1, 2)
            )
        ),
    }
