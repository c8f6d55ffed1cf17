"""Transactions whose BEGIN and COMMIT cross with other statements are still transactions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from libs.kit import session
from libs.kit.db import Database
from tests.databases import TestDatabase

COUNT = "SELECT count(*) FROM runs"
RUN = "INSERT INTO runs (name) VALUES (%(name)s)"


@pytest.fixture
def db(kit_database: TestDatabase) -> Iterator[Database]:
    """Give a pool of one, so that what a transaction leaves behind meets the next one."""
    db = Database(kit_database.url("ledger"), 1)
    yield db
    db.close()


def names(db: Database) -> list[str]:
    with db.begin() as tx:
        return list(tx.execute(sa.text("SELECT name FROM runs ORDER BY name")).scalars())


def stop(tx: sa.Connection) -> None:
    tx.exec_driver_sql("SELECT no_such_thing")


def write_and_fail(db: Database, rows: Any) -> None:
    with db.begin() as tx:
        tx.execute(sa.text("INSERT INTO runs (name) VALUES (:name)"), rows)
        session.last(tx, RUN, {"name": "last"})
        stop(tx)


@pytest.mark.parametrize("rows", [{"name": "one"}, [{"name": "one"}, {"name": "two"}]])
def test_an_error_takes_back_all_that_was_written(db: Database, rows: Any) -> None:
    with pytest.raises(ProgrammingError):
        write_and_fail(db, rows)
    assert names(db) == []


def test_the_last_statements_are_sent_with_the_commit(db: Database) -> None:
    with db.begin() as tx:
        session.last(tx, RUN, {"name": "100 %(name)s; it's"}, {"name": "b"})
        assert tx.execute(sa.text("SELECT count(*) FROM runs")).scalar() == 0
    assert names(db) == ["100 %(name)s; it's", "b"]


def keep_twice(db: Database) -> None:
    add = "INSERT INTO commands (id, method, body_hash, answer) VALUES (%(id)s, '', '', '{}')"
    row = {"id": "01890000-0000-7000-8000-000000000001"}
    with db.begin() as tx:
        tx.exec_driver_sql(RUN, {"name": "first"})
        session.last(tx, add, row, row)


def test_a_last_statement_that_fails_takes_back_the_others(db: Database) -> None:
    with pytest.raises(IntegrityError):
        keep_twice(db)
    assert names(db) == []


def test_a_failing_first_statement_leaves_a_usable_connection(db: Database) -> None:
    with pytest.raises(ProgrammingError), db.begin() as tx:
        stop(tx)
    assert names(db) == []


def test_a_stream_may_open_a_transaction(db: Database) -> None:
    with db.begin() as tx:
        query = sa.text("SELECT * FROM generate_series(1, 2500)")
        rows = tx.execute(query.execution_options(stream_results=True, yield_per=1000))
        assert sum(1 for _ in rows) == 2500
        tx.exec_driver_sql(RUN, {"name": "after"})
    assert names(db) == ["after"]


def test_each_look_stands_for_itself_and_the_next_transaction_is_one(db: Database) -> None:
    with db.look() as tx:
        tx.execute(sa.text("INSERT INTO runs (name) VALUES ('at once')"))
        with pytest.raises(ProgrammingError):
            stop(tx)
        assert tx.execute(sa.text("SELECT count(*) FROM runs")).scalar() == 1
    with pytest.raises(ProgrammingError):
        write_and_fail(db, {"name": "never"})
    assert names(db) == ["at once"]


def test_a_look_may_take_so_long_and_the_bound_ends_with_it(db: Database) -> None:
    show = sa.text("SELECT current_setting('statement_timeout')")
    with db.look() as tx:
        assert session.bound(tx, 50)
        assert tx.execute(show).scalar() == "50ms"
        with pytest.raises(OperationalError, match="statement timeout"):
            tx.execute(sa.text("SELECT pg_sleep(20)"))
    with db.begin() as tx:
        assert not session.bound(tx, 50)
        assert tx.execute(show).scalar() == "0"


def test_what_a_transaction_recalls_is_read_once_and_forgotten_with_it(db: Database) -> None:
    def count(tx: sa.Connection) -> int:
        found = session.known(tx, "runs", lambda: tx.execute(sa.text(COUNT)).scalar_one())
        return int(found)

    with db.begin() as tx:
        session.recall(tx)
        before = count(tx)
        tx.exec_driver_sql(RUN, {"name": "meanwhile"})
        assert count(tx) == before
    with db.begin() as tx:
        assert count(tx) == before + 1
        tx.exec_driver_sql(RUN, {"name": "later"})
        assert count(tx) == before + 2
