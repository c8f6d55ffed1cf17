"""The desk for ad-hoc staff: who serves and what lacks, who applies, files, and the party check."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page
from services.gateway.web.staff_strings import files, reasons

blueprint = Blueprint("staff_page", __name__, template_folder="templates")
DECIDES, ERASES = frozenset({"operator", "admin"}), frozenset({"admin"})


@route(blueprint, "/console/staff", allow=roles("operator", "verifier", "admin"), page=True)
def staff() -> Response:
    """A verifier sees who serves; applicants and the party check are for who decides on them."""
    mine = g.session.principal.roles
    may = {"decides": bool(mine & DECIDES), "erases": bool(mine & ERASES)}
    return console_page("staff/staff.html", "staff", words(), **may)


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        **_named(),
        **_roster(),
        **_people(),
        **_party(),
        **_rounds(),
        **files(),
        **reasons(),
        "problems": {**strings.console()["problems"], **_problems()},
    }


def _problems() -> dict[str, Any]:
    return {
        "requirements-not-met": _("Syarat belum terpenuhi, jadi belum dapat diterima."),
        "body-full": _("Badan ini sudah lengkap."),
        "applicant-changed": _("Pelamar ini sudah diubah orang lain. Muat ulang, lalu ulangi."),
        "round-erased": _("Nama orang ini sudah dihapus."),
        "already-applied": _("Orang ini sudah melamar di putaran ini."),
        "round-not-open": _("Putaran ini tidak menerima lamaran hari ini."),
        "term-not-over": _("Masa kerjanya belum berakhir, jadi datanya belum dapat dihapus."),
        "objection-open": _("Sudah ada sanggahan yang belum diputus."),
        "objection-decided": _("Sanggahan ini sudah diputus."),
        "not-listed": _("Tidak ada partai yang mencatat orang ini."),
        "too-large": _("Berkas ini terlalu besar."),
        "sheet-too-long": _("Terlalu banyak untuk satu berkas. Pilih kecamatan atau desa."),
        "invalid": _("Isian salah."),
    }


def _named() -> dict[str, Any]:
    """Return the names of what the service tells by a word of its own."""
    return {
        "states": {
            "applied": _("Melamar"),
            "accepted": _("Diterima"),
            "reserve": _("Cadangan"),
            "refused": _("Ditolak"),
        },
        "party": {
            "not-registered": _("Tidak terdaftar di partai"),
            "registered": _("Terdaftar di partai"),
            "objection-filed": _("Sanggahan diajukan"),
            "objection-upheld": _("Sanggahan diterima"),
            "unavailable": _("Belum dapat diperiksa"),
        },
        "objections": {
            "filed": _("Sanggahan diajukan"),
            "upheld": _("Sanggahan diterima"),
            "rejected": _("Sanggahan ditolak"),
        },
        "requirements": {
            "age": _("umur 17 pada hari pemungutan"),
            "birth_date": _("tanggal lahir sesuai NIK"),
            "statement": _("pernyataan bukan anggota partai"),
            "party": _("pemeriksaan partai"),
            "one_body": _("satu badan saja"),
        },
        "outcomes": {
            "met": _("Terpenuhi"),
            "failed": _("Tidak terpenuhi"),
            "pending": _("Menunggu"),
        },
    }


def _roster() -> dict[str, Any]:
    return {
        "bodies": {
            "ppk": _("PPK, per kecamatan"),
            "pps": _("PPS, per desa atau kelurahan"),
            "kpps": _("KPPS, per TPS"),
        },
        "fullOf": _("dari {places} lengkap"),
        "missing": strings.counted(
            *(ngettext("kurang {n} orang", "kurang {n} orang", n) for n in (1, 2))
        ),
        "allFull": _("tidak ada yang kurang"),
        "full": _("lengkap"),
        "station": _("TPS {n} {name}"),
        "rosterOf": _("{election}, per {time}"),
        "tooMany": _("Terlalu banyak untuk dicetak. Pilih kecamatan atau desa."),
        "erased": _("Nama dihapus"),
    }


def _people() -> dict[str, Any]:
    return {
        "allMet": _("Semua syarat terpenuhi"),
        "failed": _("Gagal: {what}"),
        "pending": _("Menunggu: {what}"),
        "decided": _("{name}: {state}"),
        "memberFound": _("Seorang anggota badan ad hoc tercatat di daftar partai."),
        "applied": _("{name} …{tail} tercatat. {party}."),
        "roundUntil": _("{name} {area}, sampai {closes}"),
        "placeHint": _("{n} angka wilayah {body} di dalam {area}"),
        "notAgreeing": _("Tanggal ini tidak sama dengan yang ada di NIK."),
        "nikWrong": {
            "digits": _("NIK terdiri dari 16 angka."),
            "area": _("Enam angka pertama NIK bukan kode wilayah."),
            "date": _("Angka ke-7 sampai ke-12 bukan tanggal (perempuan: tanggal ditambah 40)."),
            "serial": _("Empat angka terakhir NIK tidak boleh nol semua."),
        },
        "born": _("Tanggal lahir"),
        "checked": _("Pemeriksaan partai"),
        "reason": _("Alasan"),
        "judged": _("Diputus {time}: {reason}"),
        "filed": _("Sanggahan diajukan"),
        "eraseWho": _("Hapus data {name}?"),
        "personErased": _("Data orang ini sudah dihapus."),
    }


def _party() -> dict[str, Any]:
    return {
        "answer": _("NIK …{tail}: {party}"),
        "registerFrom": _("Daftar anggota partai per {time}."),
        "noRegister": _("Daftar anggota partai belum diimpor."),
        "serviceOn": _("Layanan Sipol juga ditanya saat orang melamar dan saat dicari di sini."),
        "serviceOff": _("Layanan Sipol tidak dipakai: hanya daftar ini yang menjawab."),
        "watched": _(
            "Terakhir diperiksa {time}: {watched} orang, {appeared} nama baru muncul di daftar."
        ),
        "watchSilent": _(
            "Terakhir dicoba {time}: tidak ada daftar, jadi tidak ada yang diketahui."
        ),
        "neverWatched": _("Pemeriksaan harian belum pernah berjalan."),
    }


def _rounds() -> dict[str, Any]:
    return {
        "opened": _("Putaran dibuka."),
        "counts": _(
            "{applied} melamar, {accepted} diterima, {reserve} cadangan, {refused} ditolak"
        ),
        "roundDays": _("{opens} sampai {closes}. Masa kerja sampai {term_ends}"),
        "eraseRound": _("Hapus data orang di putaran {name} {area}?"),
        "roundErased": _("Data {n} orang sudah dihapus."),
    }
