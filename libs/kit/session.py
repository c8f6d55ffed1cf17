"""A connection that says BEGIN and COMMIT in the same breath as what they enclose.

psycopg2 takes a round trip for each, which costs a short transaction more than its statements do;
PostgreSQL takes several statements in one message, and stops at the first that fails.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar, cast

import psycopg2.extensions as driver
from sqlalchemy.engine import Connection

LAST, KNOWN = "kendali_last", "kendali_known"
Found = TypeVar("Found")
BEGIN = "BEGIN;"


class Cursor(driver.cursor):
    """Opens a transaction with its first statement."""

    def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - the driver's name
        if idle(self.connection):
            if self.name is None:
                query = cast("Session", self.connection).opening + query
            else:  # the driver makes a DECLARE of it
                begin(self.connection)
        super().execute(query, vars)

    def executemany(self, query: Any, vars_list: Any) -> None:
        if idle(self.connection):
            begin(self.connection)
        super().executemany(query, vars_list)


class Session(driver.connection):
    """In the driver's autocommit mode, in which it adds nothing; its cursors add the BEGIN.

    `opening` is what stands before a statement where no transaction is open: without a BEGIN each
    one stands for itself. `prepared` are the names of statements that the server has planned.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.autocommit = True
        self.opening = BEGIN
        self.prepared: set[str] = set()

    def cursor(self, name: Any = None, *args: Any, **options: Any) -> Any:
        """Make a cursor; one with a name must hold, says the driver, which is free if it closes."""
        if name is not None:
            options["withhold"] = True
        return super().cursor(name, *args, **options)

    def commit(self) -> None:
        self._end("COMMIT")

    def rollback(self) -> None:
        self._end("ROLLBACK")

    def _end(self, how: str) -> None:
        self.opening = BEGIN
        if not idle(self):
            with self.cursor() as cursor:
                cursor.execute(how)


def idle(connection: driver.connection) -> bool:
    """Tell whether no transaction is open; asks the driver only."""
    return connection.info.transaction_status == driver.TRANSACTION_STATUS_IDLE


def begin(connection: driver.connection) -> None:
    with driver.cursor(connection) as cursor:
        cursor.execute("BEGIN")


OPTIONS = {"connection_factory": Session, "cursor_factory": Cursor}


def look(tx: Connection) -> None:
    """Have each statement stand for itself, up to what SQLAlchemy calls commit or rollback."""
    _of(tx).opening = ""


def bound(tx: Connection, milliseconds: int) -> bool:
    """Let each statement take so long at most, where each stands for itself; else say False.

    The bound travels with the statement: several in one message are one transaction, which ends
    with the message.
    """
    mine = _of(tx)
    if mine.opening == BEGIN:
        return False
    mine.opening = f"SET LOCAL statement_timeout = {milliseconds:d};"
    return True


def _of(tx: Connection) -> Session:
    return cast("Session", tx.connection.driver_connection)


def last(tx: Connection, statement: str, *rows: dict[str, Any]) -> None:
    """Run the statement (driver's SQL) for each row at the transaction's end, with its COMMIT."""
    tx.info.setdefault(LAST, []).extend((statement, row) for row in rows)


def recall(tx: Connection) -> None:
    """Have `known` read each thing once in this transaction, which does the same many times."""
    tx.info[KNOWN] = {}


def known(tx: Connection, key: Hashable, read: Callable[[], Found]) -> Found:
    """Return what `read` returns; where the transaction recalls, what it did for this key before.

    Nobody changes what is returned, and the transaction does not write what was read.
    """
    kept = tx.info.get(KNOWN)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    return cast("Found", kept[key])


def finish(tx: Connection) -> None:
    """Send what was kept for the end, and commit, in one message."""
    kept: Sequence[tuple[str, dict[str, Any]]] = tx.info.pop(LAST, ())
    if kept:
        cursor = tx.connection.cursor()
        texts = [cursor.mogrify(*one).decode() for one in kept]
        cursor.close()
        everything = ";".join([*texts, "COMMIT"])
        tx.exec_driver_sql(everything, execution_options={"no_parameters": True})
