"""Rows of a CSV file or of a workbook's sheet, as they stand there; bounded in every direction."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from libs.kit.errors import FieldError, Invalid

MOST_COLUMNS, MOST_ROWS, MOST_CELL = 500, 2_000_000, 2000
MOST_UNZIPPED, MOST_MEMBERS = 512 << 20, 2000
DELIMITERS = ";\t,|"
SAMPLE = 64 << 10
csv.field_size_limit(1 << 20)

Cell = str | float | date | None


class SheetRefused(Invalid):
    slug, title = "file-refused", "The file is not taken"


def refused(message: str) -> SheetRefused:
    return SheetRefused(message, (FieldError("file", message),))


def rows(path: Path) -> Iterator[list[Cell]]:
    """Return the rows of a file, a CSV or the first sheet of a workbook; raises SheetRefused."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return _workbook(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused("this is a workbook of Excel 97: save it as .xlsx or .csv")
    if not head:
        raise refused("the file is empty")
    return _text(path)


def _text(path: Path) -> Iterator[list[Cell]]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(SAMPLE)
        if "\0" in sample:
            raise refused("this is neither a CSV nor a workbook")
        file.seek(0)
        try:
            for number, row in enumerate(csv.reader(file, delimiter=_delimiter(sample))):
                yield _bounded(number, row)
        except csv.Error as error:
            raise refused(f"this is no CSV: {error}") from None


def _encoding(path: Path) -> str:
    """Return UTF-8 where all of the file is; else that of Windows, which reads anything."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "utf-16" if path.read_bytes()[:2] == b"\xff\xfe" else "cp1252"
    return "utf-8-sig"


def _delimiter(sample: str) -> str:
    """Return the mark that cuts the first lines into the most cells, the same in most of them."""
    lines = [line for line in sample.splitlines()[:40] if line.strip()]

    def weight(mark: str) -> tuple[int, int]:
        counts = [sum(1 for _ in next(csv.reader([line], delimiter=mark), [])) for line in lines]
        usual = max(counts, key=counts.count, default=1)
        return (counts.count(usual) * (usual > 1), usual)

    return max(DELIMITERS, key=weight)


def _workbook(path: Path) -> Iterator[list[Cell]]:
    _check_zip(path)
    with path.open("rb") as file:  # an open one, as a path would have to end in .xlsx
        yield from _sheet(file)


def _sheet(file: BinaryIO) -> Iterator[list[Cell]]:
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise refused(f"the workbook can't be read: {type(error).__name__}") from None
    with closing(book):
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise refused("the workbook has no sheet")
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            yield _bounded(number, [_cell(value) for value in row])


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise refused("the workbook can't be read") from None
    if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_UNZIPPED:
        raise refused("the workbook is too large once it is unpacked")


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if value is None or isinstance(value, int | float | datetime | date):
        return value
    return str(value)


def _bounded(number: int, row: list[Any]) -> list[Cell]:
    if number >= MOST_ROWS:
        raise refused(f"a file has up to {MOST_ROWS} rows")
    while row and (row[-1] is None or row[-1] == ""):
        row.pop()
    if len(row) > MOST_COLUMNS:
        raise refused(f"row {number + 1} has more than {MOST_COLUMNS} columns")
    if any(isinstance(one, str) and len(one) > MOST_CELL for one in row):
        raise refused(f"row {number + 1} has a cell of more than {MOST_CELL} characters")
    return row
