"""What the modules of the e-office's pages say in words, in the language of the request."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from services.gateway.web import strings


def frame() -> dict[str, Any]:
    """Return what every page of the e-office says."""
    return {
        "capacities": {
            "definitive": _("definitif"),
            "pj": _("Pj."),
            "plt": _("Plt."),
            "plh": _("Plh."),
            "delegate": _("delegasi"),
        },
        "until": _("s.d. {day}"),
        "actingAs": _("{title}, {capacity}"),
        "noPosition": _("Tanpa jabatan"),
        "bell": {"none": _("Tidak ada pemberitahuan"), "some": _("{n} pemberitahuan belum dibuka")},
        "paper": {
            "pages": _("Halaman dokumen"),
            "place": _("Halaman {n} dari {of}"),
            "zoom": "{n} %",
            "smaller": _("Perkecil"),
            "larger": _("Perbesar"),
            "again": _("Coba lagi"),
            "failed": _("Dokumen belum dapat diperlihatkan: {why}"),
            "broken": _("berkasnya tidak terbaca sebagai PDF."),
        },
        "problems": {
            **strings.console()["problems"],
            "invalid": _("Isian belum benar"),
            "not-your-position": _("Akun ini tidak memegang jabatan itu."),
        },
    }


def related() -> dict[str, str]:
    """Return the names of what a letter may be about."""
    return {
        "incident": _("Insiden"),
        "road_damage": _("Kerusakan jalan"),
        "letter": _("Naskah keluar"),
        "incoming": _("Surat masuk"),
    }


def organisation() -> dict[str, Any]:
    """Return what the modules of the organisation's page say."""
    return {
        "summary": _(
            "{units} unit, {positions} jabatan, {vacant} lowong, {standing} Plt./Plh./Pj."
        ),
        "since": _("sejak {day}"),
        "period": _("{first} sampai {last}"),
        "onwards": _("{first} sampai sekarang"),
        "coming": _("mulai {first}"),
        "revoked": _("dicabut sebelum mulai"),
        "reportsTo": _("mewakili {person}"),
        "vacantOf": _("{n} lowong"),
        "delegated": _("Delegasi ke {to}: {matters}"),
        "appointed": _("{person} kini tercatat sebagai {title}."),
        "line": _("Baris {line} {column}"),
        "imported": _(
            "{units} unit, {positions} jabatan, {holdings} pejabat tersimpan; "
            "{unchanged} baris sudah ada."
        ),
        "ended": _("Masa jabatan {person} berakhir {day}."),
        "kept": _("Perubahan tersimpan."),
        "wrong": {
            "to": _("Delegasi hanya kepada jabatan di bawahnya."),
            "ends": _("Hari terakhir itu di luar masanya."),
        },
        "levels": {
            "leader": _("Pimpinan"),
            "high": _("Pimpinan tinggi"),
            "administrator": _("Administrator"),
            "supervisor": _("Pengawas"),
            "functional": _("Fungsional"),
            "staff": _("Pelaksana"),
            "village": _("Perangkat desa"),
        },
        "acts": {
            "position_changed": _("Jabatan diubah"),
            "position_filled": _("Jabatan diisi"),
            "position_vacated": _("Masa jabatan diakhiri"),
            "delegation_given": _("Wewenang didelegasikan"),
            "delegation_ended": _("Delegasi diakhiri"),
        },
        "problems": {
            **frame()["problems"],
            "position-held": _("Jabatan itu terisi pada masa tersebut. Akhiri dahulu yang lama."),
            "no-definitive-holder": _("Plh. memerlukan pejabat definitif yang berhalangan."),
            "holding-stood-in-for": _("Akhiri dahulu Plh. yang mewakili pejabat ini."),
            "has-ended": _("Masa jabatan itu sudah berakhir lebih awal."),
            "own-position": _("Mintalah orang lain yang mengangkat Anda."),
            "unknown-holding": _("Masa jabatan itu tidak ada lagi."),
            "wrong-superior": _("Jabatan itu tidak dapat berada di bawah atasan tersebut."),
            "outside-area": _("Jabatan itu di luar wilayah akun ini."),
        },
    }
