"""What the field page says, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext


def strings() -> dict[str, Any]:
    """Return the strings by key; `{n}` and its like are filled in by the page."""
    return {**_form(), **_checks(), **_handing_in(), **_queue(), **_places(), "net": _net()}


def _places() -> dict[str, Any]:
    return {
        "station": _("TPS {number} {village}"),
        "signIn": _sign_in(),
        "receipt": _receipt(),
        "findings": _findings(),
        "recordStates": _record_states(),
        "refusals": _refusals(),
    }


def _form() -> dict[str, Any]:
    return {
        "sections": {
            "I": _("Pemilih dan pengguna hak pilih"),
            "II": _("Penggunaan surat suara"),
            "III": _("Pemilih disabilitas"),
            "IV": _("Suara tiap pasangan calon"),
            "V": _("Suara sah dan tidak sah"),
        },
        "rows": {
            "dpt": _("A. Pemilih dalam DPT"),
            "users.dpt": _("B.1 Pengguna dari DPT"),
            "users.dptb": _("B.2 Pengguna dari DPTb"),
            "users.dpk": _("B.3 Pengguna dari DPK"),
            "users.total": _("B.4 Jumlah pengguna hak pilih"),
            "disabled": _("Yang menggunakan hak pilih"),
        },
        "asides": {
            "users.dptb": _("pindah memilih"),
            "users.dpk": _("tidak terdaftar di DPT"),
        },
        "sexes": {"male": _("L"), "female": _("P"), "total": _("Jumlah")},
        "fields": {
            "ballots.received": _("1. Diterima, termasuk cadangan"),
            "ballots.used": _("2. Digunakan"),
            "ballots.returned": _("3. Dikembalikan karena rusak atau keliru coblos"),
            "ballots.unused": _("4. Tidak digunakan, termasuk sisa cadangan"),
            "valid": _("A. Suara sah"),
            "invalid": _("B. Suara tidak sah"),
            "total": _("C. Jumlah suara"),
        },
        "emptyColumn": _("Kolom kosong"),
    }


def _checks() -> dict[str, Any]:
    return {
        "off": {
            "people": _("Beda {n} orang."),
            "sheets": _("Beda {n} lembar."),
            "votes": _("Beda {n} suara."),
        },
        "sum": _("{parts} = {made}, sedangkan {what} {whole}."),
        "what": {
            "sum": _("jumlah"),
            "b4": _("B.4"),
            "b4.male": _("B.4 laki-laki"),
            "b4.female": _("B.4 perempuan"),
            "received": pgettext("ballots", "diterima"),
            "valid": _("suara sah"),
            "allVotes": _("jumlah suara"),
        },
        "misread": _("Mungkin angka {from} seharusnya {to}."),
        "leaveIt": _("Bila formulirnya memang begitu, biarkan saja: tetap bisa dikirim."),
        "agreed": _("Cocok: {sum}."),
        "agreedBoth": _("Cocok: {first}, dan {second}."),
        "agreedAll": _("Cocok: {first}, dan {second}, sama dengan surat suara digunakan."),
        "rules": _odd(),
    }


def _odd() -> dict[str, str]:
    return {
        "usersAboveDpt": _("Pengguna dari DPT {a}, sedangkan pemilih dalam DPT {b}."),
        "disabledAboveUsers": _("Pemilih disabilitas {a}, sedangkan pengguna hak pilih {b}."),
        "totalAboveUsers": _("Jumlah suara {a}, lebih dari pengguna hak pilih {b}."),
        "totalNotUsers": _("Jumlah suara {a}, sedangkan pengguna hak pilih {b}."),
        "totalNotBallots": _("Jumlah suara {a}, sedangkan surat suara digunakan {b}."),
        "reserve": _("Surat suara diterima {a}, sedangkan DPT dengan cadangannya {b}."),
        "dpt-limit": _("DPT {dpt}, sedangkan satu TPS paling banyak {limit} pemilih."),
        "ballots-dpt-differs": _("DPT di sini {a}, di formulir {other} {b}."),
        "ballots-users-differ": _("Pengguna hak pilih di sini {a}, di formulir {other} {b}."),
        "figure-range": _("Angka {a} tidak muat di kotak formulir."),
        "blank-or-zero": _("Semua pasangan calon tanpa suara."),
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


def _findings() -> dict[str, Any]:
    return {
        "sex-sum": _("Laki-laki dan perempuan tidak sama dengan jumlahnya."),
        "users-sum": _("Jumlah pengguna hak pilih tidak sama dengan rinciannya."),
        "users-sum-by-sex": _("Pengguna hak pilih per jenis kelamin tidak sama dengan B.4."),
        "users-above-dpt": _("Pengguna dari DPT lebih banyak dari DPT."),
        "disabled-above-users": _("Pemilih disabilitas lebih banyak dari pengguna hak pilih."),
        "ballots-sum": _("Surat suara diterima tidak sama dengan penggunaannya."),
        "ballots-reserve": _("Surat suara diterima tidak sama dengan DPT dan cadangannya."),
        "votes-sum": _("Suara pasangan calon tidak sama dengan suara sah."),
        "total-sum": _("Suara sah dan tidak sah tidak sama dengan jumlah suara."),
        "total-above-users": _("Jumlah suara lebih banyak dari pengguna hak pilih."),
        "total-not-users": _("Jumlah suara tidak sama dengan pengguna hak pilih."),
        "total-not-ballots": _("Jumlah suara tidak sama dengan surat suara digunakan."),
        "dpt-limit": _("DPT lebih banyak dari batas satu TPS."),
        "figure-range": _("Ada angka lebih dari tiga digit."),
        "blank-or-zero": _("Formulir kosong, atau tidak ada suara."),
        "ballots-dpt-differs": _("DPT berbeda dengan surat suara lain di TPS ini."),
        "ballots-users-differ": _("Pengguna berbeda dengan surat suara lain di TPS ini."),
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
