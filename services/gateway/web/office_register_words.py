"""What the modules of the pages of incoming letters and dispositions say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from services.gateway.web import office_desk_words, office_dispositions_words, office_strings


def _states() -> dict[str, str]:
    return {
        "recorded": _("Tercatat"),
        "forwarded": _("Diteruskan, belum dibaca"),
        "read": _("Dibaca"),
        "disposed": _("Didisposisi"),
        "answered": _("Dibalas"),
        "filed": _("Diarsipkan"),
        "done": _("Selesai"),
    }


def _problems() -> dict[str, str]:
    return {
        **office_strings.frame()["problems"],
        "incoming-letter-changed": _("Surat ini baru saja berubah; tampilan dimuat ulang."),
        "incoming-letter-state": _("Langkah itu tidak dapat dilakukan pada keadaannya sekarang."),
        "not-your-incoming-letter": _("Langkah itu milik jabatan lain."),
        "unknown-incoming-letter": _("Surat ini tidak ada, atau bukan untuk Anda."),
        "unknown-disposition": _("Disposisi ini tidak ada, atau bukan untuk Anda."),
        "unknown-letter": _("Naskah itu tidak ada, atau bukan untuk Anda."),
        "duties-open": _("Masih ada disposisi yang belum selesai."),
        "not-a-scan": _("Pindaian harus PDF, JPEG, atau PNG."),
        "scan-too-large": _("Pindaian paling besar 10 MB. Pindai dengan resolusi lebih rendah."),
        "too-large": _("Pindaian paling besar 10 MB. Pindai dengan resolusi lebih rendah."),
        "scan-unreadable": _("Pindaian rusak, terpotong, atau terkunci sandi."),
        "no-office-key": _("Surat rahasia belum dapat disimpan: kunci penyandian belum dipasang."),
    }


def _wrong() -> dict[str, str]:
    return {
        "tooLarge": _("{name} berukuran {size} MB; paling besar 10 MB."),
        "wrongKind": _("{name} bukan PDF, JPEG, atau PNG."),
    }


def register() -> dict[str, Any]:
    """Return what the list of the register says."""
    return {
        **office_desk_words.letters(),
        "states": _states(),
        "with": _("{state}: {title}"),
        "problems": _problems(),
    }


def entry() -> dict[str, Any]:
    """Return what the form of an entry says."""
    return {
        "registered": _("Agenda {agenda} tercatat: {sender}"),
        "corrected": _("Agenda {agenda} diperbaiki."),
        "twin": _("Mungkin sudah tercatat sebagai agenda"),
        "duplicate": _("Mungkin sudah tercatat: agenda {agendas}."),
        "scanFailed": _("Agenda {agenda} tercatat, tetapi pindaiannya belum: {why}"),
        "scanReady": _("{name}, {size} MB"),
        **_wrong(),
        "scan": _("Pindaian surat"),
        "problems": {
            **_problems(),
            "incoming-letter-changed": _("Surat ini baru saja berubah. Muat ulang, lalu ulangi."),
            "forbidden": _("Akun ini tidak mencatat surat untuk unit jabatan ini."),
        },
        "fields": {
            "number": _("Nomor surat"),
            "sender": _("Pengirim"),
            "subject": _("Perihal"),
            "dated": _("Tanggal surat"),
            "received": _("Diterima"),
            "classification": _("Klasifikasi"),
            "security": _("Keamanan"),
            "urgency": _("Kesegeraan"),
            "to": _("Teruskan kepada"),
            "note": _("Alasan perbaikan"),
        },
    }


def letter() -> dict[str, Any]:
    """Return what the page of an incoming letter says."""
    return {
        **office_desk_words.letters(),
        **office_dispositions_words.tree(),
        "states": _states(),
        "agenda": _("Agenda {agenda}"),
        "scan": _("Pindaian surat"),
        "by": _("{title}, {person}"),
        "acts": _acts(),
        "fields": entry()["fields"],
        "changed": _("{field}: {before} menjadi {after}"),
        **_wrong(),
        "text": {
            "empty": _("Tidak ada tulisan yang terbaca di pindaian."),
            "failed": _("Tulisan di pindaian tidak dapat dibaca mesin."),
            "signed": _("PDF ini bertanda tangan elektronik, maka tidak diolah."),
        },
        "done": {
            "forwarding": _("Diteruskan."),
            "reading": _("Tercatat sudah dibaca."),
            "answer": _("Surat balasan tercatat."),
            "filing": _("Surat diarsipkan."),
            "closing": _("Surat selesai."),
            "scan": _("Pindaian tersimpan."),
        },
        "answers": _("{number} {subject}"),
        "problems": _problems(),
    }


def _acts() -> dict[str, str]:
    return {
        "incoming_registered": _("Dicatat"),
        "incoming_corrected": _("Catatan diperbaiki"),
        "incoming_scanned": _("Pindaian disimpan"),
        "incoming_forwarded": _("Diteruskan"),
        "incoming_read": _("Dibaca"),
        "incoming_disposed": _("Didisposisi"),
        "incoming_answered": _("Dibalas"),
        "incoming_filed": _("Diarsipkan"),
        "incoming_done": _("Selesai"),
        "secret_incoming_opened": _("Surat rahasia dibuka"),
        "disposition_given": _("Disposisi diberikan"),
        "disposition_read": _("Disposisi dibaca"),
        "disposition_started": _("Mulai dikerjakan"),
        "disposition_passed_on": _("Diteruskan"),
        "disposition_reported": _("Dilaporkan"),
        "disposition_done": _("Laporan diterima"),
        "disposition_given_back": _("Laporan dikembalikan"),
        "disposition_cancelled": _("Ditarik kembali"),
        "disposition_overdue": _("Lewat batas waktu"),
        "secret_disposition_opened": _("Disposisi rahasia dibuka"),
    }


def dispositions() -> dict[str, Any]:
    """Return what the list of dispositions says."""
    return {
        **office_desk_words.letters(),
        **office_dispositions_words.tree(),
        "found": {"one": _("{n} disposisi"), "many": _("{n} disposisi")},
        "foundMore": _("{n} disposisi pertama"),
        "stateUntil": _("{state}, batas {day}"),
        "stateLate": _("{state}, {late}"),
        "about": _("{subject} · {asked}"),
        "problems": _problems(),
    }


def disposition() -> dict[str, Any]:
    """Return what the page of a disposition says."""
    return {
        **office_desk_words.letters(),
        **office_dispositions_words.tree(),
        "from": _("Dari {title}"),
        "by": _("{title}, {person}"),
        "acts": _acts(),
        "problems": _problems(),
    }
