"""What the modules say with which letters are written, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from services.gateway.web import office_strings


def choosing() -> dict[str, Any]:
    """Return what the page says on which the kind of a new letter is chosen."""
    return {"problems": _problems(), "fields": _("Isian: {names}"), "begins": _begins()}


def _begins() -> dict[str, str]:
    return {
        "reply": _("Membalas {title}"),
        "corrects": _("Mengoreksi {title}"),
        "withdraws": _("Mencabut {title}"),
        "answers": _("Membalas surat masuk {title}"),
        "answerOf": _("Balasan: {subject}"),
    }


def templates() -> dict[str, Any]:
    """Return what the page of templates says."""
    return {
        "body": _("Isi awal"),
        "everybody": _("Semua unit"),
        "ours": _("Bawaan Kendali"),
        "version": _("Versi {n}"),
        "saved": _("Versi {n} berlaku untuk naskah yang dimulai sesudah ini."),
        "by": _("{position}, {time}"),
        "remove": _("Hapus {title}"),
        "added": _("{title} ditambahkan. Tulis teks dan isiannya di sini."),
        "problems": {
            **_problems(),
            "forbidden": _("Templat diubah arsiparis unitnya, atau admin."),
            "kind-is-ours": _("Kode itu dipakai jenis bawaan Kendali."),
        },
    }


def writing() -> dict[str, Any]:
    """Return what the page of a draft says."""
    return {
        "states": {
            "saved": _("Tersimpan {time}"),
            "untouched": _("Semua tersimpan"),
            "saving": _("Menyimpan…"),
            "unsaved": _("Belum tersimpan"),
            "away": _("Belum tersimpan: sambungan putus, akan dicoba lagi"),
            "changed": _("Belum tersimpan: draf ini diubah orang lain"),
            "refused": _("Belum tersimpan: {why}"),
            "over": _("Draf ini tidak dapat diubah lagi"),
        },
        **_parts(),
        "untitled": _("{kind} tanpa perihal"),
        "begins": _begins(),
        "optional": _("{title} (boleh kosong)"),
        "remove": _("Hapus {title}"),
        "up": _("Naikkan {title}"),
        "positionOf": _("{title}, {unit}"),
        "vacant": _("lowong"),
        "groupOf": _("Kelompok, {n} penerima"),
        "outside": _("Kirim ke luar: {name}"),
        "plainName": _("Tulis sebagai nama: {name}"),
        "nothingFound": _("Tidak ada yang cocok"),
        "usual": _("Sesuai jenjang jabatan"),
        "nobody": _("Tanpa paraf: langsung ke penanda tangan"),
        "numberLater": _("nomor terbit saat ditandatangani"),
        "why": {
            "ladder": _("Penanda tangan bukan atasan Anda atau terlalu jauh: tentukan pemarafnya."),
            "form": _("Tidak ada jabatan setinggi itu di atas penanda tangan."),
        },
        "signerVacant": _("Jabatan ini sedang lowong: belum ada yang dapat menandatangani."),
        "kept": _("Ada tulisan dari {time} di peramban ini yang belum sampai ke server."),
        "company": _("{person} ({title}) juga membuka draf ini sejak {time}."),
        "myself": _("Anda juga membuka draf ini di jendela lain sejak {time}."),
        "newer": _("Draf ini sudah diubah di jendela lain."),
        "clash": {
            "mine": _("hanya Anda yang mengubah"),
            "theirs": _("hanya orang lain yang mengubah"),
            "both": _("diubah keduanya"),
            "empty": _("(kosong)"),
        },
        "files": {
            "sending": _("Mengirim {name}, {percent} %"),
            "sent": _("{name} terlampir."),
            "removed": _("{name} dilepas."),
            "size": "{n} {unit}",
            "refused": _("{name} tidak dilampirkan: {why}"),
        },
        "find": {
            **office_strings.related(),
            "damage": _("Laporan {id}, {place}"),
        },
        "submit": {
            "ladder": _("Naskah dikirim untuk paraf ke {first}, lalu ditandatangani {signer}."),
            "direct": _("Naskah dikirim langsung ke {signer} untuk ditandatangani."),
        },
        "missing": {"one": _("{n} isian belum lengkap"), "many": _("{n} isian belum lengkap")},
        "groups": {
            "saved": _("Kelompok {name} tersimpan."),
            "deleted": _("Kelompok {name} dihapus."),
            "members": _("{n} penerima: {names}"),
            "sure": _("Hapus kelompok {name}?"),
        },
        "problems": _problems(),
    }


def _parts() -> dict[str, Any]:
    """Return the names of what a letter is made of, and what its two axes mean."""
    return {
        "parts": {
            "subject": _("Hal"),
            "body": _("Isi"),
            "fields": _("Isian"),
            "to": _("Kepada"),
            "copies": _("Tembusan"),
            "classification": _("Klasifikasi"),
            "security": _("Keamanan"),
            "urgency": _("Kesegeraan"),
            "signer": _("Penanda tangan"),
            "form": _("Atas nama siapa"),
            "ladder": _("Jenjang paraf"),
            "coordination": _("Paraf koordinasi"),
            "refers_to": _("Surat yang ditindaklanjuti"),
            "references": _("Rujukan"),
        },
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
        "meanings": {
            "security": {
                "ordinary": _("Dibaca penerima, jenjang paraf, dan arsiparis unitnya."),
                "limited": _("Sama seperti biasa; di surat tertulis Terbatas."),
                "secret": _("Disegel; hanya penanda tangan dan penerima yang membaca."),
                "top_secret": _("Disegel seperti rahasia; tiap pembukaan dicatat."),
            },
            "urgency": {
                "ordinary": _("Menurut urutan datangnya: paling lama 5 hari kerja."),
                "urgent": _("Didahulukan: paling lama 2 x 24 jam."),
                "very_urgent": _("Hari itu juga: paling lama 24 jam."),
            },
        },
        "forms": {
            "own": _("Atas namanya sendiri"),
            "on_behalf": _("a.n. jabatan di atasnya"),
            "through": _("a.n. dua tingkat di atasnya, u.b."),
        },
    }


def _problems() -> dict[str, str]:
    return {
        **office_strings.frame()["problems"],
        "letter-state": _("Naskah ini bukan draf lagi."),
        "not-your-step": _("Hanya jabatan konseptor yang menulis naskah ini."),
        "unknown-letter": _("Naskah itu tidak ada, atau bukan untuk jabatan Anda."),
        "letter-changed": _("Draf ini diubah orang lain."),
        "not-an-attachment": _("bukan PDF, JPEG, PNG, atau dokumen kantor (.docx, .xlsx, .odt, …)"),
        "active-content": _("berisi makro atau isi aktif lain"),
        "attachment-too-large": _("lebih besar dari 10 MiB"),
        "too-large": _("lebih besar dari 10 MiB"),
        "attachment-unreadable": _("rusak, terpotong, atau terkunci kata sandi"),
        "too-many-attachments": _("naskah sudah memuat 20 lampiran"),
        "malware-found": _("pemindai menemukan program jahat di dalamnya"),
        "no-office-key": _("Naskah rahasia belum dapat disimpan: kuncinya belum dipasang."),
        "template-changed": _("Templat ini baru saja diubah orang lain: muat ulang dahulu."),
        "unknown-recipient-group": _("Kelompok itu tidak ada lagi."),
    }
