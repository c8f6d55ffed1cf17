"""The pages of message templates and of groups of recipients, and what their modules say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page
from services.gateway.web.strings import counted

blueprint = Blueprint("wording_pages", __name__, template_folder="templates")
DESK = roles("operator", "admin")


@route(blueprint, "/console/message-templates", allow=DESK, page=True)
def message_templates() -> Response:
    """Show the words of messages, which administrators write."""
    return console_page("deliveries/templates.html", "deliveries", template_words())


@route(blueprint, "/console/recipient-groups", allow=DESK, page=True)
def recipient_groups() -> Response:
    """Show who is told together."""
    return console_page("deliveries/groups.html", "deliveries", group_words())


def template_words() -> dict[str, Any]:
    """Return what the page of templates says."""
    return {
        "topics": _topics(),
        "languages": {"id": "Bahasa Indonesia", "en": "English"},
        "shipped": _("bawaan"),
        "version": _("versi {n}"),
        "by": _("versi {n} oleh {who}, {time}"),
        "reset": _("kembali ke bawaan"),
        "saved": _("Tersimpan sebagai versi {n}. Berlaku untuk pesan berikutnya."),
        "isShipped": _("Kata-kata bawaan dipakai lagi."),
        "taken": _("Isi versi {n} ada di formulir; belum disimpan."),
        "fields": {"subject": _("Judul"), "body": _("Isi")},
        "wrong": _("{field}: {why}"),
        "problems": {
            **_problems(),
            "template-changed": _("Templat ini diubah orang lain. Muat ulang, lalu ulangi."),
            "bad-template": _("Templat ini tidak dapat dipakai"),
        },
    }


def group_words() -> dict[str, Any]:
    """Return what the page of groups says."""
    return {
        "kind": {
            "person": _("orang"),
            "position": _("jabatan"),
            "on_call": _("petugas jaga"),
            "group": _("kelompok"),
        },
        "via": {
            "person": _("orang"),
            "on_call": _("sedang jaga"),
            "delegate": _("mandat"),
            "vacant": _("jabatan kosong"),
            "definitive": _("definitif"),
        },
        "members": counted(*(ngettext("{n} anggota", "{n} anggota", n) for n in (1, 2))),
        "remove": _("Keluarkan {name}"),
        "newGroup": _("Kelompok baru"),
        "region": _("seluruh wilayah"),
        "reaches": counted(
            *(ngettext("Kini menjangkau {n} orang", "Kini menjangkau {n} orang", n) for n in (1, 2))
        ),
        "reachesNobody": _("Kini tidak menjangkau siapa pun"),
        "vacant": _("kosong"),
        "noMembers": _("Pilih paling sedikit satu anggota."),
        "saved": _("Kelompok {name} tersimpan."),
        "sure": _("Hapus kelompok {name}?"),
        "removed": _("Kelompok {name} dihapus."),
        "uses": {
            "group": _("kelompok {name}"),
            "rule": _("aturan peringatan {name}"),
            "chain": _("rantai eskalasi {name}"),
            "running_chain": _("rantai {name} yang sedang berjalan"),
        },
        "usedElsewhere": _("kelompok di wilayah lain"),
        "circle": _("Kelompok ini akan memuat dirinya sendiri: {path}"),
        "problems": {
            **_problems(),
            "group-changed": _("Kelompok ini diubah orang lain. Muat ulang, lalu ulangi."),
            "group-used": _("Kelompok ini masih dipakai, jadi tidak dihapus"),
            "unknown-group": _("Kelompok ini tidak ada lagi."),
            "group-taken": _("Sudah ada kelompok dengan kode itu."),
        },
    }


def _problems() -> dict[str, str]:
    return {**strings.console()["problems"], "invalid": _("Isian belum benar")}


def _topics() -> dict[str, str]:
    return {
        "default": _("Semua pesan lain"),
        "broadcast": _("Siaran"),
        "digest": _("Beberapa pesan sekaligus"),
        "incident": _("Insiden"),
        "order.given": _("Perintah diberikan"),
        "order.reminded": _("Perintah diingatkan"),
        "order.escalated": _("Perintah naik ke atasan"),
        "order.cancelled": _("Perintah dibatalkan"),
        "subscription": _("Langganan masyarakat"),
        "verification": _("Kode verifikasi"),
    }
