"""What is found in a file of a layer, and why one is refused, in words. Keys are the API's."""

from __future__ import annotations

from flask_babel import gettext as _


def checks() -> dict[str, str]:
    """Return what is said of a feature, by its code."""
    return {
        "repaired": _("Bentuknya diperbaiki"),
        "flattened": _("Ketinggian dibuang"),
        "out-of-region": _("Jauh di luar wilayah"),
        "no-geometry": _("Tanpa letak"),
        "collection": _("Kumpulan dijadikan satu fitur"),
        "unknown-attribute": _("Atribut tidak dikenal lapisan"),
        "network-link": _("Tautan jaringan tidak diikuti"),
        "swapped-axes": _("Bujur dan lintang tertukar"),
        "wrong-hemisphere": _("Lintang di belahan bumi yang salah"),
        "out-of-bounds": _("Koordinat di luar bumi"),
        "not-finite": _("Koordinat bukan angka"),
        "empty-geometry": _("Bentuknya kosong"),
        "geometry-unreadable": _("Bentuknya tidak terbaca"),
        "not-repairable": _("Bentuknya tidak dapat diperbaiki"),
        "too-many-vertices": _("Titik sudutnya terlalu banyak"),
        "geometry-type": _("Jenis bentuk lain dari lapisannya"),
        "mixed-collection": _("Kumpulan berisi jenis yang berbeda"),
        "attribute": _("Nilai atribut tidak sesuai"),
        "no-key": _("Tanpa kunci"),
        "key-twice": _("Kunci dipakai dua kali"),
        "code": _("Kode wilayah salah"),
        "outside-area": _("Di luar wilayah akun ini"),
    }


def reasons() -> dict[str, str]:
    """Return why a file as a whole is not taken, by its reason."""
    return {
        "zip-too-large": _("ZIP terlalu besar setelah dibuka."),
        "zip-path": _("ZIP berisi tautan atau jalur yang keluar dari foldernya."),
        "zip-damaged": _("ZIP rusak."),
        "zip-several": _("ZIP berisi lebih dari satu berkas peta."),
        "zip-nothing": _("ZIP tidak berisi berkas peta."),
        "zip-nested": _("ZIP di dalam ZIP."),
        "shapefile-incomplete": _("Shapefile tidak lengkap: perlu .shp, .shx, dan .dbf."),
        "crs-missing": _("Berkas tidak menyebut sistem koordinatnya. Sebutkan di bawah."),
        "crs-unknown": _("Sistem koordinatnya tidak dikenal."),
        "not-json": _("JSON-nya rusak."),
        "encoding-wrong": _("Hurufnya bukan UTF-8. Sebutkan pengodean di bawah."),
        "encoding-unknown": _("Pengodean itu tidak dikenal."),
        "kml-entities": _("KML memuat entitas atau DOCTYPE."),
        "geopackage-view": _("GeoPackage memuat tampilan (view)."),
        "csv-no-geometry": _("CSV tanpa kolom lon/lat, x/y, atau wkt."),
        "attribute-missing": _("Atribut yang diminta tidak ada di berkas."),
        "no-such-table": _("Tabel itu tidak ada di berkas."),
        "several-tables": _("Berkas berisi beberapa tabel. Sebutkan yang mana di bawah."),
        "too-many-features": _("Lebih dari 1.000.000 fitur."),
        "too-many-fields": _("Lebih dari 200 atribut."),
        "file-empty": _("Berkas kosong."),
        "file-unknown": _("Bukan berkas peta yang dikenal."),
        "file-unreadable": _("Berkas tidak terbaca."),
    }


def origins() -> dict[str, dict[str, str]]:
    """Return where features of built-in layers come from, and how often, where nobody says else."""
    areas = ("provinces", "regencies", "districts", "villages")
    return {
        "source": {
            **dict.fromkeys(areas, _("batas yang dimuat; selain itu digambar dari letak TPS")),
            "tps": _("layanan pemilu; letaknya dari penyunting peta"),
            "road_segments": _("survei kondisi jalan"),
            "road_damage": _("laporan warga dan petugas"),
            "blank_spots": _("pengamatan dan survei sinyal"),
            "incidents": _("ruang kendali"),
        },
        "rhythm": {
            **dict.fromkeys(areas, _("setiap batas dimuat")),
            "tps": _("setiap TPS didaftarkan"),
            "road_segments": _("setiap survei"),
            **dict.fromkeys(("road_damage", "blank_spots", "incidents"), _("langsung")),
        },
    }


def problems() -> dict[str, str]:
    """Return what the API refuses beside what every page knows, by slug."""
    return {
        "invalid": _("Isian belum benar"),
        "bad-query": _("Isian belum benar"),
        "layer-exists": _("Kode lapisan itu sudah dipakai."),
        "layer-changed": _("Lapisan ini sedang diubah orang lain. Ulangi."),
        "closed-layer": _("Isi lapisan ini tidak datang dari berkas."),
        "built-in-layer": _("Itu tidak dapat diubah pada lapisan bawaan."),
        "unknown-layer": _("Lapisan itu tidak ada, atau bukan untuk akun ini."),
        "unknown-import": _("Berkas itu tidak ada lagi. Kirim lagi."),
        "import-broken": _("Ada fitur yang rusak: katakan apakah dilewati."),
        "import-not-ready": _("Impor ini tidak lagi menunggu keputusan."),
        "job-ended": _("Sudah selesai, jadi tidak dapat dihentikan."),
        "too-large": _("Berkas terlalu besar."),
    }
