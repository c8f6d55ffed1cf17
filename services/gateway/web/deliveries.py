"""The pages of deliveries and of one's own contacts, and what their modules say."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask_babel import gettext as _

from libs.kit.principal import ROLES
from services.gateway.routing import PUBLIC, Allow, roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page
from services.gateway.web.pages import FOLDER

blueprint = Blueprint("deliveries_page", __name__, template_folder="templates")
WORKER = FOLDER / "templates" / "deliveries" / "worker.js"
PEOPLE = Allow(frozenset(ROLES - {"reporter"}))


@route(blueprint, "/console/deliveries", allow=roles("operator", "admin"), page=True)
def deliveries() -> Response:
    return console_page("deliveries/deliveries.html", "deliveries", words())


@route(blueprint, "/me/contacts", allow=PEOPLE, page=True)
def contacts() -> Response:
    return console_page("deliveries/contacts.html", "contacts", contact_words())


@route(blueprint, "/me/inbox", allow=PEOPLE, page=True)
def inbox() -> Response:
    return console_page("deliveries/inbox.html", "inbox", inbox_words())


@route(blueprint, "/me/push.js", allow=PUBLIC, page=True)
def push_worker() -> Response:
    """The service worker that shows what comes by Web Push; it takes part in no request."""
    response = Response(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def inbox_words() -> dict[str, Any]:
    """Return what the page of one's own inbox says."""
    return {
        "severities": _severities(),
        "unread": _("{n} belum dibaca"),
        "exercise": _("LATIHAN"),
        "problems": problems(),
    }


def words() -> dict[str, Any]:
    """Return what the page of deliveries says."""
    return {
        "states": _states(),
        "severities": _severities(),
        "health": {
            "ok": _("lancar"),
            "failing": _("tersendat"),
            "open": _("diistirahatkan"),
            "unused": _("belum dipakai"),
            "off": _("mati"),
        },
        "why": _why(),
        "all": _("Semua"),
        "inbox": _("Kotak masuk"),
        "more": _("{n} lebih"),
        "waiting": _("{n} menunggu"),
        "pause": _("dicoba lagi {time}"),
        "lastOk": _("berhasil {time}"),
        "tries": _("percobaan ke-{n}"),
        "own": _("alamat kanal itu sendiri"),
        "again": _("Dikirim lagi."),
        "saved": _("Kanal {name} tersimpan."),
        "tested": _("Uji kanal {name} diantrekan; hasilnya tampak di daftar."),
        "secretKept": _("sudah diisi; kosongkan bila tetap"),
        "setUp": _("Atur kanal {name}"),
        "newChannel": _("Kanal baru"),
        "parts": _parts(),
        "kinds": kinds(),
        "exercise": _("LATIHAN"),
        "problems": problems(),
    }


def contact_words() -> dict[str, Any]:
    """Return what the page of one's own contacts says."""
    return {
        "severities": _severities(),
        "kinds": kinds(),
        "verified": _("dipastikan {time}"),
        "unverified": _("belum dipastikan"),
        "saved": _("Tersimpan."),
        "added": _("Kode dikirim ke alamat itu."),
        "right": _("Alamat dipastikan dan mulai dipakai."),
        "wrong": _("Kodenya tidak cocok."),
        "removed": _("Alamat dihapus."),
        "hints": {
            "email": _("nama@kota.go.id"),
            "phone": _("0812-3456-7890"),
            "chat": _("nomor obrolan dari bot"),
            "topic": _("nama topik"),
        },
        "browser": _("Peramban ini"),
        "push": {
            "asking": _("Menyambungkan peramban ini…"),
            "waiting": _("Menunggu pesan uji datang ke peramban ini."),
            "denied": _("Peramban ini menolak pemberitahuan. Izinkan di setelan situs ini."),
            "failed": _("Layanan pemberitahuan peramban ini tidak menjawab."),
            "insecure": _("Peramban ini tidak dapat: perlu alamat https dan peramban terbaru."),
            "on": _("Menyala di peramban ini."),
        },
        "problems": problems(),
    }


def kinds() -> dict[str, str]:
    return {
        "email": _("Surat elektronik"),
        "webhook": "Webhook",
        "ntfy": "ntfy",
        "webpush": _("Pemberitahuan peramban"),
        "telegram": "Telegram",
        "whatsapp": "WhatsApp",
        "gotify": "Gotify",
        "sms": _("SMS (SMSEagle)"),
        "twilio": "SMS (Twilio)",
    }


def problems() -> dict[str, str]:
    return {
        **strings.console()["problems"],
        "channel-changed": _("Kanal ini diubah orang lain. Muat ulang, lalu ulangi."),
        "kind-stays": _("Jenis kanal tidak dapat diubah."),
        "nothing-to-test": _("Belum ada tujuan untuk uji: isi alamat kanal, atau kontak Anda."),
        "not-to-be-repeated": _("Hanya yang gagal atau mungkin sampai yang dapat dikirim lagi."),
        "code-over": _("Kode itu tidak berlaku lagi. Minta kode baru."),
        "too-many-codes": _("Terlalu banyak kode. Tunggu sebentar."),
        "no-sealing-key": _("Kunci kanal belum dipasang di server (KENDALI_CHANNELS_KEY)."),
        "invalid": _("Isian belum benar"),
    }


def _states() -> dict[str, str]:
    return {
        "queued": _("antre"),
        "sending": _("sedang dikirim"),
        "sent": _("terkirim"),
        "delivered": _("diterima"),
        "read": _("dibaca"),
        "failed": _("gagal"),
        "unknown": _("mungkin sampai"),
        "cancelled": _("dibatalkan"),
        "expired": _("kedaluwarsa"),
    }


def _severities() -> dict[str, str]:
    return {
        "info": _("info"),
        "minor": _("ringan"),
        "major": _("berat"),
        "critical": _("kritis"),
    }


def _why() -> dict[str, str]:
    return {
        "not-reached": _("tidak terjangkau"),
        "host-not-found": _("nama host tidak ditemukan"),
        "address-not-allowed": _("alamat itu tidak boleh dijangkau"),
        "timeout": _("tidak menjawab"),
        "abandoned": _("pengirim terhenti di tengah jalan"),
        "channel-open": _("kanalnya diistirahatkan; lewat kontak berikutnya"),
        "quiet-hours": _("menunggu jam tenang berakhir"),
        "contact-removed": _("kontaknya dihapus"),
        "tls": _("sertifikatnya tidak sah"),
        "smtp-login": _("nama atau kata sandi SMTP ditolak"),
        "smtp-no-answer": _("server surat tidak menjawab setelah menerima"),
        "no-vapid-key": _("kunci Web Push belum dipasang"),
    }


def _parts() -> dict[str, str]:
    return {
        "url": _("Alamat (URL)"),
        "secret": _("Rahasia (whsec_…)"),
        "host": _("Server SMTP"),
        "port": _("Port"),
        "security": _("Keamanan"),
        "from": _("Pengirim"),
        "name": _("Nama pengirim"),
        "user": _("Nama pengguna"),
        "password": _("Kata sandi"),
        "to": _("Tujuan tetap (boleh kosong)"),
        "token": _("Token"),
        "phone_id": _("ID nomor telepon"),
        "account": _("Akun (SID)"),
    }
