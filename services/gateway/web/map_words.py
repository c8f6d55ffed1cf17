"""What built-in layers, their attributes and their codes are called on screens.

Layers that an agency brings say for themselves what they are called.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import pgettext


def layers() -> dict[str, str]:
    """Return titles by the layer's id."""
    return {
        "provinces": _("Batas provinsi"),
        "regencies": _("Batas kabupaten/kota"),
        "districts": _("Batas kecamatan"),
        "villages": _("Batas desa/kelurahan"),
        "tps": _("TPS"),
        "roads": _("Ruas jalan"),
        "road_segments": _("Kondisi jalan"),
        "road_damage": _("Laporan kerusakan jalan"),
        "blank_spots": _("Titik tanpa sinyal"),
        "network_assets": _("Jaringan telekomunikasi"),
        "billboards": _("Reklame"),
        "public_assets": _("Aset umum"),
        "cameras": _("Kamera"),
        "incidents": _("Insiden"),
    }


def attributes() -> dict[str, str]:
    """Return titles by the attribute's name."""
    return {
        "code": _("Kode"),
        "name": _("Nama"),
        "parent": _("Kode wilayah di atasnya"),
        "quality": _("Mutu letak"),
        "size_km2": _("Luas"),
        "number": _("Nomor"),
        "special": _("TPS khusus"),
        "dpt": _("Pemilih terdaftar"),
        "signal": _("Sinyal"),
        "plan": _("Cara kirim"),
        "plan_state": _("Keadaan cara kirim"),
        "kind": _("Jenis"),
        "type": _("Jenis"),
        "operator": _("Operator"),
        "proposal": _("Usulan"),
        "severity": _("Berat"),
        "state": _("Keadaan"),
        **_roads(),
    }


def _roads() -> dict[str, str]:
    return {
        "road": _("Nomor ruas"),
        "road_name": _("Nama ruas"),
        "status": _("Status"),
        "function": _("Fungsi jalan"),
        "surface": _("Permukaan"),
        "width_m": _("Lebar"),
        "origin": _("Pangkal"),
        "destination": _("Ujung"),
        "decree": _("SK penetapan"),
        "length_km": _("Panjang"),
        "good_km": _("Baik"),
        "fair_km": _("Sedang"),
        "light_km": _("Rusak ringan"),
        "heavy_km": _("Rusak berat"),
        "unknown_km": _("Belum disurvei"),
        "soundness": _("Mantap"),
        "surveyed_on": _("Survei terakhir"),
        "from_m": _("Dari"),
        "to_m": _("Sampai"),
        "condition": _("Kondisi"),
        "judged": _("Kondisi dinilai dari ukuran"),
    }


def codes() -> dict[str, str]:
    """Return titles by the code."""
    return {
        "surveyed": _("Disurvei"),
        "voronoi": _("Dibentuk dari titik"),
        "geocoded": _("Dari alamat"),
        "centroid": _("Tengah desa/kelurahan"),
        "unknown": _("Belum diketahui"),
        "good": _("Baik"),
        "fair": _("Sedang"),
        "light": _("Rusak ringan"),
        "heavy": _("Rusak berat"),
        "national": _("Nasional"),
        "provincial": _("Provinsi"),
        "regency": _("Kabupaten/kota"),
        "village": _("Desa"),
        "arterial": _("Arteri"),
        "collector": _("Kolektor"),
        "local": _("Lokal"),
        "neighbourhood": _("Lingkungan"),
        **_surfaces(),
    }


def _surfaces() -> dict[str, str]:
    return {
        "asphalt": _("Aspal"),
        "concrete": _("Beton"),
        "penetration_macadam": _("Lapen"),
        "gravel": _("Kerikil"),
        "earth": _("Tanah"),
        "covered": _("Ada sinyal"),
        "weak": _("Sinyal lemah"),
        "none": _("Tanpa sinyal"),
        **_plans(),
    }


def _plans() -> dict[str, str]:
    return {
        "online": _("Daring"),
        "offline": _("Simpan dulu, kirim nanti"),
        "village_wifi": _("Wi-Fi desa"),
        "radio": _("Radio"),
        "sms": _("SMS"),
        "move": _("Pindah tempat kirim"),
        "proposed": _("usulan"),
        "accepted": pgettext("plan", "diterima"),
        "changed": _("diubah"),
        "cell_tower": _("Menara seluler"),
        "fibre": _("Serat optik"),
    }
