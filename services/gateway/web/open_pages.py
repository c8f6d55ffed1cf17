"""Pages for everybody, without an account: report something, what is warned of, hear of a village.

They are for phones first. Warnings are whole without JavaScript; the others speak to the API.
"""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _

from services.gateway import invalidation, public
from services.gateway.pages import languages, others
from services.gateway.parts import parts
from services.gateway.public import READER
from services.gateway.routing import PUBLIC, route
from services.gateway.web import figures
from services.gateway.web.pages import keep_language

SERVICE = "notifications"
PAGES = ("/warnings", "/report", "/subscribe")
HTML = "text/html; charset=utf-8"
WARNED = (invalidation.WARNINGS,)  # what another warning makes old
KEPT = "private, no-cache"  # its language goes by a cookie
UNSAID = frozenset({"system", "polling_late", "contested_result"})  # not the public's to see

blueprint = Blueprint("open_pages", __name__, template_folder="templates")


@route(blueprint, "/warnings", allow=PUBLIC, page=True)
def warnings() -> Response:
    """Show what holds now, made once for all who look."""
    key = ("page", request.path, str(get_locale()))

    def made() -> bytes:
        told = _told("public_warnings")
        return _rendered("open/warnings.html", told=told, levels=levels()).encode()

    return _kept(public.known(public.made(key, WARNED, made), HTML, KEPT))


@route(blueprint, "/report", allow=PUBLIC, page=True)
def report() -> Response:
    kinds = [one for one in _told("public_warnings")["types"] if one["code"] not in UNSAID]
    return _kept(make_response(_rendered("open/report.html", words(), kinds=kinds)))


@route(blueprint, "/subscribe", allow=PUBLIC, page=True)
def subscribe_page() -> Response:
    channels = _told("list_public_channels")["items"]
    named = {"email": _("E-mail"), "sms": _("SMS"), "twilio": _("SMS"), "whatsapp": "WhatsApp"}
    page = _rendered("open/subscribe.html", words(), channels=channels, named=named)
    return _kept(make_response(page))


def _told(method: str) -> dict[str, Any]:
    found = parts()
    key = (method, SERVICE, "open-page")
    entry = found.cache.get(key, WARNED, lambda: found.rpc.call(SERVICE, method, {}, READER))
    told: dict[str, Any] = orjson.loads(entry.body)
    return told


def _rendered(template: str, strings: dict[str, Any] | None = None, **facts: Any) -> str:
    settings = parts().settings
    language = str(get_locale())
    return render_template(
        template,
        **facts,
        **figures.written(settings.timezone),
        language=language,
        others=others(),
        pages=zip(PAGES, (_("Peringatan resmi"), _("Laporkan"), _("Berlangganan")), strict=True),
        strings=orjson.dumps(strings or {}, default=str).decode(),
    )


def _kept(response: Response) -> Response:
    response.headers["Vary"] = "Cookie"
    response.headers["Cache-Control"] = KEPT
    if request.args.get("lang") in languages():
        keep_language(response, request.args["lang"])
    return response


def levels() -> dict[str, dict[str, Any]]:
    """Return CAP's words as people read them."""
    return {
        "severity": {
            "Extreme": _("Sangat berbahaya"),
            "Severe": _("Berbahaya"),
            "Moderate": _("Waspada"),
            "Minor": _("Ringan"),
            "Unknown": _("Belum diketahui"),
        },
        "urgency": {
            "Immediate": _("bertindak sekarang"),
            "Expected": _("bersiap sekarang"),
            "Future": _("bersiap"),
            "Past": _("sudah lewat"),
            "Unknown": _("pantau terus"),
        },
    }


def _refused() -> dict[str, str]:
    """Return what is said of a photo that is not taken, by the error's slug."""
    unreadable = _("Foto tidak dapat dibaca. Pilih foto lain.")
    return {
        "not-a-photo": unreadable,
        "photo-unreadable": unreadable,
        "photo-too-small": _("Foto terlalu kecil. Pilih foto lain."),
        "photo-too-many-pixels": _("Foto terlalu besar. Pilih yang lebih kecil."),
        "photo-too-large": _("Foto lebih besar dari 10 MB. Pilih yang lebih kecil."),
        "too-many-incident-photos": _("Laporan ini sudah punya cukup foto."),
        "incident-state": _("Laporan ini sudah ditutup."),
    }


def words() -> dict[str, Any]:
    """Return what the pages' modules say."""
    return {
        "unreachable": _("Tidak tersambung. Yang sudah diisi tetap ada; coba kirim lagi."),
        "tooMany": _("Terlalu banyak kiriman dari tempat ini. Coba lagi dalam {seconds} detik."),
        "wrong": _("Ada yang belum benar: {what}"),
        "failed": _("Belum terkirim. Coba lagi."),
        "noPlace": _("Pilih tempatnya: lokasi ponsel, desa/kelurahan, atau tulis di mana."),
        "locating": _("Mencari lokasi…"),
        "located": _("Lokasi ponsel dipakai, ketelitian {metres} m."),
        "locatedIn": _("Lokasi ponsel: {village}, {district}. Ketelitian {metres} m."),
        "sendingPhoto": _("Mengirim foto {n} dari {of}…"),
        "photosSent": _("Foto terkirim: {n}."),
        "tooManyPhotos": _("Paling banyak 3 foto."),
        "photoTooLarge": _("Foto lebih besar dari 10 MB. Pilih yang lebih kecil."),
        "refused": _refused(),
        "notLocated": _("Lokasi tidak didapat. Pilih desa/kelurahan atau tulis di mana."),
        "noVillage": _("Pilih desa/kelurahan dari daftar."),
        "noneFound": _("Tidak ada desa/kelurahan bernama itu."),
        "copied": _("Disalin."),
        "notFound": _("Tidak ada laporan dengan kode itu."),
        "states": {
            "reported": _("Diterima, menunggu diperiksa petugas"),
            "verified": _("Sudah diperiksa petugas"),
            "responding": _("Sedang ditangani"),
            "contained": _("Sudah terkendali"),
            "closed": _("Selesai"),
            "false": _("Ditutup: tidak sesuai keadaan"),
            "duplicate": _("Digabung dengan laporan lain"),
        },
        "followed": _("{number}: {state}. Terakhir berubah {time}."),
        "begun": _("Langganan aktif. Peringatan akan dikirim ke alamat itu."),
        "tooOld": _("Tautan ini sudah dipakai atau terlalu lama. Daftar lagi di bawah ini."),
        "ended": _("Langganan dihentikan dan alamat Anda dihapus."),
        "fields": {
            "address": _("alamat"),
            "headline": _("judul"),
            "village": _("desa/kelurahan"),
            "place": _("tempat"),
            "type": _("jenis"),
        },
    }
