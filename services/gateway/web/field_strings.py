"""What the field page says, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from services.gateway.web import field_form_strings


def strings() -> dict[str, Any]:
    """Return the strings by key; `{n}` and its like are filled in by the page."""
    return {**field_form_strings.strings(), **_handing_in(), **_queue(), **_places(), "net": _net()}


def _places() -> dict[str, Any]:
    return {
        "station": _("TPS {number} {village}"),
        "signIn": _sign_in(),
        "receipt": _receipt(),
        "recordStates": _record_states(),
        "refusals": _refusals(),
    }


def _handing_in() -> dict[str, Any]:
    return {
        "photos": _("Foto"),
        "photoTitle": _("Foto halaman C.Hasil"),
        "page": _("Hal. {n}"),
        "takePhoto": _("Ambil foto"),
        "noPhoto": _("Belum difoto"),
        "sharp": _("tajam"),
        "blurred": _("kurang tajam"),
        "photoSent": pgettext("photo", "diterima"),
        "photoSigned": _("diterima, ditandatangani"),
        "photoRefused": _("ditolak"),
        "photoTrouble": {
            "unreadable": _("Berkas itu bukan foto yang dapat dibaca. Ambil foto lagi."),
            "large": _("Foto itu lebih dari 10 MB. Ambil foto lagi dengan ukuran lebih kecil."),
        },
        "send": {
            "result": _("Kirim hasil {name}"),
            "part": _("Kirim yang terisi, {name}"),
            "correction": _("Kirim perbaikan {name}"),
            "receipt": _("Lihat tanda terima {name}"),
            "queue": _("Lihat antrean"),
        },
        "saved": _("Tersimpan di ponsel {time}"),
        "keptHere": _("Setiap angka langsung tersimpan di ponsel"),
        "clearing": _("Akan dikosongkan di pusat kendali: {n} angka"),
        "later": _("Suara boleh dikirim dulu, sisanya menyusul"),
        "backToForm": _("Kembali ke formulir"),
        "toQueue": _("Lihat antrean"),
        "nextBallot": _("Lanjut ke hasil {name}"),
    }


def _queue() -> dict[str, Any]:
    return {
        "queue": _faces(),
        "kinds": {
            "result": _("Hasil {name}"),
            "part": _("Sebagian hasil {name}"),
            "correction": _("Perbaikan {name}"),
        },
        "photosOf": _("Foto {name}"),
        "photoCount": _("{n} foto, {size}, {sent} diterima"),
        "acceptedAt": _("diterima {time}"),
        "states": {
            "waiting": _("Menunggu"),
            "accepted": _("Diterima"),
            "refused": _("Ditolak"),
        },
        "refusedFor": _("Ditolak: {reason}."),
        "tryAgain": _("Coba lagi"),
        "sendNow": _("Coba kirim sekarang"),
        "sendSms": _("Kirim lewat SMS"),
        "smsTitle": _("Tetap tak ada sinyal?"),
        "smsText": _("Angka utama bisa dikirim lewat SMS."),
        "newCode": _("Masukkan kode baru"),
        "blocked": {
            "title": _("Kunci ponsel ini tidak berlaku lagi."),
            "text": _("Minta kode baru kepada PPS. Yang belum terkirim tetap tersimpan di sini."),
        },
        "leave": _("Keluar dan hapus data di ponsel"),
        "leaveSent": _("Semua isian, foto, dan tanda terima di ponsel ini dihapus."),
        "leaveUnsent": _(
            "{n} belum diterima pusat kendali dan akan hilang, "
            "bersama isian dan foto di ponsel ini."
        ),
        "leaveYes": _("Hapus dan keluar"),
        "leaveNo": _("Tetap di sini"),
    }


def _faces() -> dict[str, Any]:
    return {
        "waiting": {
            "title": _("Tersimpan di ponsel, menunggu sinyal"),
            "text": _(
                "Hasil terkirim sendiri begitu ada sinyal. "
                "Biarkan aplikasi terbuka dan jangan hapus datanya."
            ),
        },
        "sending": {
            "title": _("Sedang dikirim"),
            "text": _("Tanda terima muncul di sini begitu pusat kendali menerimanya."),
        },
        "refused": {
            "title": _("Ada yang tidak diterima"),
            "text": _("Lihat alasannya di bawah. Yang lain tidak terganggu."),
        },
        "blocked": {
            "title": _("Tersimpan, menunggu kode baru"),
            "text": _("Pusat kendali tidak menerima kunci ponsel ini lagi."),
        },
        "done": {
            "title": _("Semua sudah diterima"),
            "text": _("Tidak ada yang menunggu di ponsel ini."),
        },
        "empty": {
            "title": _("Belum ada yang dikirim"),
            "text": _("Isi formulir dari C.Hasil, lalu kirim. Tanpa sinyal pun boleh."),
        },
    }


def _refusals() -> dict[str, Any]:
    return {
        "election-closed": _(
            "Pemilihan ini sudah ditutup. Hubungi PPK bila hasil ini belum masuk."
        ),
        "result-already-final": _(
            "Hasil TPS ini sudah final. Mintalah PPK membukanya kembali, lalu coba lagi."
        ),
        "signature-invalid": _(
            "Tanda tangan tidak cocok dengan isinya. Kirim ulang dari formulir."
        ),
        "signing-key-elsewhere": _("Ponsel ini terdaftar untuk TPS lain. Minta kode baru ke PPS."),
        "outside-area": _("Ponsel ini terdaftar untuk TPS lain. Minta kode baru ke PPS."),
        "unknown-station": _("TPS ini belum terdaftar di pusat kendali. Hubungi PPK."),
        "command-id-reused": _("Kiriman ini sudah dipakai. Kirim ulang dari formulir."),
        "too-many-photos": _("Halaman ini sudah punya cukup foto."),
        "not-a-photo": _("Berkas ini bukan foto. Ambil foto lagi."),
        "photo-unreadable": _("Foto ini tidak terbaca. Ambil foto lagi."),
    }


def _receipt() -> dict[str, Any]:
    return {
        "title": _("Diterima pusat kendali"),
        "code": _("Kode tanda terima"),
        "cleared": _("Angka dikosongkan"),
        "copy": _("Salin kode"),
        "copied": _("Tersalin"),
        "candidate": _("No. {n}, {name}"),
        "invalid": _("Tidak sah"),
        "total": _("Jumlah suara"),
        "state": _("Keadaan sekarang:"),
        "findings": _("Yang masih perlu diperiksa:"),
        "next": _(
            "Berikutnya diperiksa petugas verifikasi. "
            "Bila perlu perbaikan, Anda diberi tahu di sini."
        ),
    }


def _record_states() -> dict[str, Any]:
    return {
        "partial": _("suara belum lengkap."),
        "entered": _("suara masuk, menunggu pemeriksaan."),
        "conflicted": _("ada isian lain yang berbeda, sedang diperiksa."),
        "consolidated": _("sudah dihitung."),
        "final": _("sudah final."),
    }


def _sign_in() -> dict[str, Any]:
    expired = _("Kode ini sudah tidak berlaku. Minta kode baru kepada PPS.")
    return {
        "title": _("Masuk sebagai KPPS"),
        "text": _("Masukkan kode sekali pakai untuk TPS Anda."),
        "label": _("Kode TPS"),
        "hint": _("Sepuluh huruf dan angka dari PPS, misalnya 7K4MQ-90ZDE."),
        "go": _("Masuk"),
        "before": _(
            "Lakukan selagi ada sinyal, sebelum hari pemungutan. "
            "Sesudah itu halaman ini bekerja tanpa sinyal."
        ),
        "otherStation": _("Kode ini untuk TPS lain. Keluar dulu dari TPS yang sekarang."),
        "away": _("Pusat kendali tak terjangkau. Cari sinyal, lalu coba lagi."),
        "refusals": {
            "crew-code-invalid": _("Kode ini tidak dikenal. Periksa huruf dan angkanya."),
            "crew-code-used": _("Kode ini sudah dipakai ponsel lain. Minta kode baru kepada PPS."),
            "crew-code-expired": expired,
            "crew-code-revoked": expired,
            "invalid": _("Kode ini tidak dikenal. Periksa huruf dan angkanya."),
        },
    }


def _net() -> dict[str, Any]:
    return {
        "unreachable": _("Belum tersambung"),
        "again": _("Dicoba lagi sendiri, berikutnya {n} detik lagi."),
        "off": {
            "title": _("Tidak ada sinyal"),
            "text": _("Isi terus. Semua tersimpan di ponsel ini."),
        },
        "busy": {"title": _("Tersambung"), "text": _("Sedang mengirim antrean.")},
        "on": {"title": _("Tersambung"), "text": _("Antrean kosong, semua terkirim.")},
        "refused": {
            "title": _("Tersambung"),
            "text": _("Ada yang tidak diterima, lihat antrean."),
        },
        "blocked": {"title": _("Perlu kode baru"), "text": _("Semua tersimpan di ponsel ini.")},
    }
