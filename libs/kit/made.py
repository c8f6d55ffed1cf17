"""Statements that are made once, for what is asked at every turn.

SQLAlchemy keeps the SQL that it made, goes through all parts of a statement at each call to find
it again, and looks at each column of the answer; PostgreSQL reads and plans it anew. For a few rows
each of that takes longer than to find them.

    _NEWEST = Made(sa.select(letters.c.id).where(letters.c.drafter == sa.bindparam("who")))
    rows = _NEWEST.rows(tx, {"who": "CAMAT"})        # [{"id": "…"}], as SQLAlchemy would give it
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from itertools import count
from typing import Any, cast

import sqlalchemy as sa
from psycopg2 import InterfaceError, OperationalError
from psycopg2.errors import (
    DuplicatePreparedStatement,
    FeatureNotSupported,
    InvalidSqlStatementName,
)
from psycopg2.extensions import adapt, new_array_type, new_type, register_type
from sqlalchemy.dialects.postgresql import psycopg2
from sqlalchemy.engine import Connection

from libs.kit.db import lost
from libs.kit.session import Session

Statement = sa.Select[Any] | sa.CompoundSelect[Any]
Row = tuple[Any, ...]
_DIALECT: sa.Dialect = psycopg2.dialect()  # type: ignore[no-untyped-call]
_UUID, _UUIDS = 2950, 2951  # their numbers among PostgreSQL's types
_ID = new_type((_UUID,), "UUID_AS_TEXT", lambda value, _cursor: value)
_IDS = new_array_type((_UUIDS,), "UUIDS_AS_TEXT", _ID)
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_numbers = count(1)
# A pooler gives us another server's connection at each turn; a migration changed a column's type.
_UNPREPARED = (InvalidSqlStatementName, DuplicatePreparedStatement, FeatureNotSupported)


class Made:
    """A SELECT with named parameters; those that have a value keep it. Lists go to `any_`.

    `prepared`: a connection that looks (`Database.look`) has it planned once, for whatever is
    asked; not for a statement whose best plan hangs on that. Ids are text. Raises psycopg2's
    errors, and DatabaseUnavailable as `Database.begin` does.
    """

    def __init__(self, statement: Statement, *, prepared: bool = False) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        if compiled.post_compile_params:
            raise ValueError("IN with a list is another statement for each length: use any_")
        self._text = str(compiled)
        self._known = {n: value for n, value in compiled.params.items() if value is not None}
        self._names = [str(one.key) for one in statement.selected_columns]
        self._prepared = prepared
        self._name = f"kendali_{next(_numbers)}"
        self._prepare, self._execute = _preparing(self._name, self._text, self._known)

    def tuples(self, tx: Connection, values: Mapping[str, Any]) -> list[Row]:
        """Return the rows, each with its values in the order of the columns."""
        driver = cast("Session", tx.connection.driver_connection)
        try:
            if self._prepared and not driver.opening:
                return self._planned(driver, values)
            return _fetched(driver, self._text, {**self._known, **values})
        except (OperationalError, InterfaceError) as error:
            tx.invalidate(error)
            raise lost(error) from error

    def rows(self, tx: Connection, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the rows by the names of their columns."""
        names = self._names
        return [dict(zip(names, row, strict=True)) for row in self.tuples(tx, values)]

    def _planned(self, driver: Session, values: Mapping[str, Any]) -> list[Row]:
        """Return the rows by the plan that the connection has, or makes now."""
        known = self._name in driver.prepared
        driver.prepared.add(self._name)  # a statement that fails has been prepared before it
        try:
            return _fetched(driver, self._execute if known else self._prepare, values)
        except _UNPREPARED:
            self._prepared = False
            return _fetched(driver, self._text, {**self._known, **values})


def _fetched(driver: Session, text: str, values: Mapping[str, Any]) -> list[Row]:
    with closing(driver.cursor()) as cursor:
        register_type(_ID, cursor)
        register_type(_IDS, cursor)
        cursor.execute(text, values)
        found: list[Row] = cursor.fetchall()
        return found


def _preparing(name: str, text: str, known: Mapping[str, Any]) -> tuple[str, str]:
    """Return what prepares the statement and executes it, and what executes it from then on."""
    asked: list[str] = []

    def place(found: re.Match[str]) -> str:
        one = found[1]
        if one is None:
            return "%%"
        if one in known:
            return str(adapt(known[one]).getquoted().decode()).replace("%", "%%")
        if one not in asked:
            asked.append(one)
        return f"${asked.index(one) + 1}"

    defined = _PLACE.sub(place, text)
    given = ", ".join(f"%({one})s" for one in asked)
    execute = f"EXECUTE {name} ({given})" if given else f"EXECUTE {name}"
    return f"PREPARE {name} AS {defined}; {execute}", execute
