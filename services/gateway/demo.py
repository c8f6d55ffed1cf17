"""The demo's accounts: made for it, and labelled so; positions, not persons.

Officials hold the positions of the demo's organisation (services/eoffice/demo), each in the area
that the position serves.
"""

from __future__ import annotations

from dataclasses import dataclass

CITY = "1971"


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo: what it is called, its role, and where it may act."""

    name: str
    role: str
    area: str = ""


def _official(title: str, area: str = CITY) -> DemoAccount:
    return DemoAccount(f"{title} (demo)", "officer", area)


ACCOUNTS = {
    "admin": DemoAccount("Administrator (demo)", "admin"),
    "operator": DemoAccount("Operator pusat kendali (demo)", "operator"),
    "verifier": DemoAccount("Verifikator (demo)", "verifier"),
    "reporter": DemoAccount("KPPS (demo)", "reporter"),
    "gis": DemoAccount("Penyunting peta (demo)", "gis_editor"),
    "officer": DemoAccount("Pejabat e-office (demo)", "officer"),
    "viewer": DemoAccount("Pembaca (demo)", "viewer"),
    "ops": DemoAccount("Operasi sistem (demo)", "ops"),
    "walikota": _official("Wali Kota"),
    "sekda": _official("Sekretaris Daerah"),
    "asisten-1": _official("Asisten Pemerintahan"),
    "asisten-2": _official("Asisten Perekonomian"),
    "kabag-umum": _official("Kepala Bagian Umum"),
    "arsiparis": _official("Arsiparis Setda"),
    "kadis-kominfo": _official("Kepala Dinas Kominfo"),
    "kalaksa-bpbd": _official("Kepala Pelaksana BPBD"),
    "camat-bukit-intan": _official("Camat Bukit Intan", "197101"),
    "camat-taman-sari": _official("Camat Taman Sari", "197102"),
    "camat-pangkal-balam": _official("Camat Pangkal Balam", "197103"),
    "camat-rangkui": _official("Camat Rangkui", "197104"),
    "camat-gerunggang": _official("Camat Gerunggang", "197105"),
    "camat-gabek": _official("Camat Gabek", "197106"),
    "camat-girimaya": _official("Camat Girimaya", "197107"),
    "lurah-air-itam": _official("Lurah Air Itam", "1971011007"),
    "lurah-melintang": _official("Lurah Melintang", "1971041007"),
    "lurah-bintang": _official("Lurah Bintang", "1971041002"),
}
