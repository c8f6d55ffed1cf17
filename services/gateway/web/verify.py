"""The verifiers' desk: one record after the other, beside its photo."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web.console import console_page
from services.gateway.web.strings import console, counted

blueprint = Blueprint("verify", __name__, template_folder="templates")
VERIFIERS = roles("verifier", "admin")


@route(blueprint, "/console/verify", allow=VERIFIERS, page=True)
def verify() -> Response:
    return console_page("verify/verify.html", "verify", strings())


def strings() -> dict[str, Any]:
    """Return what the desk's modules say."""
    return {**_queue(), **_fields(), **_photos(), **_deeds(), "rules": _rules(), **_refused()}


def _queue() -> dict[str, Any]:
    return {
        "station": _("TPS {number} {village}"),
        "place": _("{district}, {contest}"),
        "findings": counted(*(ngettext("{n} temuan", "{n} temuan", n) for n in (1, 2))),
        "noFindings": _("Tanpa temuan"),
        "conflicted": _("Entri berbeda"),
        "secondAsked": _("Diminta pemeriksa kedua"),
        "heldBy": _("Dipegang {name}"),
        "minutesShort": _("{n} mnt"),
        "hoursShort": counted(*(ngettext("{n} jam", "{n} jam", n) for n in (1, 2))),
        "today": _("Anda hari ini: {n} diperiksa"),
        "average": _("rata-rata {n} detik"),
    }


def _fields() -> dict[str, Any]:
    return {
        "fields": {
            "dpt": _("Pemilih DPT"),
            "users.dpt": _("Pengguna dari DPT"),
            "users.dptb": _("Pengguna dari DPTb"),
            "users.dpk": _("Pengguna dari DPK"),
            "users.total": _("Pengguna hak pilih"),
            "ballots.received": _("Surat suara diterima"),
            "ballots.used": _("Surat suara digunakan"),
            "ballots.returned": _("Surat suara dikembalikan"),
            "ballots.unused": _("Surat suara tidak digunakan"),
            "disabled": _("Pemilih disabilitas"),
            "valid": _("Suara sah"),
            "invalid": _("Suara tidak sah"),
            "total": _("Jumlah suara"),
        },
        **_marks(),
        "secondEntry": _("Entri kedua"),
        "noSecond": _("belum ada"),
        "rightFor": _("Angka yang benar untuk {field}"),
        "number": _("nomor {n}"),
        "differs": _("{first} dan {second}: entri berbeda, selisih {difference}."),
        "fits": _("Dengan {n} jumlahnya cocok: {parts} = {sum}."),
        "fixed": _("Dikoreksi menjadi {n}"),
        "explained": _("Dijelaskan: {note}"),
        "verified": _("Sudah diperiksa: {note}"),
    }


def _marks() -> dict[str, Any]:
    return {
        "sexes": {"male": _("laki-laki"), "female": _("perempuan")},
        "marks": {
            "ok": _("cocok"),
            "warn": _("perlu diperiksa"),
            "crit": _("tidak cocok"),
            "none": _("tidak diisi"),
        },
        "sources": {
            "crew": _("Dikirim"),
            "operator": _("Operator"),
            "observer": _("Pengamat"),
            "import": _("Berkas"),
            "verifier": _("Diputuskan"),
        },
    }


def _photos() -> dict[str, Any]:
    return {
        "pageOf": _("Halaman {n} dari {all}"),
        "photoLabel": _("Foto formulir C.Hasil halaman {n}, letak kira-kira {field} disorot"),
        "photoFailed": _("Foto halaman {n} belum dapat diambil"),
        "brightness": _("Terang {n} %"),
        "zoomed": _("Diperbesar {n} %"),
        "magnified": _("Kaca pembesar {n} kali"),
        "signed": _("ditandatangani KPPS"),
        "unsigned": _("tanpa tanda tangan"),
        "photoMoved": _("Foto dipindahkan"),
        "photoRejected": _("Foto disingkirkan"),
    }


def _deeds() -> dict[str, Any]:
    return {
        "approved": _("{station} disahkan"),
        "returned": _("{station} dikembalikan"),
        "passed": _("{station} menunggu pemeriksa kedua"),
        "changed": _("{station} baru saja berubah dan dimuat ulang"),
        "decidedElsewhere": _("{station} sudah diputuskan di tempat lain"),
        "leaseLost": _("Waktu memegang {station} habis. Baris ini dilepas."),
        "missing": _("Isi dahulu suara {fields}: keputusan memerlukan angka setiap calon."),
        "withPhoto": _("Diperiksa dengan foto formulir."),
        "withoutPhoto": _("Diperiksa tanpa foto formulir."),
        "correction": _("{field} {before} menjadi {after}."),
        "reviewed": _("Temuan ditandai"),
        "noteVerified": _("Angka sesuai dengan formulir."),
        "nothingOdd": _("Tidak ada temuan terbuka pada bidang ini"),
    }


def _refused() -> dict[str, Any]:
    return {
        "problems": {
            **console()["problems"],
            "own-entry": _("Anda ikut mengirim formulir TPS ini: orang lain yang memeriksanya."),
            "leased-by-other": _("Sedang dipegang pemeriksa lain."),
            "not-leased": _("Waktu memegang baris ini sudah habis."),
            "result-already-final": _("Hasil ini sudah final."),
            "precondition-failed": _("Berubah sejak dibuka dan sudah dimuat ulang: periksa lagi."),
            "unknown-station": _("TPS itu tidak terdaftar."),
        }
    }


def _rules() -> dict[str, str]:
    """Return what each rule that ships says of a form; a rule of one's own says it itself."""
    return {
        "sum": _("{parts} = {sum}, tertulis {here}. Selisih {difference}."),
        "users-above-dpt": _("Pengguna DPT {here}, pemilih DPT {other}: lebih {difference}."),
        "disabled-above-users": _(
            "Disabilitas {here}, semua pengguna {other}: lebih {difference}."
        ),
        "ballots-reserve": _(
            "Diterima {here}, menurut DPT dan cadangannya {right}: selisih {difference}."
        ),
        "total-above-users": _("Suara {here}, pengguna hak pilih {other}: lebih {difference}."),
        "total-not-users": _("Suara {here}, pengguna hak pilih {other}: selisih {difference}."),
        "total-not-ballots": _(
            "Suara {here}, surat suara digunakan {other}: selisih {difference}."
        ),
        "dpt-limit": _("Pemilih DPT {here}, batas satu TPS {right}."),
        "figure-range": _("Angka {here} melebihi tiga kotak formulir. Periksa digit berlebih."),
        "blank-or-zero": _("Formulir kosong atau semua nol. Periksa apakah belum diisi."),
        "ballots-dpt-differs": _(
            "DPT {here}, pada surat suara lain {right}: seharusnya sama, selisih {difference}."
        ),
        "ballots-users-differ": _(
            "Pengguna {here}, pada surat suara lain {right}: selisih {difference}."
        ),
        "photo-far": _("Foto diambil {difference} m dari TPS. Cocokkan nomor TPS di formulir."),
        "photo-elsewhere": _("Foto yang sama ada di TPS lain. Cocokkan nomor TPS di formulir."),
        "photo-similar": _(
            "Foto di TPS lain tampak sama dengan foto ini. Cocokkan nomor TPS dan angkanya."
        ),
        "photo-old": _("Foto diambil {difference} hari sebelum hari pemungutan suara."),
    }
