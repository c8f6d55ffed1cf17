"""What the modules of the archive's pages say in words, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.web import office_strings
from services.gateway.web.strings import counted


def _problems() -> dict[str, Any]:
    return {
        "problems": {
            **office_strings.frame()["problems"],
            "not-your-archive": _("Langkah ini milik jabatan lain."),
            "not-your-agenda": _("Buku agenda dibuka oleh arsiparis unitnya."),
            "not-your-statistics": _("Statistik dibuka oleh pimpinan unit dan arsiparisnya."),
            "archive-file-state": _("Keadaan berkas tidak memungkinkan langkah ini."),
            "archive-file-changed": _("Berkas ini diubah orang lain. Muat ulang halaman."),
            "archive-list-changed": _("Daftar ini diubah orang lain. Muat ulang halaman."),
            "archive-list-state": _("Keadaan daftar tidak memungkinkan langkah ini."),
            "archive-file-code-taken": _("Unit ini sudah mempunyai berkas dengan kode itu."),
            "file-not-secret-enough": _("Surat ini lebih rahasia daripada berkasnya."),
            "filed-elsewhere": _("Surat ini sudah berada di berkas lain."),
            "letter-not-done": _("Surat ini belum selesai."),
            "retention-runs": _("Masa simpan berkas belum habis."),
            "no-record-centre": _("Admin belum menetapkan unit kearsipan."),
            "same-person-decides": _("Pemusnahan diputuskan oleh dua orang yang berbeda."),
            "needs-approval-of-anri": _("Berkas berumur 10 tahun perlu persetujuan tertulis."),
            "agenda-too-long": _("Buku terlalu panjang. Pilih masa yang lebih pendek."),
        }
    }


def _states() -> dict[str, Any]:
    return {
        "states": {
            "open": _("Terbuka"),
            "archived_active": _("Aktif"),
            "archived_inactive": _("Inaktif"),
            "permanent": _("Permanen"),
            "proposed_for_destruction": _("Usul musnah"),
            "destroyed": _("Musnah"),
        },
        "fates": {
            "permanent": _("permanen"),
            "destroy": _("musnah"),
            "review": _("dinilai kembali"),
        },
        "secrets": {
            "ordinary": _("Biasa"),
            "limited": _("Terbatas"),
            "secret": _("Rahasia"),
            "top_secret": _("Sangat rahasia"),
        },
    }


def archive() -> dict[str, Any]:
    return {
        **_problems(),
        **_states(),
        "due": counted(
            *(
                ngettext(
                    "Masa retensi {n} berkas habis bulan ini",
                    "Masa retensi {n} berkas habis bulan ini",
                    n,
                )
                for n in (1, 2)
            )
        ),
        "overdue": counted(*(ngettext("{n} sudah lewat", "{n} sudah lewat", n) for n in (1, 2))),
        "letters": counted(*(ngettext("{n} surat", "{n} surat", n) for n in (1, 2))),
        "files": counted(*(ngettext("{n} berkas", "{n} berkas", n) for n in (1, 2))),
        "activeUntil": _("aktif s.d. {day}"),
        "inactiveUntil": _("inaktif s.d. {day}, lalu {fate}"),
        "since": _("dibuka {day}"),
        "pick": _("Pilih {code}"),
        "kinds": {"transfer": _("Pemindahan"), "destruction": _("Pemusnahan")},
        "listStates": {
            "proposed": _("Diusulkan"),
            "accepted": _("Diterima"),
            "approved": _("Disetujui"),
            "refused": _("Ditolak"),
            "carried_out": _("Dilaksanakan"),
        },
        "opened": _("Berkas {code} dibuka."),
        "proposed": _("Daftar diusulkan."),
        "decided": _("Keputusan tersimpan."),
    }


def file() -> dict[str, Any]:
    return {
        **_problems(),
        **_states(),
        "years": _("{active} tahun aktif, {inactive} tahun inaktif, lalu {fate}"),
        "sealed": _("(rahasia)"),
        "out": _("Keluarkan {number}"),
        "letters": counted(*(ngettext("{n} surat", "{n} surat", n) for n in (1, 2))),
        "put": _("Surat dimasukkan ke berkas."),
        "taken": _("Surat dikeluarkan dari berkas."),
        "closed": _("Berkas ditutup. Masa simpannya mulai berjalan."),
        "appraised": _("Penilaian tersimpan."),
        "kept": _("Berkas diserahkan untuk disimpan permanen."),
    }


def books() -> dict[str, Any]:
    return {
        **_problems(),
        "lines": counted(*(ngettext("{n} baris", "{n} baris", n) for n in (1, 2))),
        "making": _("{done} dari {total} baris"),
        "made": _("Buku siap diunduh."),
        "download": _("Unduh"),
        "part": _("Unduh jilid {n}"),
        "failed": _("Buku tidak jadi: {why}"),
    }


def statistics() -> dict[str, Any]:
    return {
        **_problems(),
        "stages": {
            "initial": _("Diajukan sampai diparaf"),
            "sign": _("Siap sampai ditandatangani"),
            "read": _("Sampai hingga dibaca"),
            "dispose": _("Dibaca sampai didisposisi"),
            "report": _("Disposisi sampai dilaporkan"),
        },
        "whole": _("Seluruh unit"),
        "minutes": counted(*(ngettext("{n} menit", "{n} menit", n) for n in (1, 2))),
        "hours": ngettext("{n} jam", "{n} jam", 2),  # of both a part is said, such as 1.0
        "days": ngettext("{n} hari", "{n} hari", 2),
        "of": _("{unit}, {since} s.d. {until}"),
    }
