"""Observations as files: CSV, XLSX, JSON, Parquet; written as they are read, few in memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from libs.kit.errors import FieldError, Invalid
from services.indicators import domain, periods
from services.indicators.domain import STATUSES, Indicator

FORMATS = ("csv", "xlsx", "json", "parquet")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, CSV injection
MOST_ROWS, GROUP = 1_048_576, 50_000


@dataclass(frozen=True)
class Export:
    """What is written: rows of `Observed.all`, with names of the areas."""

    indicator: Indicator
    names: dict[str, str]
    rows: Iterable[Any]
    about: dict[str, Any]

    @property
    def columns(self) -> list[str]:
        dims = [one.name for one in self.indicator.dimensions]
        return ["area", "name", "period", *dims, "value", "status", "revision"]

    def lines(self) -> Iterator[list[Any]]:
        """Return the rows with the columns' values."""
        dims = [one.name for one in self.indicator.dimensions]
        for row in self.rows:
            told = domain.undims(row.dims)
            yield [
                row.area,
                self.names.get(row.area, ""),
                periods.show(row.period, self.indicator.rhythm),
                *(told.get(name) for name in dims),
                row.value,
                STATUSES[row.status],
                row.revision,
            ]


def write(made: Export, form: str, path: Path) -> int:
    """Write the file; returns how many rows it has."""
    return _WRITERS[form](made, path)


def _csv(made: Export, path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(made.columns)
        for count, line in enumerate(made.lines(), 1):  # noqa: B007
            sheet.writerow([_guarded(one) for one in line])
    return count


def _json(made: Export, path: Path) -> int:
    count = 0
    with path.open("wb") as file:
        file.write(b'{"indicator":' + orjson.dumps(made.about) + b',"items":[')
        for count, line in enumerate(made.lines(), 1):
            one = dict(zip(made.columns, line, strict=True))
            one["value"] = orjson.Fragment(f"{one['value']:f}")
            file.write((b"\n" if count == 1 else b",\n") + orjson.dumps(one))
        file.write(b"\n]}\n")
    return count


def _xlsx(made: Export, path: Path) -> int:
    import openpyxl  # noqa: PLC0415 - of weight, and of this format alone

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(made.indicator.code[:31])
    sheet.append(made.columns)
    count = 0
    for count, line in enumerate(made.lines(), 1):
        if count >= MOST_ROWS:
            raise Invalid("too many", (FieldError("format", f"a sheet holds {MOST_ROWS} rows"),))
        sheet.append([_guarded(one) for one in line])
    book.save(path)
    return count


def _parquet(made: Export, path: Path) -> int:
    import pyarrow as pa  # noqa: PLC0415 - of weight, and of this format alone
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = {"value": pa.decimal128(38, domain.DECIMALS), "revision": pa.int32()}
    fields = [(name, kinds.get(name, pa.string())) for name in made.columns]
    schema = pa.schema(fields, metadata={"indicator": orjson.dumps(made.about)})
    count, lines = 0, made.lines()
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(lines, GROUP)):
            arrays = [
                pa.array(column, type=field.type)
                for column, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.table(arrays, schema=schema))
            count += len(group)
    return count


def _guarded(value: Any) -> Any:
    """A spreadsheet takes a text that begins so for a formula, and runs it."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


_WRITERS: dict[str, Callable[[Export, Path], int]] = {
    "csv": _csv,
    "json": _json,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
