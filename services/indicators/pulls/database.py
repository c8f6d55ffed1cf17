"""Rows of somebody's database: one SELECT, read-only, bounded in time and rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg2
from psycopg2.extensions import make_dsn, parse_dsn

from libs.kit.errors import FieldError, Invalid
from libs.kit.guard import NotFoundByName
from services.indicators.pulls.fetching import Reach, SourceBroken

MOST_ROWS, FETCHED = 1_000_000, 2000
_SELECT = re.compile(r"\s*(select|with)\b", re.IGNORECASE)


def check_statement(statement: str) -> str:
    """Return a statement that may be asked; raises Invalid. The transaction is read-only anyway."""
    bare = statement.strip().removesuffix(";")
    if not _SELECT.match(bare) or ";" in bare or "\0" in bare or len(bare) > 10_000:
        error = FieldError("statement", "needs one SELECT, without a semicolon inside")
        raise Invalid("the statement is not valid", (error,))
    return bare


def check_dsn(dsn: str, reach: Reach) -> str:
    """Return the DSN of a host that may be reached; raises Invalid or NotAllowed."""
    reach.guard.require_host(*_place(dsn))
    return dsn


def _place(dsn: str) -> tuple[str, int]:
    """Return the one host and port of a DSN; raises Invalid."""
    try:
        parts = parse_dsn(dsn)
    except psycopg2.ProgrammingError:
        parts = {}
    host, port = str(parts.get("host", "")), str(parts.get("port", "5432"))
    usual = {"user", "password", "dbname", "host", "port", "sslmode"}
    plain = host and not host.startswith(("/", "@")) and "," not in host and port.isdigit()
    if not plain or parts.keys() - usual:
        error = FieldError("dsn", "needs postgresql://user:password@host:port/database")
        raise Invalid("the address of the database is not valid", (error,))
    return host, int(port)


def _pinned(dsn: str, reach: Reach) -> str:
    """Return the address that is connected to, which is the one that was looked at."""
    host, port = _place(dsn)
    try:
        return str(reach.guard.resolve(host, port)[0][4][0])
    except NotFoundByName as error:
        raise SourceBroken(error.detail) from None


def rows(dsn: str, statement: str, reach: Reach) -> Iterator[list[Any]]:
    """Return the columns' names, then the rows; raises SourceBroken."""
    bare = check_statement(statement)
    limit = reach.seconds * 1000
    options = f"-c statement_timeout={limit} -c default_transaction_read_only=on"
    about = {"connect_timeout": 10, "options": options, "application_name": "kendali"}
    try:
        connection = psycopg2.connect(make_dsn(dsn, hostaddr=_pinned(dsn, reach), **about))
        with closing(connection):
            connection.set_session(readonly=True)
            yield from _fetched(connection, bare)
    except psycopg2.Error as error:  # what it says may have what nobody else may read
        code = f", {error.pgcode}" if error.pgcode else ""
        raise SourceBroken(f"the database refused: {type(error).__name__}{code}") from None


def _fetched(connection: Any, statement: str) -> Iterator[list[Any]]:
    with connection.cursor("pull") as cursor:
        cursor.itersize = FETCHED
        cursor.execute(statement)
        first = cursor.fetchone()
        if first is None:
            raise SourceBroken("the statement gives no row")
        yield [column.name for column in cursor.description]
        yield _plain(first)
        for count, row in enumerate(cursor, 2):
            if count > MOST_ROWS:
                raise SourceBroken(f"a statement may give up to {MOST_ROWS} rows")
            yield _plain(row)


def _plain(row: Any) -> list[Any]:
    return [_cell(one) for one in row]


def _cell(value: Any) -> Any:
    """A decimal has a dot whatever the country, so it is a number and not a text to be judged."""
    if isinstance(value, Decimal):
        return float(value) if value.is_finite() else None
    if value is None or isinstance(value, str | int | float | date | datetime):
        return value
    return str(value)
