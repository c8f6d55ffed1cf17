"""Which row names the columns, and what each column is. Pure.

A header may take several rows: a merged cell stands in its first column alone and reaches to the
right; a cell that is merged downwards is empty below.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.indicators.domain import Indicator
from services.indicators.imports import dates

LOOKED, MOST_HEADER = 40, 4
_AREA = re.compile(
    r"(kode|nama|kd)?[ _.]*(wilayah|kecamatan|kec|desa|kelurahan|kel|area|daerah|kabupaten|kab|"
    r"kabupaten ?/ ?kota|desa ?/ ?kelurahan|lokasi|district|village|bps|kemendagri)([ _.]*(kode|"
    r"code|name|nama|id))?|kode|code|area[ _.]*code"
)
_DIGITS = (
    (10, re.compile(r"desa|kelurahan|\bkel\b|village")),
    (6, re.compile(r"kecamatan|\bkec\b|district")),
    (4, re.compile(r"kabupaten|\bkab\b|kota|regency")),
)
_IS_CODE = re.compile(r"\b(kode|kd|code|id)\b")
_PERIOD = re.compile(
    r"(tahun|thn|year|bulan|bln|month|periode|period|waktu|tanggal|tgl|date|triwulan|semester|"
    r"kuartal|quarter|hari|time)"
)
_VALUE = re.compile(
    r"(nilai|value|persen|persentase|%|capaian|realisasi|angka|besaran|hasil|observation|obs_value)"
    r"([ (].*)?"
)
_NUMBER = re.compile(r"no\.?|nomor|urut|#|no\.? urut")


def words(text: Any) -> str:
    """Return a column's name as it is compared."""
    return " ".join(str(text or "").replace("_", " ").replace("\n", " ").casefold().split())


@dataclass(frozen=True)
class Header:
    """The columns' names, each once, by place; `first` is the row that the data begin at."""

    names: dict[int, str]
    first: int

    @property
    def shape(self) -> str:
        """What a mapping is remembered by: the columns' names without the times among them."""
        kept = [words(name) for name in self.names.values() if not _is_time(name)]
        return hashlib.sha256("\n".join(kept).encode()).hexdigest()

    def place(self, name: str | None) -> int | None:
        return next((place for place, one in self.names.items() if one == name), None)


@dataclass(frozen=True)
class Mapping:
    """What each column is, by its name.

    `within` names the area around; `period` are columns that together name it; `columns` are those
    of a wide file, each with its period's text; `fixed` is a period that no column names. `decimal`
    is `comma`, `dot` or None: each column decides. `fill_down`: an empty area is the one above.
    """

    area: str = ""
    within: str | None = None
    period: tuple[str, ...] = ()
    fixed: str | None = None
    value: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    dimensions: dict[str, str] = field(default_factory=dict)
    decimal: str | None = None
    status: str = "final"
    fill_down: bool = False

    @property
    def layout(self) -> str:
        return "wide" if self.columns else "long"


@dataclass(frozen=True)
class Question:
    """What the file leaves open: `field` is a member of the mapping."""

    field: str
    message: str
    choices: tuple[str, ...] = ()


def header(head: Sequence[Sequence[Any]]) -> Header | None:
    """Find the header among the first rows; None where no column names an area."""
    for number, row in enumerate(head[:LOOKED]):
        place = next((p for p, one in enumerate(row) if _AREA.fullmatch(words(one))), None)
        if place is not None and sum(1 for one in row if words(one)) > 1:
            return _whole(head, number, place)
    return None


def _whole(head: Sequence[Sequence[Any]], found: int, area: int) -> Header:
    first = found + 1
    while first < min(len(head), found + MOST_HEADER) and _continues(head[first], area):
        first += 1
    begin = found - 1 if found and _is_above(head[found - 1], area) else found
    lines = [_texts(row) for row in head[begin:first]]
    width = max(len(line) for line in lines)
    filled = [_filled(line, lines[place + 1 :], width) for place, line in enumerate(lines)]
    names: dict[int, str] = {}
    for place in range(width):
        parts = dict.fromkeys(line[place] for line in filled if line[place])
        if parts:
            names[place] = _unique(" ".join(parts), names)
    return Header(names, first)


def _continues(row: Sequence[Any], area: int) -> bool:
    """Tell whether a row goes on with the header: nothing in the area's column, words elsewhere."""
    texts = _texts(row)
    empty = area >= len(texts) or not texts[area]
    told = [one for one in texts if one]
    return empty and bool(told) and not any(_is_number(one) for one in told)


def _is_above(row: Sequence[Any], area: int) -> bool:
    """Tell whether the row before is a merged header: nothing up to the area's column."""
    texts = _texts(row)
    told = [place for place, one in enumerate(texts) if one]
    return bool(told) and told[0] > area


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?[\d.,]+%?", text)) and not re.fullmatch(r"(19|20)\d\d", text)


def _texts(row: Sequence[Any]) -> list[str]:
    return [_shown(one) for one in row]


def _shown(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split()) if value is not None else ""


def _filled(line: list[str], below: Sequence[list[str]], width: int) -> list[str]:
    """Let merged cells reach to the right, over columns that a row below names."""
    found, last = [], ""
    for place in range(width):
        text = line[place] if place < len(line) else ""
        named_below = any(place < len(one) and one[place] for one in below)
        last = text or (last if named_below else "")
        found.append(last)
    return found


def _unique(name: str, names: dict[int, str]) -> str:
    taken, number, made = set(names.values()), 2, name
    while made in taken:
        made, number = f"{name} ({number})", number + 1
    return made


def _is_time(name: str) -> bool:
    for rhythm in ("year", "month", "quarter", "semester", "day"):
        try:
            dates.read(name, rhythm)
        except ValueError:
            continue
        return True
    return False


def guess(this: Indicator, head: Header) -> tuple[Mapping, list[Question]]:
    """Say what each column is, and what has to be asked."""
    names = list(head.names.values())
    areas = [one for one in names if _AREA.fullmatch(words(one))]
    area, within = _areas(areas)
    left = [one for one in names if one not in areas and not _NUMBER.fullmatch(words(one))]
    dimensions = _dimensions(this, left)
    left = [one for one in left if one not in dimensions.values()]
    columns = _wide(left, this.rhythm)
    if len(columns) > 0:
        return Mapping(area, within, columns=columns, dimensions=dimensions), []
    period = tuple(one for one in left if _PERIOD.fullmatch(words(one)))
    left = [one for one in left if one not in period]
    value = _value(this, left)
    made = Mapping(area, within, _ordered(period), None, value, {}, dimensions)
    return made, questions(made, head, left)


def questions(mapping: Mapping, head: Header, left: Sequence[str] = ()) -> list[Question]:
    """Return what a mapping leaves open, and what it names that is no column."""
    found = []
    choices = tuple(left) or tuple(head.names.values())
    if head.place(mapping.area) is None:
        found.append(Question("area", "which column names the area?", choices))
    if not mapping.columns and head.place(mapping.value) is None:
        found.append(Question("value", "which column has the value?", choices))
    if not mapping.columns and not mapping.period and mapping.fixed is None:
        found.append(Question("fixed", "of which period are these figures?"))
    named = (mapping.within, *mapping.period, *mapping.columns, *mapping.dimensions.values())
    missing = [one for one in named if one is not None and head.place(one) is None]
    found += [Question("columns", f"there is no column {one!r}", choices) for one in missing[:5]]
    return found


def _areas(found: Sequence[str]) -> tuple[str, str | None]:
    """Return the column of the deepest areas, by code before by name, and that around it."""
    if not found:
        return "", None

    def weight(name: str) -> tuple[int, bool]:
        code = bool(_IS_CODE.search(words(name))) and not words(name).startswith("nama")
        return (digits_of(name) or 0, code)

    codes = [one for one in found if weight(one)[1]]
    order = sorted(found, key=weight, reverse=True)
    area = max(codes, key=weight) if codes and not _deeper(order[0], codes) else order[0]
    around = [one for one in order if (digits_of(one) or 99) < (digits_of(area) or 0)]
    return area, around[0] if around and area not in codes else None


def _deeper(name: str, codes: Sequence[str]) -> bool:
    """Tell whether the name is of deeper areas than any of the codes is known to be."""
    known = [digits_of(one) for one in codes]
    return all(one is not None for one in known) and (digits_of(name) or 0) > max(
        one or 0 for one in known
    )


def digits_of(name: str) -> int | None:
    """Return the digits of the areas that a column's name says it has."""
    found = words(name)
    return next((digits for digits, kind in _DIGITS if kind.search(found)), None)


def _dimensions(this: Indicator, names: Sequence[str]) -> dict[str, str]:
    known = {
        "sex": ("jenis kelamin", "kelamin", "gender"),
        "age": ("umur", "usia", "kelompok umur"),
    }
    found = {}
    for one in this.dimensions:
        called = {words(one.name), *known.get(one.name, ())}
        hit = next((name for name in names if words(name) in called), None)
        if hit is not None:
            found[one.name] = hit
    return found


def _wide(names: Sequence[str], rhythm: str) -> dict[str, str]:
    found = {}
    for name in names:
        try:
            dates.read(name, rhythm)
        except ValueError:
            continue
        found[name] = name
    return found


def _ordered(period: tuple[str, ...]) -> tuple[str, ...]:
    """Put the year's column last: "November" "2024"."""
    return tuple(sorted(period, key=lambda one: words(one) in ("tahun", "thn", "year")))


def _value(this: Indicator, left: Sequence[str]) -> str | None:
    called = {words(this.title), words(this.title_en), words(this.code.replace("-", " "))}
    named = [name for name in left if words(name) in called]
    usual = [name for name in left if _VALUE.fullmatch(words(name))]
    for hits in (named, usual):
        if len(hits) == 1:
            return hits[0]
    return left[0] if len(left) == 1 else None
