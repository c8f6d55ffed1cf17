"""What the page of a letter and that of mass signing say, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from services.gateway.web import office_desk_words, office_dispositions_words, office_strings


def letter() -> dict[str, Any]:
    """Return what the page of one letter says."""
    return {
        **office_dispositions_words.tree(),
        **signing(),
        "letter": {
            **_named(),
            **_way(),
            **_steps(),
            "acts": acts(),
            "related": office_strings.related(),
            "happened": _happened(),
        },
        "problems": problems(),
    }


def signing_list() -> dict[str, Any]:
    """Return what the page of mass signing says."""
    return {
        **signing(),
        "list": {
            "chosen": _("{n} dari {of} dipilih"),
            "none": _("Pilih naskah yang akan ditandatangani"),
            "sign": _("Tanda tangani {n} naskah"),
            "progress": _("{n} dari {of} selesai"),
            "ended": _("{signed} ditandatangani, {left} tertinggal"),
            "ready": _("Siap ditandatangani"),
            "failed": _("Tanda tangan gagal, nomornya tetap"),
            "waits": _("Menunggu giliran"),
            "signing": _("Sedang ditandatangani"),
            "signed": _("Ditandatangani, nomor {number}"),
            "left": _("Tertinggal: {why}"),
            "notReached": _("Belum sampai, masih siap ditandatangani"),
            "untitled": _("Belum ada perihal"),
            "sealed": _("Isi naskah rahasia"),
            "urgencies": office_desk_words.letters()["urgencies"],
        },
        "problems": problems(),
    }


def signing() -> dict[str, Any]:
    """Return what signing.js says; it goes to a page with its own words."""
    return {
        "signing": {
            "one": _("Tanda tangani naskah ini"),
            "many": _("Tanda tangani {n} naskah"),
            "as": {
                "local": _("Dengan sertifikat {name}, sebagai {title}."),
                "pkcs11": _("Dengan token {name}, sebagai {title}."),
                "bsre": _("Dengan akun BSrE {name}, sebagai {title}."),
            },
            "asks": {
                "local": _("Frasa sandi"),
                "pkcs11": _("PIN token"),
                "bsre": _("Frasa sandi BSrE"),
            },
            "expired": _("Sertifikat ini berlaku sampai {day}. Mintalah yang baru kepada admin."),
            "underWay": _("Sedang ditandatangani"),
            "signed": _("Ditandatangani dengan nomor {number}."),
            "stopped": _("Dihentikan. Naskah yang belum sampai masih siap ditandatangani."),
            "problems": problems(),
        }
    }


def problems() -> dict[str, Any]:
    """Return why steps of a letter or a signature were refused, by slug."""
    return {
        **office_strings.frame()["problems"],
        "wrong-passphrase": _(
            "Frasa sandi atau PIN salah. Naskah tetap siap ditandatangani; silakan coba lagi."
        ),
        "signing-locked": _("Terlalu banyak frasa sandi yang salah. Tunggu 15 menit."),
        "no-signing-key": _("Akun ini belum punya sertifikat. Mintalah kepada admin."),
        "certificate-expired": _("Sertifikat tidak berlaku hari ini. Mintalah yang baru."),
        "token-unusable": _("Token tidak terbaca. Periksa apakah sudah terpasang."),
        "signing-down": _("Layanan tanda tangan belum menjawab. Nomor tetap; coba lagi nanti."),
        "unknown-number": _("Nomor itu belum terbit, atau tidak dikenal."),
        "number-taken": _("Naskah ini sudah bernomor."),
        "number-day-ahead": _("Tanggal naskah belum tiba."),
        "not-records": _("Menyisipkan nomor adalah tugas arsiparis unit pembuat naskah."),
        "bsre-refused": _("BSrE menolak menandatangani."),
        "letter-changed": _("Naskah ini baru saja diubah orang lain."),
        "letter-state": _("Keadaan naskah sudah berubah, langkah ini tidak ada lagi."),
        "not-your-step": _("Langkah ini milik jabatan lain."),
        "unknown-letter": _("Naskah ini tidak ada di antara naskah Anda."),
        "preview-busy": _("Banyak naskah sedang ditata. Coba lagi sebentar."),
        "signing-engine-died": _("Penata naskah terhenti. Coba lagi."),
        "deadline-exceeded": _("Belum ada jawaban. Coba lagi sebentar."),
        "too-far-above": _("Penanda tangan tidak tepat di bawah jabatan yang diwakili."),
        "document-destroyed": _("Arsip sudah memusnahkan dokumen ini menurut jadwal retensi."),
        "filed-elsewhere": _("Naskah ini sudah berada di berkas lain."),
        "too-many-dispositions": _("Naskah ini sudah penuh disposisi."),
    }


def _named() -> dict[str, Any]:
    said = office_desk_words.letters()
    return {
        **{name: said[name] for name in ("securities", "urgencies", "states")},
        "untitled": said["untitled"],
        "numberComes": _("nomor terbit saat ditandatangani"),
        "putIn": _("Nomor {number} dicadangkan untuk naskah ini."),
        "daysBetween": _("Nomor ini hanya untuk tanggal {first} sampai {last}."),
        "daysFrom": _("Nomor ini hanya untuk tanggal {first} dan sesudahnya."),
        "yearClosed": _("Nomor tahun {year} sudah ditutup."),
        "due": _("tindak lanjut sampai {day}"),
        "late": _("terlambat: batas {day}"),
        "system": _("Sistem"),
        "you": _("{title}, Anda"),
        "andOthers": _("{name} dan {n} lainnya"),
        "filed": _("Tersimpan di berkas {file}."),
        "noteOf": _("Catatan {title}: {note}"),
        "withNote": _("{said}, 1 catatan"),
        "andCopies": _("{to}, tembusan {n}"),
        "size": _("{n} KB"),
        "compare": _("Versi {now}, bandingkan dengan versi {before}"),
        "version": _("Versi {n}"),
        "others": _("Berubah juga: {fields}."),
        "withdrawn": _("Naskah ini dicabut oleh naskah lain."),
        "corrected": _("Naskah ini diralat oleh naskah lain."),
        "changed": _("Naskah ini baru saja diubah orang lain."),
        "changedBy": _("{who} lebih dahulu: {what}, {time}."),
        "fields": {
            "classification": _("klasifikasi"),
            "security": _("keamanan"),
            "urgency": _("kesegeraan"),
            "fields": _("isian"),
            "to": _("penerima"),
            "copies": _("tembusan"),
            "signer": _("penanda tangan"),
            "form": _("atas nama"),
            "ladder": _("jenjang paraf"),
            "coordination": _("paraf koordinasi"),
            "refers_to": _("rujukan"),
            "references": _("rujukan"),
        },
    }


def _way() -> dict[str, Any]:
    return {
        "rungs": {
            "sending": _("Agenda keluar, lalu terkirim"),
            "writes": _("menyusun draf"),
            "rewrites": _("memperbaiki draf"),
            "submitted": _("konseptor, diajukan {time}"),
            "cancelled": _("dibatalkan konseptor"),
            "initialled": _("paraf {time}"),
            "coordinated": _("koordinasi, paraf {time}"),
            "toInitial": _("menunggu paraf"),
            "toCoordinate": _("menunggu paraf koordinasi"),
            "toSign": _("tanda tangan elektronik"),
            "signing": _("sedang ditandatangani"),
            "failed": _("tanda tangan gagal, nomor tetap"),
            "signed": _("ditandatangani {time}"),
            "void": _("nomor dibatalkan"),
            "toSend": _("ke {to}"),
            "sent": _("ke {to}, {time}"),
        },
        "deliveries": {
            "waiting": _("dikirim di luar sistem, belum dicatat sampai"),
            "delivered": _("sampai {time}, belum dibaca"),
            "read": _("dibaca {time}"),
            "followed_up": _("ditindaklanjuti {time}"),
        },
        "notes": {
            "revision": _("Dikembalikan: {note}"),
            "refused": _("Ditolak: {note}"),
            "cancelled": _("Dibatalkan: {note}"),
            "signing_failed": _("Tanda tangan gagal: {note}"),
            "void": _("Nomor dibatalkan: {note}"),
        },
    }


def _steps() -> dict[str, Any]:
    return {
        "verbs": {
            "sign": _("Tanda tangani"),
            "sign_again": _("Coba tanda tangani lagi"),
            "initial": _("Paraf"),
            "send": _("Kirim"),
            "submit": _("Ajukan"),
            "change": _("Sunting"),
            "follow_up": _("Sudah ditindaklanjuti"),
            "dispose": _("Disposisi"),
            "archive": _("Simpan ke berkas"),
            "put_number_in": _("Sisipkan nomor"),
            "send_back": _("Kembalikan"),
            "refuse": _("Tolak"),
            "void": _("Batalkan nomor"),
            "reply": _("Balas"),
            "correct": _("Ralat"),
            "withdraw": _("Cabut"),
            "cancel": _("Batalkan naskah"),
            "arrive": _("Catat sudah sampai"),
        },
        "asks": {
            "initial": _("Catatan paraf (boleh kosong)"),
            "send_back": _("Apa yang perlu diperbaiki"),
            "refuse": _("Alasan menolak"),
            "void": _("Alasan nomor ini batal"),
            "cancel": _("Alasan naskah ini batal"),
            "follow_up": _("Apa yang sudah dilakukan (boleh kosong)"),
            "arrive": _("Diterima siapa, dengan apa (boleh kosong)"),
        },
        "done": {
            "initial": _("Paraf tercatat."),
            "send": _("Naskah terkirim."),
            "submit": _("Naskah diajukan."),
            "follow_up": _("Tindak lanjut tercatat."),
            "send_back": _("Naskah dikembalikan kepada konseptor."),
            "refuse": _("Naskah ditolak."),
            "void": _("Nomor dibatalkan."),
            "cancel": _("Naskah dibatalkan."),
        },
    }


def acts() -> dict[str, Any]:
    """Return what was done with a letter, by the history's names."""
    return {
        "letter_drafted": _("membuat draf"),
        "letter_changed": _("mengubah draf"),
        "letter_attachment_added": _("menambah lampiran"),
        "letter_attachment_removed": _("mencabut lampiran"),
        "letter_attachments_ordered": _("mengubah urutan lampiran"),
        "letter_submitted": _("mengajukan"),
        "letter_initialled": _("memberi paraf"),
        "letter_sent_back": _("mengembalikan"),
        "letter_refused": _("menolak"),
        "letter_cancelled": _("membatalkan"),
        "letter_signing_begun": _("mulai menandatangani"),
        "letter_signing_put_back": _("kembali siap ditandatangani"),
        "letter_signing_failed": _("tanda tangan gagal"),
        "letter_signed": _("ditandatangani"),
        "letter_voided": _("membatalkan nomor"),
        "letter_sent": _("mengirim"),
        "letter_read": _("membaca"),
        "letter_followed_up": _("menindaklanjuti"),
        "letter_arrived": _("mencatat sudah sampai"),
        "letter_corrected": _("meralat"),
        "letter_withdrawn": _("mencabut"),
        "number_put_in": _("menyisipkan nomor"),
        "letter_archived": _("menyimpan ke berkas"),
        "letter_unarchived": _("mengeluarkan dari berkas"),
        "secret_letter_opened": _("membuka naskah rahasia"),
        "secret_attachment_opened": _("membuka lampiran rahasia"),
    }


def _happened() -> dict[str, Any]:
    return {
        "letter_submitted": _("{who} mengajukan naskah ini."),
        "letter_initialled": _("{who} memberi paraf."),
        "letter_sent_back": _("{who} mengembalikan naskah ini."),
        "letter_refused": _("{who} menolak naskah ini."),
        "letter_cancelled": _("{who} membatalkan naskah ini."),
        "letter_signed": _("{who} menandatangani naskah ini."),
        "letter_signing_failed": _("Tanda tangan {who} gagal."),
        "letter_voided": _("{who} membatalkan nomornya."),
        "letter_sent": _("{who} mengirim naskah ini."),
        "letter_read": _("{who} membaca naskah ini."),
        "letter_followed_up": _("{who} menindaklanjuti naskah ini."),
    }
