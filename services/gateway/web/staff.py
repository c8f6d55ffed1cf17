"""The desk for ad-hoc staff: which bodies are not full, who applies, and the party check."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page

blueprint = Blueprint("staff_page", __name__, template_folder="templates")


@route(blueprint, "/console/staff", allow=roles("operator", "admin"), page=True)
def staff() -> Response:
    return console_page("staff/staff.html", "staff", words())


def words() -> dict[str, Any]:
    """Return what the page's module says."""
    return {
        **_named(),
        "allMet": _("Semua syarat terpenuhi"),
        "failed": _("Gagal: {what}"),
        "pending": _("Menunggu: {what}"),
        "filled": _("{full} dari {places} lengkap, kurang {missing} orang"),
        "erased": _("Nama dihapus"),
        "decided": _("{name}: {state}"),
        "answer": _("NIK …{tail}: {party}"),
        "registerFrom": _("Daftar anggota partai per {time}."),
        "noRegister": _("Daftar anggota partai belum diimpor."),
        "opened": _("Putaran dibuka."),
        "counts": _(
            "{applied} melamar, {accepted} diterima, {reserve} cadangan, {refused} ditolak"
        ),
        "problems": {
            **strings.console()["problems"],
            "requirements-not-met": _("Syarat belum terpenuhi, jadi belum dapat diterima."),
            "body-full": _("Badan ini sudah lengkap."),
            "applicant-changed": _("Pelamar ini sudah diubah orang lain. Muat ulang, lalu ulangi."),
            "round-erased": _("Nama putaran ini sudah dihapus."),
            "invalid": _("Isian salah. Periksa NIK (16 angka) dan tanggal."),
        },
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
        "requirements": {
            "age": _("umur 17 pada hari pemungutan"),
            "birth_date": _("tanggal lahir sesuai NIK"),
            "statement": _("pernyataan bukan anggota partai"),
            "party": _("pemeriksaan partai"),
            "one_body": _("satu badan saja"),
        },
    }
