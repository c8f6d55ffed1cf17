"""What the modules of the pages say in words, in the language of the request.

They reach the modules as JSON in an attribute of the page: the policy allows no inline script, and
a page whose gateway is away must still be able to say so. `{n}` and its like are filled in there.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from services.gateway.web import scene_words


def strings() -> dict[str, Any]:
    """Return the wall's by key; one that counts has a form for `one` and a form for `many`."""
    lists = {**_figures(), **_places(), **_lists()}
    return {**_connection(), **_spans(), **lists, **scene_words.words()}


def console() -> dict[str, Any]:
    """Return what every page of the console can say."""
    return {**_connection(), **_spans(), **_refusals()}


def _refusals() -> dict[str, Any]:
    return {
        "wholeRegion": _("Seluruh wilayah"),
        "unreachable": _("Server belum menjawab. Coba lagi sebentar lagi."),
        "problems": {
            "forbidden": _("Akun ini tidak berwenang untuk itu."),
            "outside-area": _("Di luar wilayah akun ini."),
            "not-found": _("Yang diminta tidak ada."),
            "precondition-failed": _("Sudah berubah sejak dibuka. Muat ulang, lalu ulangi."),
            "unavailable": _("Layanan sedang terganggu. Coba lagi sebentar lagi."),
            "deadline-exceeded": _("Layanan belum menjawab. Coba lagi sebentar lagi."),
            "too-many-requests": _("Terlalu banyak permintaan. Tunggu sebentar."),
        },
    }


def _connection() -> dict[str, Any]:
    return {
        "counting": _("Penghitungan suara, {day}"),
        "connecting": _("Menyambung"),
        "connected": _("Tersambung"),
        "reconnecting": _("Menyambung ulang"),
        "silent": _("Tidak ada kabar"),
        "signedOut": _("Sesi berakhir"),
        "forbidden": _("Tidak berwenang"),
        "justNow": _("data baru saja"),
        "age": _("data {age} lalu"),
        "attempt": _("percobaan ke-{n}"),
        "stopped": _("Angka berhenti pukul {time}"),
        "withoutData": _("{age} tanpa data baru."),
        "left": _("{span} lagi"),
        "overdue": _("lewat {span}"),
    }


def _spans() -> dict[str, Any]:
    return {
        "seconds": counted(*(ngettext("{n} detik", "{n} detik", n) for n in (1, 2))),
        "minutes": counted(*(ngettext("{n} menit", "{n} menit", n) for n in (1, 2))),
        "hours": counted(*(ngettext("{n} jam", "{n} jam", n) for n in (1, 2))),
        "days": ngettext("{n} hari", "{n} hari", 2),  # fewer are said in hours
    }


def _figures() -> dict[str, Any]:
    return {
        "stationsIn": _("TPS masuk, {contest}"),
        "ofStations": _("dari {n}"),
        "asOf": _("per {time}"),
        "complete": _("{n} lengkap"),
        "votesOnly": _("{n} suara saja"),
        "heldBack": _("{n} ditahan"),
        "held": _("Ditahan"),
        "heldSize": _("{n} TPS, {votes} suara belum dihitung"),
        "heldCould": _("Suara ditahan bisa mengubah pemenang"),
        "heldVotes": _("{votes} suara"),
        "out": _("{n} belum"),
        "below": _("{points} poin di bawah target"),
        "above": _("{points} poin di atas target"),
        "noTurnout": _("belum ada angka pengguna"),
        "errors": counted(*(ngettext("{n} galat", "{n} galat", n) for n in (1, 2))),
        "criticalCount": counted(*(ngettext("{n} kritis", "{n} kritis", n) for n in (1, 2))),
        "open": _("terbuka"),
    }


def _places() -> dict[str, Any]:
    return {
        "mapTitle": _("Per {kind}"),
        "mapLabel": _("Peta {contest}: yang unggul dan TPS masuk per {kind}"),
        "villages": {
            "urban": _("kelurahan"),
            "rural": _("desa"),
            "villages": _("desa dan kelurahan"),
        },
        "leads": _("Unggul nomor {n}"),
        "voronoi": _("Batas {n} {kind} dibentuk dari titiknya (sel Voronoi), bukan batas resmi."),
        "noShapes": _("Bentuk wilayah ini belum ada"),
        "noRehearsalShapes": _("TPS buatan untuk gladi tidak ada di peta"),
        "noMap": _("Peta tidak dapat digambar di peramban ini"),
        "parts": {
            "regency": {"title": _("Per kabupaten/kota"), "one": _("Kabupaten/kota")},
            "district": {"title": _("Per kecamatan"), "one": _("Kecamatan")},
            "village": {"title": _("Per kelurahan/desa"), "one": _("Kelurahan/desa")},
            "station": {"title": _("Per TPS"), "one": _("TPS")},
        },
        "number": _("No."),
        "ahead": _("Unggul"),
    }


def _lists() -> dict[str, Any]:
    return {
        "someOf": _("{n} dari {all}"),
        "findings": counted(*(ngettext("{n} temuan", "{n} temuan", n) for n in (1, 2))),
        "severities": {
            "critical": _("Kritis"),
            "warning": _("Peringatan"),
            "info": _("Keterangan"),
        },
        "incidentSeverities": {
            "critical": _("Kritis"),
            "major": _("Tinggi"),
            "minor": _("Rendah"),
            "info": _("Informasi"),
        },
        "nobody": _("Belum ada yang memegang"),
        "stage": {
            "start": _("mulai"),
            "end": _("berjalan, berakhir"),
            "today": _("hari ini"),
            "left": counted(*(ngettext("{n} hari lagi", "{n} hari lagi", n) for n in (1, 2))),
        },
    }


def overview() -> dict[str, Any]:
    """Return what the console's front page says."""
    return {
        "stationsOf": _("{n} dari {all} TPS"),
        "findings": _lists()["findings"],
        "latest": _("terakhir masuk {time}"),
        "nothingIn": _("belum ada yang masuk"),
        "held": _("{n} TPS menunggu pemeriksaan"),
        "allElections": _("Semua {n} pemilihan"),
        "fewElections": _("Yang terbaru saja"),
    }


def counted(one: str, many: str) -> dict[str, str]:
    """Return the two forms of a string that counts."""
    return {"one": one, "many": many}
