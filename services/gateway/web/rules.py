"""The rules of an election: which are on, what they say, and what another one would find."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web.console import console_page
from services.gateway.web.strings import console, counted

blueprint = Blueprint("rules_page", __name__, template_folder="templates")


@route(blueprint, "/console/rules", allow=roles("admin", "verifier", "operator"), page=True)
def rules() -> Response:
    changes = "admin" in g.session.principal.roles
    return console_page("rules/rules.html", "rules", strings(), changes=changes)


def strings() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {**_list(), **_editor(), "names": _names(), "wrong": _wrong(), **_refused()}


def _list() -> dict[str, Any]:
    return {
        "severities": {"error": _("Galat"), "warning": _("Peringatan")},
        "own": _("aturan sendiri"),
        "changed": _("diubah"),
        "open": counted(*(ngettext("{n} terbuka", "{n} terbuka", n) for n in (1, 2))),
        "active": _("{n} dari {all} aturan menyala"),
        "absolute": _("toleransi {n}"),
        "percent": _("toleransi {n} %"),
        "on": _("Menyala: {name}"),
        "checking": _("Hasil yang sudah masuk diperiksa ulang: {n} dari {all} TPS"),
        "queued": _("Hasil yang sudah masuk segera diperiksa ulang"),
        "checked": _("Semua hasil yang sudah masuk diperiksa dengan aturan ini."),
        "failed": _("Pemeriksaan ulang berhenti. Simpan aturan sekali lagi untuk mengulang."),
    }


def _editor() -> dict[str, Any]:
    return {
        "newRule": _("Aturan baru"),
        "saved": _("Aturan disimpan. Hasil yang sudah masuk diperiksa ulang."),
        "switchedOn": _("Aturan dinyalakan. Hasil yang sudah masuk diperiksa ulang."),
        "switchedOff": _("Aturan dimatikan. Temuannya dihapus."),
        "deleted": _("Aturan dihapus beserta temuannya."),
        "found": counted(
            *(ngettext("{n} hasil akan ditandai", "{n} hasil akan ditandai", n) for n in (1, 2))
        ),
        "ofChecked": _("dari {n} hasil yang semua angkanya terisi"),
        "nothing": _("Tidak ada yang ditandai"),
        "notChecked": _("Belum ada hasil yang semua angkanya terisi, jadi belum dapat dicoba."),
        "firstOf": _("{n} yang pertama"),
        "place": _("Baris {line}, kolom {column}: {message}."),
    }


def _names() -> dict[str, str]:
    """Return what the rules that ship are called."""
    return {
        "sex-sum": _("Laki-laki + perempuan = jumlah"),
        "users-sum": _("Pengguna = DPT + DPTb + DPK"),
        "users-sum-by-sex": _("Pengguna = DPT + DPTb + DPK, per jenis kelamin"),
        "users-above-dpt": _("Pengguna dari DPT tidak melebihi DPT"),
        "disabled-above-users": _("Disabilitas tidak melebihi pengguna"),
        "ballots-sum": _("Surat suara diterima = digunakan + dikembalikan + sisa"),
        "ballots-reserve": _("Surat suara diterima = DPT + cadangan"),
        "votes-sum": _("Jumlah suara calon = suara sah"),
        "total-sum": _("Jumlah suara = sah + tidak sah"),
        "total-above-users": _("Jumlah suara tidak melebihi pengguna"),
        "total-not-users": _("Jumlah suara = pengguna"),
        "total-not-ballots": _("Jumlah suara = surat suara digunakan"),
        "dpt-limit": _("DPT tidak melebihi batas satu TPS"),
        "figure-range": _("Setiap angka paling banyak tiga digit"),
        "blank-or-zero": _("Formulir tidak kosong"),
        "ballots-dpt-differs": _("DPT sama di semua surat suara TPS"),
        "ballots-users-differ": _("Pengguna hampir sama di semua surat suara TPS"),
    }


def _wrong() -> dict[str, str]:
    """Return what may be wrong with an expression, by what the API says of it, names in braces."""
    return {
        "a condition is needed, such as {example}": _("perlu satu syarat, misalnya {example}"),
        "more than {n} conditions": _("lebih dari {n} syarat"),
        "longer than {n} characters": _("lebih panjang dari {n} karakter"),
        "a condition needs ==, <= or >= between two sides": _("perlu ==, <= atau >= di antaranya"),
        "write == for equal": _("tulis == untuk sama dengan"),
        "this can't be read here": _("ini tidak terbaca di sini"),
        "something is missing at the end": _("ada yang kurang di akhir"),
        "one comparison a line": _("satu perbandingan per baris"),
        "compare with ==, <= or >=": _("bandingkan dengan ==, <= atau >="),
        "it says nothing about a figure": _("tidak menyebut satu angka pun"),
        "one side of * needs to be a number": _("satu sisi * harus bilangan"),
        "only + - and * are known": _("hanya + - dan * yang dikenal"),
        "nested too deep": _("terlalu banyak kurung"),
        "needs a number up to {n}": _("perlu bilangan paling besar {n}"),
        "{sign} has no place in an expression": _("tanda {sign} tidak dipakai dalam ekspresi"),
        "only figures, numbers, + - * and functions may stand here": _(
            "hanya angka formulir, bilangan, + - * dan fungsi"
        ),
        **_wrong_names(),
    }


def _wrong_names() -> dict[str, str]:
    return {
        "no figure is called {name}": _("tidak ada angka bernama {name}"),
        "no figure is called {name}; is it {near}?": _(
            "tidak ada angka bernama {name}; maksudnya {near}?"
        ),
        "a name is needed before the dot": _("perlu nama sebelum titik"),
        "votes of two ballots are never compared, so {name} is no fact": _(
            "suara dua surat suara tidak pernah dibandingkan, jadi {name} tidak dapat dipakai"
        ),
        "{group} are many: take sum, min or max of them": _(
            "{group} lebih dari satu angka: pakai sum, min atau max"
        ),
        "{group} can't stand beside facts": _("{group} tidak dapat bersama fakta TPS"),
        "{group} can't stand beside others in a function": _(
            "{group} tidak dapat bersama yang lain dalam satu fungsi"
        ),
        "the functions are {names}": _("fungsi yang ada: {names}"),
        "{function} needs a value": _("{function} perlu satu nilai"),
        "{function} needs one": _("{function} hanya menerima satu nilai"),
    }


def _refused() -> dict[str, Any]:
    problems = {
        "rule-ships": _("Aturan bawaan tidak dihapus. Matikan saja."),
        "too-many-rules": _("Aturan sendiri sudah sebanyak yang diizinkan."),
        "unknown-rule": _("Aturan ini sudah dihapus."),
        "precondition-failed": _(
            "Aturan ini diubah orang lain sejak Anda membukanya. Isian Anda masih di sini: simpan"
            " lagi untuk menggantinya, atau pilih aturannya di daftar untuk melihat yang baru."
        ),
    }
    return {"problems": {**console()["problems"], **problems}}
