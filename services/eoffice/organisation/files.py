"""The organisation as CSV: a line for each unit, position or holding.

In one file, with a column `row` (unit, position, holding) that says what a line is, or in three,
where the columns say it. Columns by name, in any order, in English or Indonesian; separated by
comma, semicolon or tab; days as 2026-11-22 or 22/11/2026.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from libs.kit.errors import FieldError, Invalid

MOST_LINES = 50_000
UNIT, POSITION, HOLDING = "unit", "position", "holding"
FIELDS = {
    UNIT: ("code", "name", "kind", "parent", "area"),
    POSITION: ("code", "unit", "title", "level", "above", "records"),
    HOLDING: ("position", "person", "capacity", "starts", "ends", "decree"),
}
_TELLING = {"person": HOLDING, "title": POSITION, "kind": UNIT}  # a column that only one kind has
_COLUMNS = {
    "row": ("row", "baris"),
    "code": ("code", "kode"),
    "name": ("name", "nama"),
    "kind": ("kind", "jenis"),
    "parent": ("parent", "induk"),
    "area": ("area", "wilayah"),
    "unit": ("unit", "kode_unit"),
    "title": ("title", "jabatan"),
    "level": ("level", "jenjang"),
    "above": ("above", "atasan"),
    "records": ("records", "arsiparis"),
    "position": ("position", "kode_jabatan"),
    "person": ("person", "akun"),
    "capacity": ("capacity", "kedudukan"),
    "starts": ("starts", "mulai"),
    "ends": ("ends", "berakhir"),
    "decree": ("decree", "sk"),
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names}
_ROWS = {"unit": UNIT, "position": POSITION, "jabatan": POSITION, "holding": HOLDING}
_ROWS |= {"pejabat": HOLDING}
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_FLAGS = {"ya": True, "yes": True, "true": True, "1": True}
_FLAGS |= {"tidak": False, "no": False, "false": False, "0": False}


@dataclass(frozen=True)
class Refused:
    """A line that is not taken; `column` is as the file calls it, empty for the line itself."""

    line: int
    column: str
    reason: str

    @property
    def error(self) -> FieldError:
        """What a refused file says of the line."""
        return FieldError(f"lines.{self.line}.{self.column}".rstrip("."), self.reason)


@dataclass(frozen=True)
class Line:
    """A line by its number; `columns` tells what the file calls each field."""

    number: int
    kind: str
    cells: dict[str, Any]
    columns: Mapping[str, str]

    def refused(self, field: str, reason: str) -> Refused:
        return Refused(self.number, self.columns.get(field, field), reason)


def read(text: Any) -> tuple[list[Line], list[Refused]]:
    """Return the file's lines, and what is refused of it.

    Raises Invalid for what is no such file at all.
    """
    if not isinstance(text, str) or not text.strip():
        raise _bad("is empty")
    rows = list(_rows(text))
    columns = _columns(rows[0][1])
    if len(rows) > MOST_LINES + 1:
        raise _bad(f"has more than {MOST_LINES} lines")
    if len(rows) == 1:
        raise _bad("has no line below its head")
    named = {column: rows[0][1][place].strip() for place, column in columns.items()}
    usual = None if "row" in named else _kind_of(named)
    lines: list[Line] = []
    refused: list[Refused] = []
    for number, cells in rows[1:]:
        given = {name: cells[at].strip() for at, name in columns.items() if at < len(cells)}
        line = _line(number, given, usual, named)
        (lines if isinstance(line, Line) else refused).append(line)  # type: ignore[arg-type]
    return lines, refused


def _line(
    number: int, given: dict[str, str], usual: str | None, named: Mapping[str, str]
) -> Line | Refused:
    kind = usual or _ROWS.get(given.pop("row", "").lower())
    if kind is None:
        return Refused(number, named["row"], f"needs one of {', '.join(FIELDS)}")
    cells = {name: _VALUES.get(name, str)(cell) for name, cell in given.items() if cell}
    foreign = sorted(cells.keys() - set(FIELDS[kind]))
    if foreign:
        return Refused(number, named[foreign[0]], f"is no column of a {kind}")
    return Line(number, kind, cells, named)


def _kind_of(named: Mapping[str, str]) -> str:
    for column, kind in _TELLING.items():
        if column in named:
            return kind
    raise _bad("lacks a column: kind for units, title for positions, person for holdings, or row")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    head = text.lstrip("\ufeff \r\n").partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise _bad(f"line {reader.line_num} is no CSV: {error}") from None


def _columns(head: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(head):
        column = _NAMES.get(cell.strip().lower().replace(" ", "_"))
        if column is None or column in found.values():
            raise _bad(f"has a column {cell.strip()[:40]!r}, which is not known or there twice")
        found[place] = column
    return found


def _day(cell: str) -> str:
    found = _DAY.fullmatch(cell)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else cell


_VALUES: dict[str, Callable[[str], Any]] = {
    "records": lambda cell: _FLAGS.get(cell.lower(), cell),
    "starts": _day,
    "ends": _day,
}


def _bad(message: str) -> Invalid:
    return Invalid("not a file of an organisation", (FieldError("file", message),))
