"""What the pages of indicators say."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from services.gateway.web import strings
from services.gateway.web.orders_words import words as of_orders


def items() -> dict[str, str]:
    """Return the nine items' names."""
    return {
        "social": _("Sosial"),
        "finance": _("Keuangan"),
        "education": _("Pendidikan"),
        "population": _("Kependudukan"),
        "infrastructure": _("Infrastruktur"),
        "public_services": _("Pelayanan publik"),
        "health": _("Kesehatan"),
        "licensing": _("Perizinan"),
        "social_media": _("Media sosial"),
    }


def words() -> dict[str, Any]:
    """Return what the pages' modules say."""
    orders = of_orders()
    return {
        "items": items(),
        **_judging(),
        **_showing(),
        **_drilling(),
        **_notes(),
        "order": {name: orders[name] for name in ("state", "receiver", "until", "from", "room")},
        "problems": {**strings.console()["problems"], **_problems()},
    }


def _judging() -> dict[str, Any]:
    return {
        "points": _("{n} poin"),
        "up": _("naik {n}"),
        "down": _("turun {n}"),
        "same": _("tetap"),
        "since": _("dari {period}"),
        "noBefore": _("tahun lalu tidak ada angkanya"),
        "good": pgettext("change", "membaik"),
        "bad": pgettext("change", "memburuk"),
        "target": _("target {target}"),
        "short": _("kurang {n} dari target {target}"),
        "over": _("lebih {n} dari target {target}"),
        "exact": _("tepat target {target}"),
        "noTarget": _("tanpa target"),
        "reached": _("tercapai"),
        "limitShort": _("di bawah batas {target}, selisih {n}"),
        "limitOver": _("lewat {n} dari batas {target}"),
        "limit": _("batas {target}"),
        "noFigure": _("belum ada angka"),
        "data": _("Data {period}, {rhythm}"),
        "late": strings.counted(
            *(
                ngettext(
                    "Data {period}, terlambat {n} periode",
                    "Data {period}, terlambat {n} periode",
                    n,
                )
                for n in (1, 2)
            )
        ),
        "lateShort": _("{period}, terlambat"),
        "never": _("Belum ada data"),
        "rhythm": {
            "day": _("harian"),
            "month": _("bulanan"),
            "quarter": _("triwulanan"),
            "semester": _("semesteran"),
            "year": _("tahunan"),
        },
        "quarter": _("Triwulan {n} {year}"),
        "semester": _("Semester {n} {year}"),
    }


def _showing() -> dict[str, Any]:
    return {
        "owner": _("{definition} Penanggung jawab: {owner}."),
        "count": _("{n} indikator"),
        "lateCount": _("{n} terlambat"),
        "noneLate": _("semua tepat waktu"),
        "per": {
            "day": _("Per hari, dibanding tahun lalu"),
            "month": _("Per bulan, dibanding tahun lalu"),
            "quarter": _("Per triwulan, dibanding tahun lalu"),
            "semester": _("Per semester, dibanding tahun lalu"),
            "year": _("Per tahun"),
        },
        "line": _("Garis {year}: {first} menjadi {last} {unit}; tahun lalu {before}."),
        "fiveYears": {
            "regency": _("Per kabupaten/kota, lima tahun"),
            "district": _("Per kecamatan, lima tahun"),
            "village": _("Per desa/kelurahan, lima tahun"),
        },
        "unknown": _("tanpa angka"),
        "onMap": _("Peta {period}"),
        "rank": {
            "regency": _("Peringkat {n} kabupaten/kota"),
            "district": _("Peringkat {n} kecamatan"),
            "village": _("Peringkat {n} desa/kelurahan"),
        },
        "dot": _("{unit}, titik: tahun lalu"),
        "gap": _("{n} di antaranya"),
        "show": _("tampilkan"),
        "hide": _("ringkas"),
        "targetLine": _("garis: target {target}"),
        "part": {
            "target": _("Target berlaku untuk keseluruhan, tidak untuk rincian ini."),
            "own": _(
                "Rincian ini hanya ada di wilayah yang memberikannya sendiri: "
                "rata-ratanya untuk wilayah di atasnya tidak disimpan."
            ),
            "none": _("Indikator ini tidak dirinci seperti di alamatnya; yang tampil keseluruhan."),
        },
        "whole": _("Semua"),
        "sex": _("Jenis kelamin"),
        "age": _("Umur"),
        "topic": _("Topik"),
        "sentiment": _("Nada"),
        "share": _("{name}: {value}, {share} dari semua; tahun lalu {before}."),
        "pyramid": _("Menurut umur dan jenis kelamin, {period}"),
        "groups": _("Menurut rinciannya, {period}"),
        "total": _("Jumlah"),
    }


def _drilling() -> dict[str, Any]:
    return {
        "status": {
            "provisional": pgettext("figure", "sementara"),
            "final": pgettext("figure", "tetap"),
            "revised": pgettext("figure", "diperbaiki"),
        },
        "origin": {
            "upload": _("berkas"),
            "push": _("kiriman instansi"),
            "pull": _("diambil sendiri"),
            "event": _("layanan sendiri"),
            "posts": _("kiriman media sosial"),
            "made": _("pembangkit contoh"),
        },
        "revision": _("perbaikan ke-{n}"),
        "first": _("angka pertama"),
        "reason": _("alasan: {text}"),
        "revisionsOf": _("Riwayat {area}, {period}"),
        "quality": {
            "days": strings.counted(
                *(ngettext("terlambat {n} hari", "terlambat {n} hari", n) for n in (1, 2))
            ),
            "fresh": _("mutakhir"),
            "full": _("isi lengkap"),
            "partly": _("isi {there} dari {expected}"),
            "holds": _("angka selaras"),
            "odd": _("{n} dari {looked} angka tidak selaras"),
            "complete": _("Lengkap {n}: {there} dari {expected} wilayah dan periode terisi"),
            "current": _("Mutakhir: semua periode sudah masuk"),
            "behind": strings.counted(
                *(
                    ngettext(
                        "Terlambat: {n} periode belum masuk",
                        "Terlambat: {n} periode belum masuk",
                        n,
                    )
                    for n in (1, 2)
                )
            ),
            "consistent": _("Selaras {n}: {held} dari {looked} angka wajar dan cocok jumlahnya"),
        },
        "formats": {"csv": "CSV", "xlsx": "XLSX", "json": "JSON", "parquet": "Parquet"},
    }


def _notes() -> dict[str, Any]:
    return {
        "about": _("{title}, {area}, {period}: {value}."),
        "asked": _("{number} dikirim."),
        "nobody": _("Tidak ada jabatan yang cocok. Cari dengan kata lain."),
        "answeredBy": _("oleh {name}"),
    }


def _problems() -> dict[str, str]:
    return {
        "invalid": _("Isian belum benar"),
        "unknown-indicator": _("Indikator itu tidak ada."),
        "not-below": _("Perintah diberikan kepada jabatan di bawahnya"),
        "no-position": _("Akun ini tidak memegang jabatan itu hari ini."),
    }
