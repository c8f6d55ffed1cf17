"""What the modules of the room's page say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from services.gateway.web import strings
from services.gateway.web.strings import counted


def words() -> dict[str, Any]:
    """Return them by key."""
    return {**_one(), **_around(), **_log(), **_deeds(), **_told(), "problems": _problems()}


def severities() -> dict[str, Any]:
    """Return the severities, the least first."""
    return {
        "info": _("Informasi"),
        "minor": _("Rendah"),
        "major": _("Tinggi"),
        "critical": _("Kritis"),
    }


def unit_states() -> dict[str, Any]:
    """Return the states of a unit in their order."""
    return {
        "assigned": _("ditugaskan"),
        "en_route": _("dalam perjalanan"),
        "on_site": _("di lokasi"),
        "released": _("selesai bertugas"),
    }


def _problems() -> dict[str, Any]:
    return {
        **strings.console()["problems"],
        "incident-state": _("Keadaannya sudah lain, jadi itu tidak dapat dilakukan lagi."),
        "incident-changed": _("Orang lain mengubahnya sementara itu."),
        "incident-in-hand": _("Orang lain sedang memegangnya."),
        "not-an-operator": _("Itu untuk operator ruang kendali."),
        "unknown-incident": _("Insiden ini tidak ada, atau di luar wilayah akun ini."),
        "invalid": _("Isian belum benar."),
    }


def _one() -> dict[str, Any]:
    return {
        "severity": severities(),
        "state": {
            "reported": pgettext("incident", "Diterima"),
            "verified": pgettext("incident", "Diperiksa"),
            "responding": pgettext("incident", "Ditangani"),
            "contained": pgettext("incident", "Terkendali"),
            "closed": pgettext("incident", "Selesai"),
            "false": pgettext("incident", "Tidak benar"),
            "duplicate": pgettext("incident", "Ganda"),
        },
        "stepTo": {
            "verify": _("Tandai diperiksa dan benar"),
            "respond": _("Tandai sedang ditangani"),
            "contain": _("Tandai terkendali"),
            "close": _("Tandai selesai"),
            "refute": _("Nyatakan tidak benar"),
            "reopen": _("Buka lagi"),
        },
        "reportedAt": _("dilaporkan {time}"),
        "reportedBy": _("dilaporkan {time} oleh {who}"),
        "times": _("{n} kali"),
        "alsoOpen": _("juga dibuka {names}"),
        "nobodyHas": _("Belum ada yang memegang"),
        "handledBy": _("Dipegang {who} sejak {time}"),
        "waitsFor": _("Menunggu {who} sejak {time}"),
        "waitsShort": _("Menunggu {who}"),
        "spanMinutes": counted(_("{n} mnt"), _("{n} mnt")),
        "spanHours": counted(*(ngettext("{n} jam", "{n} jam", n) for n in (1, 2))),
        "spanDays": counted(*(ngettext("{n} hari", "{n} hari", n) for n in (1, 2))),
        "timeLeft": _("sisa {span}"),
        "lateBy": _("lewat {span}"),
        "nowhere": _("tempat belum diketahui"),
        "wholeDistrict": _("seluruh {name}"),
        "areaCode": _("wilayah {code}"),
        "road": _("ruas {road}"),
        "roadAt": _("ruas {road} m {metre}"),
    }


def _around() -> dict[str, Any]:
    return {
        "mapLabel": _("Peta sekitar insiden. Panah menggeser, tambah dan kurang mengubah skala."),
        "radius": _("Jangkauan {distance}, {n} TPS di dalamnya"),
        "radiusNone": _("Jangkauan belum disebut"),
        "station": _("TPS {number} {village}"),
        "resultIn": _("Hasil masuk"),
        "resultHeld": _("Hasil ditahan"),
        "resultOut": _("Belum ada hasil"),
        "touched": _("Terkena"),
        "blocked": _("Terhalang"),
        "passable": _("Dapat dilalui"),
        "unplaced": _("Titiknya belum diketahui, jadi belum ada yang dapat disebut dekat."),
        "nothingNear": _("Tidak ada TPS, jalan, atau kelurahan di sekitar."),
        "placing": _("Sedang ditempatkan di peta…"),
        "aroundUnknown": _("Layanan peta belum menjawab."),
        "unitState": unit_states(),
        "etaAt": _("perkiraan tiba {time}"),
        "unitSince": _("{state} sejak {time}"),
        "sendUnit": _("Kirim satuan"),
        "moveUnit": _("Kabar {name}"),
        "metresAway": _("{distance} dari sini"),
        "merge": _("Gabungkan ke sini"),
        "sources": {
            "account": _("operator"),
            "api": _("API"),
            "public": _("warga"),
            "email": _("surel"),
            "webhook": _("sistem lain"),
            "elections": _("pemilihan"),
            "gis": _("peta"),
            "cap": _("peringatan CAP"),
            "alertmanager": _("pemantau sistem"),
        },
    }


def _log() -> dict[str, Any]:
    return {
        "log": {
            "reported": _("Dilaporkan"),
            "note": "",
            "verify": _("Diperiksa dan benar"),
            "respond": _("Mulai ditangani"),
            "contain": _("Terkendali"),
            "close": _("Selesai"),
            "refute": _("Dinyatakan tidak benar"),
            "reopen": _("Dibuka lagi"),
            "rated": _("Tingkat diubah dari {before} ke {after}"),
            "corrected": _("Keterangan diperbaiki: {what}"),
            "taken": _("Mengambil"),
            "handed_over": _("Diserahkan ke {to}"),
            "merged": _("Digabungkan ke {into}"),
            "took_in": _("Menerima laporan ganda {incident}"),
            "taken_out": _("Dipisahkan lagi"),
            "gave_back": _("Laporan ganda {incident} dipisahkan"),
            "task_added": _("Tugas baru: {text}"),
            "task_done": _("Tugas selesai: {text}"),
            "task_dropped": _("Tugas dibatalkan: {text}"),
            "task_open": _("Tugas dibuka lagi: {text}"),
            "unit_added": _("{text} dikirim, {state} {eta}"),
            "unit_moved": _("{text} {state} {eta}"),
            "photo_added": _("Foto ditambahkan"),
            "photo_removed": _("Foto dihapus"),
            "placed": _("Wilayahnya ditemukan"),
            "repeated": _("Dilaporkan lagi"),
            "order_given": _("Perintah diberikan"),
            "order_done": _("Perintah selesai"),
            "order_not_done": _("Perintah berakhir tidak tuntas"),
            "order_cancelled": _("Perintah dibatalkan"),
        },
        "fields": {
            "type": _("jenis"),
            "headline": _("judul"),
            "text": _("uraian"),
            "place": _("tempat"),
            "occurred_at": _("waktu kejadian"),
            "exercise": _("latihan"),
        },
        "system": _("Sistem"),
    }


def _deeds() -> dict[str, Any]:
    return {
        "tasksDone": _("{n} dari {all} selesai"),
        "due": _("batas {time}"),
        "taskDone": _("Tugas selesai: {text}"),
        "taken": _("Anda memegang {number}."),
        "saved": _("Tersimpan."),
        "created": _("{number} dicatat."),
        "repeated": _("Laporan ini sudah ada: dihitung pada {number}."),
        "takeOver": _("Ambil alih dari {who}"),
        "changedBy": _("{who} mengubahnya pukul {time}"),
        "linkCopied": _("Tautan disalin."),
        "onWall": _("{wall} menampilkan ruang kendali."),
        "placeNeeded": _("Sebutkan tempatnya: kata, wilayah, TPS, titik, atau ruas jalan."),
        "badPoint": _("Titik ditulis lintang lalu bujur, misalnya -6.2088, 106.8456."),
        "stationNeedsArea": _("Pilih kelurahan atau desa TPS itu, atau tulis kode 13 angka."),
        "metreNeedsRoad": _("Meter memerlukan nomor ruas jalan."),
        "waiting": counted(
            *(
                ngettext(
                    "{n} perubahan menunggu server, diulang sendiri",
                    "{n} perubahan menunggu server, diulang sendiri",
                    n,
                )
                for n in (1, 2)
            )
        ),
        "resumed": _("Yang tertunda sudah tersimpan."),
    }


def _told() -> dict[str, Any]:
    return {
        "order": {
            "open": _("menunggu jawaban"),
            "overdue": _("lewat batas"),
            "done": _("selesai"),
            "not_done": _("tidak terlaksana"),
            "cancelled": _("dibatalkan"),
            "to": _("ke {who}"),
            "answered": _("{n} dari {all} menjawab"),
            "given": _("Perintah {number} diberikan."),
            "noTo": _("Pilih paling sedikit satu penerima dari daftar."),
            "unknown": _("Perintah belum dapat dibaca."),
            "remove": _("Hapus penerima {name}"),
        },
        "alerts": counted(*(ngettext("{n} peringatan", "{n} peringatan", n) for n in (1, 2))),
        "noticeTitle": _("{severity}: {headline}"),
        "noticeText": _("{number}, {place}"),
        "noticesOn": _("Pemberitahuan desktop menyala."),
        "noticesDenied": _("Peramban ini tidak mengizinkan pemberitahuan."),
        "soundOn": _("Bunyi menyala untuk insiden kritis."),
        "soundOff": _("Bunyi dimatikan."),
    }
