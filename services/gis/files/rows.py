"""Rows that the process apart made, on their way into a table by COPY."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg2
from sqlalchemy.engine import Connection

from libs.kit.principal import OutsideArea, Principal
from services.gis.files.areas import Places

NUMBER, X, Y, GEOMETRY, VALUES = range(5)  # columns of a row; the attributes stand together
NULL = "\\N"


def split(chunk: bytes) -> list[list[str]]:
    """Return a chunk's rows: number, x, y, geometry, and the attributes with tabs between."""
    return [line.split("\t", VALUES) for line in chunk.decode().split("\n")[:-1]]


def joined(rows: Iterable[list[str]]) -> bytes:
    return "".join("\t".join(row) + "\n" for row in rows).encode()


def placed(rows: list[list[str]], places: Places) -> list[str | None]:
    """Return the area that each row stands in."""
    x, y = ([float(row[at]) for row in rows] for at in (X, Y))
    return places.of(x, y)


class Stamped:
    """Rows as the layer's table has them: geometry, area, version, who, attributes.

    Tells the areas that it met. Raises OutsideArea for a row outside the account's area.
    """

    def __init__(self, places: Places, who: Principal, version: int, *, with_area: bool) -> None:
        self._places, self._who, self._with_area = places, who, with_area
        name = who.name.replace("\\", "").replace("\t", " ").replace("\n", " ")
        self._stamp = f"{version}\t{name}"
        self.areas: set[str | None] = set()

    def chunk(self, data: bytes) -> str:
        """Return the rows of a chunk for COPY."""
        rows = split(data)
        found = placed(rows, self._places) if rows else []
        self.areas |= set(found)
        if self._who.area:
            pairs = zip(rows, found, strict=True)
            outside = [row[NUMBER] for row, one in pairs if not self._in(one)]
            if outside:
                raise OutsideArea(f"feature {outside[0]} lies outside the area of this account")
        return "".join(
            "\t".join([row[GEOMETRY], *self._place(one), self._stamp, *row[VALUES:]]) + "\n"
            for row, one in zip(rows, found, strict=True)
        )

    def _in(self, area: str | None) -> bool:
        return area is not None and self._who.covers(area)

    def _place(self, area: str | None) -> list[str]:
        return [area or NULL] if self._with_area else []


class _Stream(io.TextIOBase):
    """What COPY reads, one chunk after the other."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts, self._left = texts, ""
        self.error: Exception | None = None

    def read(self, size: int | None = -1, /) -> str:
        if not self._left:
            try:
                self._left = next(self._texts, "")
            except Exception as error:
                self.error = error
                raise
        most = len(self._left) if size is None or size < 0 else size
        part, self._left = self._left[:most], self._left[most:]
        return part


def copy(tx: Connection, table: Any, columns: list[str], texts: Iterator[str]) -> int:
    """Bring the rows into the table; returns how many they were."""
    quote = tx.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    statement = f"COPY {quote(table.name)} ({names}) FROM STDIN"  # names of ours, quoted
    cursor: Any = tx.connection.cursor()
    cursor.execute("SELECT 1")  # the driver's transaction begins with a statement
    stream = _Stream(filter(None, texts))
    try:
        cursor.copy_expert(statement, stream, 1 << 20)
    except psycopg2.Error:
        if stream.error is not None:  # the driver would tell only its text
            raise stream.error from None
        raise
    return int(cursor.rowcount)
