"""What the panels of a wall's scenes say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _


def words() -> dict[str, Any]:
    return {**_states(), **_names(), **_judgements(), **_periods()}


def _states() -> dict[str, Any]:
    return {
        "pieceWaiting": _("Menunggu data"),
        "pieceBroken": _("Panel ini tidak dapat ditampilkan"),
        "pieceRefused": _("Layar ini tidak berwenang melihatnya"),
        "pieceNoCount": _("Belum ada angka pemilihan"),
        "pieceNoStages": _("Tidak ada tahapan yang dekat"),
        "pieceNobody": _("belum ada"),
        "pieceNoIncidents": _("Tidak ada insiden terbuka"),
        "pieceNoFigure": _("Belum ada angka"),
        "pieceNoIndicator": _("Indikator {code} tidak ada"),
        "pieceNoPage": _("{host} belum menjawab"),
        "pieceNotAllowed": _("{host} tidak diizinkan pada layar ini"),
        "pieceNoPicture": _("Kamera {host} belum menjawab"),
        "pieceLate": _("terlambat"),
    }


def _names() -> dict[str, Any]:
    return {
        "mapLand": _("Peta"),
        "sceneCalled": _("{day}, dipanggil {by} pukul {time}"),
        "pieceTally": _("Perolehan suara"),
        "pieceStages": _("Tahapan"),
        "pieceIncidents": _("Insiden"),
        "pieceLetters": _("Surat"),
        "pieceClock": _("Jam"),
        "pieceText": _("Catatan"),
        "pieceCamera": _("Kamera {host}"),
        "pieceArea": _("Wilayah"),
    }


def _judgements() -> dict[str, Any]:
    """Return how a figure moved, and how far its target is."""
    return {
        "points": _("poin"),
        "pieceSame": _("sama dengan tahun lalu"),
        "pieceUp": _("naik {by} dari tahun lalu"),
        "pieceDown": _("turun {by} dari tahun lalu"),
        "pieceBetter": _("membaik"),
        "pieceWorse": _("memburuk"),
        "pieceTarget": _("target {target}"),
        "pieceReached": _("target {target} tercapai"),
        "pieceShort": _("kurang {gap} dari target {target}"),
        "pieceOver": _("lebih {gap} dari target {target}"),
    }


def _periods() -> dict[str, Any]:
    return {
        "quarter": _("triwulan {n} {year}"),
        "quarterShort": _("triwulan {n}"),
        "half": _("semester {n} {year}"),
        "halfShort": _("semester {n}"),
    }
