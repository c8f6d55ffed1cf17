"""The page of walls: what each shows, a scene called in one touch, scenes laid out."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from services.gateway.routing import roles, route
from services.gateway.web import strings
from services.gateway.web.console import console_page

blueprint = Blueprint("walls_page", __name__, template_folder="templates")


@route(blueprint, "/console/walls", allow=roles("operator", "admin"), page=True)
def walls() -> Response:
    sets = "admin" in g.session.principal.roles
    facts = {"title": _("Dinding"), "sets": sets}
    return console_page("walls/walls.html", "walls", words() | {"sets": sets}, **facts)


def words() -> dict[str, Any]:
    """Return what the page's modules say."""
    return {
        "problems": {**strings.console()["problems"], **_problems()},
        **_showing(),
        **_setting(),
        **_laying(),
        "conflict": _conflict(),
        "hosts": _hosts(),
    }


def _showing() -> dict[str, str]:
    return {
        "why_called": _("Dipanggil {by}, {at}"),
        "calledUntil": _("sampai {until}, {left} lagi"),
        "calledOn": _("sampai dilepas"),
        "why_rotation": _("Bergilir, {place} dari {count}; berganti dalam {left}"),
        "why_default": _("Tanpa giliran: pemilihan"),
        "called": _("{wall} menampilkan {scene}."),
        "released": _("{wall} kembali bergilir."),
        "call": _("Tampilkan {scene} di {wall}"),
        "past": _("{at}, {by}; {ends}"),
        "pastUntil": _("sampai {until}"),
        "pastReleased": _("Kembali bergilir"),
        "pastBy": _("{at}, {by}"),
        "everywhere": _("seluruh wilayah"),
        "turn": _("{scene} {n} dtk"),
        "noTurns": _("belum ada giliran"),
    }


def _setting() -> dict[str, str]:
    return {
        "saved": _("{name} disimpan."),
        "removed": _("{name} dihapus."),
        "newWall": _("Dinding baru"),
        "wallChanged": _("{who} mengubah dinding ini sejak dibuka. Sekarang: {rotation}"),
        "wallAgain": _("Simpan sekali lagi untuk memakai giliran di bawah ini."),
        "builtIn": _("bawaan"),
        "version": _("versi {n}"),
        "setBy": _("{who}, {when}"),
        "removeScene": _("Hapus adegan {name}?"),
        "removeWall": _("Hapus dinding {name}?"),
    }


def _laying() -> dict[str, Any]:
    return {
        "panel": _("{kind} {says}: kolom {x}, baris {y}, lebar {w}, tinggi {h}"),
        "overlap": _("{one} dan {other} bertumpuk"),
        "missing": _("{id}: isi {option}"),
        "fits": _("Semua panel pada tempatnya"),
        "noPanels": _("Belum ada panel. Pilih jenisnya, lalu tambahkan."),
        "copyOf": _("{title} (salinan)"),
        "newScene": _("Adegan baru"),
        "newest": _("yang terbaru"),
        "noElection": _("Tidak ada pemilihan yang cocok."),
        "any": _("semua"),
        "noOptions": _("Panel ini tidak punya pilihan."),
        "found": _("{title}, {unit}"),
        "notFound": _("Tidak ada indikator dengan kode ini."),
        "leave": _("Perubahan adegan ini belum disimpan. Tinggalkan?"),
        "full": _("Paling banyak {n} panel."),
    }


def _conflict() -> dict[str, Any]:
    return {
        "says": _("{who} menyimpan versi {n} saat Anda menyunting:"),
        "gone": _("Adegan ini sudah dihapus. Simpan sebagai adegan baru bila masih diperlukan."),
        "nothing": _("isinya sama"),
        "both": _("Diubah oleh keduanya, punya Anda dipakai: {ids}"),
        "merged": _("Perubahan keduanya digabung. Periksa, lalu simpan."),
        "whats": {
            "added": _("{id} ditambahkan"),
            "removed": _("{id} dihapus"),
            "moved": _("{id} dipindahkan"),
            "changed": _("{id} diubah isinya"),
            "title": _("judul diubah"),
        },
    }


def _hosts() -> dict[str, str]:
    return {
        "form": _("Alamat tidak utuh: tulis seperti https://cctv.contoh.go.id/simpang.jpg"),
        "scheme": _("Alamat harus dimulai dengan https://"),
        "host": _("{host} belum diizinkan. Yang diizinkan (KENDALI_WALL_HOSTS): {hosts}"),
        "none": _("belum ada"),
    }


def _problems() -> dict[str, str]:
    return {
        "wall-scene-taken": _("Kode adegan ini sudah dipakai."),
        "wall-scene-shown": _("Adegan ini sedang dipakai dinding, jadi tidak dapat dihapus"),
        "wall-scene-built-in": _("Adegan bawaan tidak diubah: salin dahulu."),
        "wall-setting-changed": _("Sudah diubah orang lain sejak dibuka."),
        "not-a-wall-maker": _("Dinding dan adegan diatur oleh admin."),
        "unknown-wall": _("Dinding ini tidak ada."),
        "unknown-wall-scene": _("Adegan ini tidak ada, atau bukan untuk dinding ini."),
        "invalid": _("Ada isian yang salah"),
    }
