"""Surveys in a CSV file: a line for each stretch.

Columns by name, in any order, English or as Indonesian agencies have them; separated by comma,
semicolon or tab. Stations are metres, or as road builders write them: `7+300`. With semicolon or
tab a decimal comma is one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid, KendaliError
from libs.kit.principal import Principal
from services.gis.roads import messages, rules, surveying
from services.gis.roads.domain import CLASSES, SURFACES, Rules
from services.gis.roads.messages import Survey

MOST_LINES = 50_000
_COLUMNS = {
    "road": ("code", "road", "kode", "kode_ruas", "no_ruas"),
    "from": ("sta_from", "from", "from_m", "sta_awal", "dari"),
    "to": ("sta_to", "to", "to_m", "sta_akhir", "sampai"),
    "surveyed_on": ("date", "surveyed_on", "tanggal"),
    "iri": ("iri",),
    "sdi": ("sdi",),
    "surface": ("surface", "perkerasan"),
    "condition": ("condition", "kondisi"),
    **{one: (one,) for one in messages.PARTS},
}
_NAMES = {name: column for column, names in _COLUMNS.items() for name in names}
_NEEDED = ("road", "from", "to", "surveyed_on")
_STATION = re.compile(r"([0-9]{1,4})\+([0-9]{1,3}(?:\.[0-9]+)?)")
_WORDS = {
    **dict(zip(("baik", "sedang", "rusak ringan", "rusak berat"), CLASSES, strict=True)),
    **dict(zip(("aspal", "beton", "lapen", "kerikil", "tanah"), SURFACES, strict=True)),
}


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


@dataclass
class Group:
    """The lines of one road and day; `columns` as the file calls them."""

    road: str
    day: str
    columns: Mapping[str, str]
    lines: list[int] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)

    def refused(self, error: FieldError) -> Refused:
        """Return what is wrong with a survey of these lines as what is wrong with a line."""
        _, _, rest = error.field.partition("items.")
        number, _, name = rest.partition(".")
        if not number.isdigit():
            return Refused(self.lines[0], self.columns.get(error.field, error.field), error.message)
        reason = re.sub(r"items\.(\d+)", self._line, error.message)
        return Refused(self.lines[int(number)], self.columns.get(name, name), reason)

    def _line(self, match: re.Match[str]) -> str:
        return f"line {self.lines[int(match[1])]}"


def groups(text: str) -> list[Group]:
    """Return the file's lines by road and day; raises Invalid for a file without its columns."""
    rows = list(_rows(text))
    if not rows:
        raise _bad("the file is empty")
    columns = _columns(rows[0][1])
    if len(rows) > MOST_LINES + 1:
        raise _bad(f"has more than {MOST_LINES} lines")
    comma = "," not in _separator(text)
    found: dict[tuple[str, str], Group] = {}
    named = {column: rows[0][1][place].strip() for place, column in columns.items()}
    for line, cells in rows[1:]:
        item = {name: cells[at].strip() for at, name in columns.items() if at < len(cells)}
        road, day = item.pop("road", ""), item.pop("surveyed_on", "")
        group = found.setdefault((road, day), Group(road, day, named))
        group.lines.append(line)
        group.items.append({name: _value(name, cell, comma=comma) for name, cell in item.items()})
    if not found:
        raise _bad("has no line below its head")
    return list(found.values())


def read(group: Group, rules: Rules, source: str) -> tuple[Survey | None, list[Refused]]:
    """Return the survey of the lines, or what is wrong with them."""
    data = {"road": group.road, "surveyed_on": group.day, "source": source, "items": group.items}
    try:
        return messages.parse_survey(data, rules), []
    except Invalid as error:
        return None, [group.refused(one) for one in error.errors]


def sort_out(
    tx: Connection, data: dict[str, Any], who: Principal
) -> tuple[list[Survey], list[Refused]]:
    """Return the surveys of `{"text", "source"}` that can be put, and the lines of the others."""
    text, source = data.get("text"), str(data.get("source") or "")
    if not isinstance(text, str):
        raise _bad("is needed")
    stands, good, refused = rules.standing(tx), [], []
    for group in groups(text):
        survey, wrong = read(group, stands, source)
        if survey is not None:
            wrong = _misfits(tx, group, survey, who)
        refused += wrong
        good += [survey] if survey is not None and not wrong else []
    return good, sorted(refused, key=lambda one: (one.line, one.column))


def _misfits(tx: Connection, group: Group, survey: Survey, who: Principal) -> list[Refused]:
    try:
        surveying.require_fitting(survey, surveying.writable(tx, survey.road, who))
    except Invalid as error:
        return [group.refused(one) for one in error.errors]
    except KendaliError as error:  # no such road, or not this account's
        return [group.refused(FieldError("road", error.detail))]
    return []


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(), delimiter=_separator(text), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise _bad(f"line {reader.line_num} is no CSV: {error}") from None


def _separator(text: str) -> str:
    head = text.lstrip().partition("\n")[0]
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(head):
        column = _NAMES.get(cell.strip().lower().replace(" ", "_"))
        if column is None or column in found.values():
            raise _bad(f"has a column {cell.strip()[:40]!r}, which is not known or there twice")
        found[place] = column
    missing = [_COLUMNS[one][0] for one in _NEEDED if one not in found.values()]
    if missing:
        raise _bad(f"lacks {', '.join(missing)}")
    return found


def _value(name: str, cell: str, *, comma: bool) -> Any:
    """Return the cell as a survey has it; what can't be read stays text, which is then refused."""
    if not cell:
        return None
    if name in messages.TEXTS:
        return _WORDS.get(cell.lower(), cell.lower())
    plain = cell.replace(",", ".") if comma else cell
    station = _STATION.fullmatch(plain)
    if station and name in ("from", "to"):
        return 1000.0 * int(station[1]) + float(station[2])
    try:
        return float(plain)
    except ValueError:
        return cell


def _bad(message: str) -> Invalid:
    return Invalid("not a file of surveys", (FieldError("file", message),))
