"""What the tree of dispositions and the dialog that gives them say, on every page that has them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _


def tree() -> dict[str, Any]:
    """Return the words of disposition_tree.js and giving.js; they go to a page with its own."""
    return {
        "dispo": {
            "states": {
                "sent": _("Belum dibaca"),
                "read": _("Dibaca"),
                "in_progress": _("Dikerjakan"),
                "passed_on": _("Diteruskan"),
                "reported": _("Dilaporkan"),
                "done": _("Selesai"),
                "cancelled": _("Dibatalkan"),
            },
            "held": {
                "sent": _("Diberikan {time}, belum dibaca"),
                "read": _("Dibaca {time}, belum dikerjakan"),
                "in_progress": _("Dikerjakan sejak {time}"),
                "passed_on": _("Diteruskan, menunggu {who}"),
                "passed_on_done": _("Diteruskan; semua di bawahnya selesai, tinggal dilaporkan"),
                "reported": _("Dilaporkan {time}, menunggu {who}"),
                "done": _("Diterima {time}"),
                "cancelled": _("Ditarik sebelum dibaca"),
            },
            "urgency": {
                "ordinary": _("Biasa"),
                "urgent": _("Segera"),
                "very_urgent": _("Sangat segera"),
            },
            "late": {"one": _("Lewat {n} hari"), "many": _("Lewat {n} hari")},
            "beside": _("Koordinasi"),
            "due": _("Batas {day}"),
            "report": _("Laporan: {text}"),
            "note": _("Catatan pemberi: {text}"),
            **_steps(),
            **_dialog(),
        }
    }


def _steps() -> dict[str, Any]:
    return {
        "verbs": {
            "read": _("Tandai dibaca"),
            "start": _("Mulai kerjakan"),
            "pass_on": _("Teruskan"),
            "report": _("Laporkan"),
            "accept": _("Terima laporan"),
            "give_back": _("Kembalikan"),
            "cancel": _("Tarik kembali"),
        },
        "asks": {
            "report": _("Apa yang sudah dilakukan dan hasilnya"),
            "give_back": _("Apa yang masih kurang"),
            "cancel": _("Alasan (boleh kosong)"),
        },
        "done": {
            "read": _("Tercatat sudah dibaca."),
            "start": _("Tercatat sedang dikerjakan."),
            "report": _("Laporan terkirim ke pemberi disposisi."),
            "accept": _("Laporan {title} diterima, disposisi selesai."),
            "give_back": _("Laporan dikembalikan ke {title}."),
            "cancel": _("Disposisi ke {title} ditarik."),
        },
    }


def _dialog() -> dict[str, Any]:
    return {
        "giving": _("Beri disposisi"),
        "passing": _("Teruskan disposisi"),
        "given": _("Disposisi diberikan kepada {n} jabatan."),
        "chosen": _("{n} dipilih"),
        "changedBy": _("Terakhir diubah oleh {who}, {time}."),
        "problems": {
            "disposition-changed": _("Disposisi ini baru saja berubah; tampilan dimuat ulang."),
            "disposition-state": _("Langkah itu tidak dapat dilakukan pada keadaannya sekarang."),
            "not-your-disposition": _("Langkah itu milik jabatan lain."),
            "not-below": _("Disposisi hanya turun ke jabatan di bawah Anda."),
            "duties-open": _("Masih ada disposisi di bawahnya yang belum selesai."),
            "incoming-letter-changed": _("Surat ini baru saja berubah; tampilan dimuat ulang."),
            "letter-changed": _("Surat ini baru saja berubah. Muat ulang, lalu ulangi."),
            "secret-letter": _("Surat rahasia ini hanya untuk penerimanya."),
            "too-many-dispositions": _("Surat ini sudah mencapai batas jumlah disposisi."),
        },
    }
