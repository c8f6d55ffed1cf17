"""What the field page says of the form and of its figures."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext


def strings() -> dict[str, Any]:
    """Return the strings by key; `findings` are by the server's rules, `rules` by the page's."""
    return {**_form(), **_checks(), "findings": _findings()}


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
