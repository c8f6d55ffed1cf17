"""The report's words; screens have theirs in the gateway's catalogue, a service has no other."""

from __future__ import annotations

LANGUAGES = ("id", "en")
_INDONESIAN = {
    "title": "Laporan hasil penghitungan suara",
    "partial": "Sementara: belum semua TPS dihitung",
    "complete": "Semua TPS sudah dihitung",
    "counted": "TPS dihitung",
    "held": "TPS ditahan",
    "held_note": "suaranya masuk, belum dipastikan atau dikarantina, dan tidak ikut dijumlah",
    "out": "TPS belum masuk",
    "votes_held": "suara ditahan",
    "of": "dari",
    "valid": "Suara sah",
    "invalid": "Suara tidak sah",
    "dpt": "DPT",
    "users": "Pengguna hak pilih",
    "turnout": "Partisipasi",
    "candidate": "Pasangan calon",
    "number": "No.",
    "votes": "Suara",
    "share": "Persen",
    "parts": "Per wilayah",
    "stations": "Per TPS",
    "area": "Wilayah",
    "status": "Status",
    "made": "Dibuat",
    "as_of": "Data per",
    "version": "versi data",
    "root": "Akar catatan audit yang ditandatangani",
    "no_root": "Belum ada akar catatan audit yang ditandatangani saat laporan ini dibuat.",
    "nothing": "Belum ada angka.",
    "page": "Halaman",
    "leave_out": "{n} baris lagi ada pada unduhan CSV dan XLSX.",
    "state_counted": "dihitung",
    "state_held": "ditahan",
    "state_out": "belum masuk",
}
_ENGLISH = {
    "title": "Report of the count",
    "partial": "Provisional: not all polling stations are counted",
    "complete": "All polling stations are counted",
    "counted": "TPS counted",
    "held": "TPS held back",
    "held_note": "their votes are in, unconfirmed or in quarantine, and not part of the sums",
    "out": "TPS not in yet",
    "votes_held": "votes held back",
    "of": "of",
    "valid": "Valid votes",
    "invalid": "Invalid votes",
    "dpt": "Registered voters (DPT)",
    "users": "Voters who voted",
    "turnout": "Turnout",
    "candidate": "Candidates",
    "number": "No.",
    "votes": "Votes",
    "share": "Percent",
    "parts": "By area",
    "stations": "By polling station (TPS)",
    "area": "Area",
    "status": "Status",
    "made": "Made",
    "as_of": "Data as of",
    "version": "version of the data",
    "root": "Signed root of the audit log",
    "no_root": "There was no signed root of the audit log yet when this report was made.",
    "nothing": "No figures yet.",
    "page": "Page",
    "leave_out": "{n} more rows are in the CSV and XLSX downloads.",
    "state_counted": "counted",
    "state_held": "held back",
    "state_out": "not in",
}
WORDS = {"id": _INDONESIAN, "en": _ENGLISH}


def count(number: int, language: str) -> str:
    """Return the number as it is written in the language: 48.528 or 48,528."""
    text = f"{number:,}"
    return text.replace(",", ".") if language == "id" else text


def percent(ratio: float | None, language: str) -> str:
    """Return the ratio as a percentage of two decimals, a dash for none."""
    if ratio is None:
        return "-"
    text = f"{100 * ratio:.2f} %"
    return text.replace(".", ",") if language == "id" else text
