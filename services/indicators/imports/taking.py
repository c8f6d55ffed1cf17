"""A file's rows become observations, or each row says why it does not. Pure but for the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from services.indicators.domain import Dimension, Indicator, Observation
from services.indicators.imports import dates, numbers
from services.indicators.imports.layout import Header, Mapping, Question, digits_of, words
from services.indicators.imports.places import NOTES, TOTALS, Places, UnknownArea

MOST_PROBLEMS = 10_000


@dataclass(frozen=True)
class Problem:
    """Why a row is refused; rows count from 1, as a spreadsheet shows them."""

    row: int
    column: str
    code: str
    message: str
    near: tuple[tuple[str, str], ...] = ()


@dataclass
class Taken:
    """What came of the rows: `missing` cells have no value, `totals` and `notes` are left out."""

    rows: int = 0
    observations: int = 0
    missing: int = 0
    totals: int = 0
    notes: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    sample: list[Observation] = field(default_factory=list)
    areas: set[str] = field(default_factory=set)

    def refuse(self, problem: Problem) -> None:
        self.refused += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


class _Refused(Exception):
    def __init__(self, code: str, message: str, near: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.code, self.near = code, tuple(near)


def decide(
    head: Header, mapping: Mapping, rows: Iterable[Sequence[Any]]
) -> tuple[dict[int, str], list[Question]]:
    """Return the decimal mark of each value's column, and which columns leave it open."""
    columns = {place: numbers.Column() for place in value_places(head, mapping)}
    for number, row in enumerate(rows, head.first + 1):
        for place, column in columns.items():
            value = row[place] if place < len(row) else None
            if isinstance(value, str) and not numbers.is_missing(value):
                column.look(value, number)
    shared = mapping.decimal or numbers.marks(columns.values())
    found, asked = {}, []
    for place, column in columns.items():
        mark = (
            mapping.decimal or column.mark or (shared if column.either and _open(column) else None)
        )
        if mark is None:
            asked.append(_question(head.names[place], column))
        found[place] = mark or numbers.COMMA
    return found, asked


def _open(column: numbers.Column) -> bool:
    return column.comma is None and column.dot is None


def _question(name: str, column: numbers.Column) -> Question:
    choices = (numbers.COMMA, numbers.DOT)
    if _open(column):
        told = (
            f"{name}: row {column.either} may be a thousand or a fraction: "
            "is the decimal mark a comma or a dot?"
        )
    else:
        told = (
            f"{name}: row {column.comma} has a decimal comma, "
            f"row {column.dot} a decimal dot: which is right?"
        )
    return Question("decimal", told, choices)


def value_places(head: Header, mapping: Mapping) -> list[int]:
    names = list(mapping.columns) or [mapping.value or ""]
    return [place for place, name in head.names.items() if name in names]


class Reading:
    """Reads rows of one file into observations of one indicator."""

    def __init__(
        self,
        this: Indicator,
        head: Header,
        mapping: Mapping,
        marks: dict[int, str],
        names: dict[str, str],
    ) -> None:
        self._this, self._head, self._mapping, self._marks = this, head, mapping, marks
        self._places = Places(names, digits_of(mapping.area))
        self._around = Places(names, digits_of(mapping.within or ""))
        self._area = head.place(mapping.area)
        self._within = head.place(mapping.within)
        self._periods: dict[Any, date | _Refused] = {}
        self._dims: dict[tuple[Any, ...], str | _Refused] = {}
        self._values = self._value_periods()
        self._above: Any = None
        self.taken = Taken()

    def _value_periods(self) -> dict[int, date | None]:
        """Return which period each value's column is of; None where the row says."""
        fixed = None
        if self._mapping.fixed is not None:
            fixed = dates.read(self._mapping.fixed, self._this.rhythm)
        told = self._mapping.columns
        return {
            place: dates.read(told[self._head.names[place]], self._this.rhythm) if told else fixed
            for place in value_places(self._head, self._mapping)
        }

    def all(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[int, Observation]]:
        """Return the observations with their rows; what is refused is in `taken`."""
        for number, row in enumerate(rows, self._head.first + 1):
            if not any(one not in (None, "") for one in row):
                continue
            self.taken.rows += 1
            for one in self._row(number, row):
                self.taken.observations += 1
                if len(self.taken.sample) < 10:
                    self.taken.sample.append(one)
                yield number, one

    def _row(self, number: int, row: Sequence[Any]) -> Iterator[Observation]:
        at = self._head.names[self._area or 0]
        try:
            area = self._place(row)
            if area is None:
                return
            at = ", ".join(self._mapping.dimensions.values())
            dims = self._dimensions(row)
            at = ", ".join(self._mapping.period)
            period = self._period(row)
        except _Refused as error:
            self.taken.refuse(Problem(number, at, error.code, str(error), error.near))
            return
        yield from self._observations(number, row, (area, dims, period))

    def _observations(
        self, number: int, row: Sequence[Any], cell: tuple[str, str, date | None]
    ) -> Iterator[Observation]:
        area, dims, period = cell
        for place, its_period in self._values.items():
            try:
                value = self._value(row[place] if place < len(row) else None, place)
            except (_Refused, ValueError) as error:
                name = self._head.names[place]
                self.taken.refuse(Problem(number, name, "not-a-number", str(error)))
                continue
            when = its_period or period
            if value is None or when is None:
                self.taken.missing += 1
                continue
            self.taken.areas.add(area)
            yield Observation(area, when, value, dims, self._mapping.status)

    def _value(self, cell: Any, place: int) -> Decimal | None:
        if cell is None:
            return None
        if isinstance(cell, int | float):
            return numbers.of_float(cell)
        if isinstance(cell, date):
            raise _Refused("not-a-number", f"{cell:%d/%m/%Y} is a date, not a number")
        if numbers.is_missing(cell):
            return None
        return numbers.parse(cell, self._marks[place])

    def _place(self, row: Sequence[Any]) -> str | None:
        """Return the row's area; None for a row that is left out, and counted."""
        told = _text(row, self._area)
        first = next((_text(row, place) for place in range(len(row)) if _text(row, place)), "")
        if TOTALS.fullmatch(told or first):
            self.taken.totals += 1
            return None
        if not told and self._mapping.fill_down and self._above:
            told = self._above
        noted = NOTES.match(told or first) or not told
        if noted and not self._has_values(row):
            self.taken.notes += 1
            return None
        if not told:
            raise _Refused("no-area", "names no area")
        self._above = told
        return self._find(told, row)

    def _find(self, told: str, row: Sequence[Any]) -> str:
        try:
            around = _text(row, self._within)
            return self._places.find(told, self._around.find(around) if around else "")
        except UnknownArea as error:
            raise _Refused("unknown-area", str(error), error.near) from None

    def _has_values(self, row: Sequence[Any]) -> bool:
        cells = [row[place] for place in self._values if place < len(row)]
        return any(one is not None and str(one).strip() for one in cells)

    def _period(self, row: Sequence[Any]) -> date | None:
        if not self._mapping.period:
            return None
        cells = [
            row[place] if place is not None and place < len(row) else None
            for place in map(self._head.place, self._mapping.period)
        ]
        key = cells[0] if len(cells) == 1 else " ".join(_shown(one) for one in cells)
        found = self._periods.get(key)
        if found is None:
            found = self._periods[key] = self._read(key)
        if isinstance(found, _Refused):
            raise found
        return found

    def _read(self, key: Any) -> date | _Refused:
        try:
            return dates.read(
                _shown(key) if isinstance(key, int | float) else key, self._this.rhythm
            )
        except ValueError as error:
            return _Refused("not-a-period", str(error))

    def _dimensions(self, row: Sequence[Any]) -> str:
        wanted = self._mapping.dimensions
        if not wanted:
            return ""
        key = tuple(_text(row, self._head.place(name)) for name in wanted.values())
        found = self._dims.get(key)
        if found is None:
            found = self._dims[key] = self._coded(dict(zip(wanted, key, strict=True)))
        if isinstance(found, _Refused):
            raise found
        return found

    def _coded(self, told: dict[str, str]) -> str | _Refused:
        given = {}
        for one in self._this.dimensions:
            text = told.get(one.name, "")
            if not text or TOTALS.fullmatch(text):
                continue
            code = _code(one, text)
            if code is None:
                codes = ", ".join(list(one.codes)[:20])
                return _Refused("unknown-code", f"{text[:40]!r} is none of {one.name}: {codes}")
            given[one.name] = code
        return self._this.dims(given)


def _code(dimension: Dimension, text: str) -> str | None:
    sought = words(text)
    for code, title in dimension.codes.items():
        if sought in (words(code), words(title)):
            return code
    return None


def _text(row: Sequence[Any], place: int | None) -> str:
    if place is None or place >= len(row) or row[place] is None:
        return ""
    return _shown(row[place])


def _shown(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
