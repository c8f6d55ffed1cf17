"""What printed pages say, in both languages; screens have theirs in the gateway's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

LANGUAGES = ("id", "en")
MONTHS = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_INDONESIAN = {
    "indicators": "Indikator",
    "owner": "Penanggung jawab",
    "items": {
        "social": "Sosial",
        "finance": "Keuangan daerah",
        "education": "Pendidikan",
        "population": "Kependudukan",
        "infrastructure": "Infrastruktur",
        "public_services": "Layanan publik",
        "health": "Kesehatan",
        "licensing": "Perizinan",
        "social_media": "Media sosial",
    },
    "made": "Angka contoh, bukan data nyata",
    "points": "poin",
    "target": "target {value}",
    "reached": "tercapai",
    "above": "lebih {value} dari target",
    "below": "kurang {value} dari target",
    "no_target": "tanpa target",
    "up": "naik {value} dari {period}",
    "down": "turun {value} dari {period}",
    "same": "sama dengan {period}",
    "no_before": "belum ada angka tahun lalu",
    "no_figure": "belum ada angka",
    "empty": "Belum ada indikator untuk halaman ini.",
    "late": "terlambat, {n} periode belum masuk",
    "fresh": "mutakhir",
    "full": "isi lengkap",
    "partly": "isi {there} dari {expected}",
    "holds": "angka selaras",
    "odd": "{n} dari {looked} angka tidak selaras",
    "chart": "Dibanding tahun lalu",
    "map": "Per wilayah, lima tahun",
    "no_map": "Peta tidak ada: layanan peta tidak menjawab atau batas wilayah belum ada.",
    "ranking": "Peringkat {n} wilayah, {period}",
    "no_ranking": "Belum ada angka wilayah di dalamnya.",
    "last_year": "titik: tahun lalu",
    "line": "garis: target {value}",
    "between": "{n} wilayah di antaranya",
    "definition": "Definisi",
    "source": "Sumber",
    "licence": "Lisensi",
    "rhythm": "Pembaruan",
    "rhythms": {
        "day": "harian",
        "month": "bulanan",
        "quarter": "triwulanan",
        "semester": "semesteran",
        "year": "tahunan",
    },
    "freshness": "Kemutakhiran",
    "counted": "dihitung {time}",
    "printed": "Dicetak {time}",
    "quarter": "Triwulan {n} {year}",
    "semester": "Semester {n} {year}",
}
_ENGLISH = {
    "indicators": "Indicators",
    "owner": "Kept by",
    "items": {
        "social": "Social",
        "finance": "Local finance",
        "education": "Education",
        "population": "Population",
        "infrastructure": "Infrastructure",
        "public_services": "Public services",
        "health": "Health",
        "licensing": "Licensing",
        "social_media": "Social media",
    },
    "made": "Made figures, not real data",
    "points": "points",
    "target": "target {value}",
    "reached": "reached",
    "above": "{value} above the target",
    "below": "{value} below the target",
    "no_target": "no target",
    "up": "up {value} from {period}",
    "down": "down {value} from {period}",
    "same": "the same as {period}",
    "no_before": "no figure a year ago",
    "no_figure": "no figure yet",
    "empty": "There is no indicator for this page yet.",
    "late": "late, {n} periods are missing",
    "late_one": "late, {n} period is missing",
    "fresh": "up to date",
    "full": "no value is missing",
    "partly": "{there} of {expected} values are there",
    "holds": "figures agree",
    "odd": "{n} of {looked} figures do not agree",
    "chart": "Against last year",
    "map": "By area, five years",
    "no_map": "No map: the map service does not answer, or no boundary is there yet.",
    "ranking": "Ranking of {n} areas, {period}",
    "no_ranking": "No figures of areas inside it yet.",
    "last_year": "dot: last year",
    "line": "line: target {value}",
    "between": "{n} areas between",
    "definition": "Definition",
    "source": "Source",
    "licence": "Licence",
    "rhythm": "Updated",
    "rhythms": {
        "day": "daily",
        "month": "monthly",
        "quarter": "quarterly",
        "semester": "each semester",
        "year": "yearly",
    },
    "freshness": "Freshness",
    "counted": "counted {time}",
    "printed": "Printed {time}",
    "quarter": "Quarter {n}, {year}",
    "semester": "Semester {n}, {year}",
}
WORDS: dict[str, dict[str, Any]] = {"id": _INDONESIAN, "en": _ENGLISH}


def counted(said: Mapping[str, Any], name: str, n: int) -> str:
    """Return a text that counts, not yet filled in: English has another one for one."""
    return str(said[f"{name}_one" if n == 1 and f"{name}_one" in said else name])


def number(value: float | Decimal | None, decimals: int, language: str) -> str:
    """Return a figure as the language writes it: 1.234,5 in Indonesian."""
    if value is None:
        return "-"
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}".strip()


def period(text: str, language: str) -> str:
    """Return a period as people read it: "Nov 2024" of "2024-11"."""
    words = WORDS[language]
    year, _, rest = text.partition("-")
    if rest.startswith("Q"):
        return str(words["quarter"]).format(n=rest[1:], year=year)
    if rest.startswith("S"):
        return str(words["semester"]).format(n=rest[1:], year=year)
    if len(rest) == 5:
        return day(date.fromisoformat(text), language)
    return f"{MONTHS[language][int(rest) - 1]} {year}" if rest else year


def short(text: str, language: str) -> str:
    """Return what stands below a point of a chart of one year."""
    _, _, rest = text.partition("-")
    if len(rest) == 2 and rest.isdigit():
        return MONTHS[language][int(rest) - 1]
    return rest or text


def day(one: date, language: str) -> str:
    return f"{one.day} {MONTHS[language][one.month - 1]} {one.year}"


def moment(at: datetime, language: str) -> str:
    """Return a moment in its own zone, such as 22 Nov 2026 06.00 WIB."""
    mark = "." if language == "id" else ":"
    return f"{day(at.date(), language)} {at:%H}{mark}{at:%M} {at:%Z}"
