"""What the desk for ad-hoc staff says of files and of what is wrong in them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _


def files() -> dict[str, Any]:
    """Return what is said while a file is taken and when that has ended."""
    return {
        "files": {
            "applicants": _("Pelamar dari {file}"),
            "register": _("Daftar anggota partai dari {file}"),
        },
        "sending": _("Mengirim dan memeriksa baris"),
        "working": _("Mencatat"),
        "rowsOf": _("{n} dari {all} baris"),
        "taken": {
            "applicants": _("Selesai: {taken} pelamar tercatat, {refused} baris ditolak."),
            "register": _(
                "Selesai: {taken} anggota dari {parties} partai, {refused} baris ditolak."
            ),
        },
        "refusedRows": _(
            "{bad} dari {all} baris salah, jadi belum ada yang diambil. Ditampilkan {shown}."
        ),
        "keepGood": _("Ambil {n} baris yang baik saja"),
        "jobStopped": _("Dihentikan. Yang sudah tercatat tetap tercatat."),
        "columns": {
            "nik": "NIK",
            "name": _("nama"),
            "birth_date": _("tanggal lahir"),
            "area": _("wilayah"),
            "no_party": _("bukan anggota partai"),
            "party": _("partai"),
            "file": _("berkas"),
        },
    }


def reasons() -> dict[str, Any]:
    """Return why a field or a row can't be taken, by the keys of reading.js."""
    return {
        "reasons": {
            "nik": _("perlu 16 angka: wilayah, tanggal lahir (+40 untuk perempuan), nomor urut"),
            "again": _("sama dengan NIK di baris {n}"),
            "code": _("perlu kode wilayah {n} angka"),
            "placeDigits": _("perlu {n} angka wilayah yang memiliki {body}"),
            "outsideRound": _("di luar wilayah putaran, {area}"),
            "outsideAccount": _("di luar wilayah akun ini"),
            "noStation": _("tidak punya TPS di pemilihan ini"),
            "letters": _("perlu huruf, tanpa angka"),
            "text": _("perlu teks 1 sampai {n} huruf"),
            "date": _("perlu tanggal seperti 2024-11-27"),
            "flag": _("perlu ya atau tidak"),
            "nikInside": _("tidak boleh memuat NIK"),
            "noColumn": _("tidak punya kolom {columns}"),
            "noRows": _("tidak berisi baris"),
            "utf8": _("perlu teks UTF-8"),
        }
    }
