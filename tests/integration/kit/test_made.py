"""A statement that is made once answers what SQLAlchemy would, planned once or anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from psycopg2.errors import DivisionByZero
from sqlalchemy.dialects import postgresql as pg

from libs.kit.db import Database, DatabaseUnavailable
from libs.kit.ids import new_id
from libs.kit.made import Made
from tests.databases import TestDatabase

ID = pg.UUID(as_uuid=False)


@pytest.fixture
def db(kit_database: TestDatabase) -> Iterator[Database]:
    db = Database(kit_database.url("ledger"), 1)
    yield db
    db.close()


def every_kind() -> sa.Select[Any]:
    """Return a statement whose answer has values that the driver gives otherwise."""
    names = sa.bindparam("names", type_=pg.ARRAY(sa.Text))
    name = sa.func.unnest(names).column_valued("name")
    said = sa.cast(sa.literal('{"a": [1, null]}', sa.Text), pg.JSON)
    return sa.select(
        name,
        sa.cast(sa.bindparam("id", type_=ID), ID).label("id"),
        sa.cast(sa.null(), ID).label("none"),
        said.label("said"),
        sa.cast(names, pg.ARRAY(sa.Text)).label("names"),
        sa.cast(sa.literal("2026-11-22T05:00Z"), sa.DateTime(timezone=True)).label("at"),
        sa.literal("100 % %(id)s it's").label("text"),
    ).where(name != sa.literal("two"))


@pytest.mark.parametrize("prepared", [False, True])
@pytest.mark.parametrize("way", ["begin", "look"])
def test_it_answers_what_sqlalchemy_would(db: Database, way: str, prepared: bool) -> None:
    statement, asked = every_kind(), {"names": ["one", "two", "thr%ee"], "id": new_id()}
    with getattr(db, way)() as tx:
        expected = tx.execute(statement, asked).all()
        made = Made(statement, prepared=prepared)
        assert made.tuples(tx, asked) == [tuple(row) for row in expected]
        assert made.rows(tx, asked) == [dict(row._mapping) for row in expected]
        assert [row["name"] for row in made.rows(tx, asked)] == ["one", "thr%ee"]
        assert made.rows(tx, {**asked, "names": []}) == []


@pytest.mark.parametrize("prepared", [False, True])
def test_an_error_leaves_the_connection_as_it_was(db: Database, prepared: bool) -> None:
    made = Made(number(), prepared=prepared)
    for _ in range(2):
        with pytest.raises(DivisionByZero), db.look() as tx:
            made.rows(tx, {"by": 0})
        with db.look() as tx:
            assert made.rows(tx, {"by": 2}) == [{"n": 3}]


def number() -> sa.Select[Any]:
    by = sa.bindparam("by", type_=sa.Integer)
    return sa.select(sa.literal_column("6").op("/")(by).label("n"))


def prepared_by(db: Database) -> int:
    with db.look() as tx:
        count = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'kendali%'"
        return int(tx.execute(sa.text(count)).scalar_one())


def test_it_is_planned_once_by_a_connection_that_looks(db: Database) -> None:
    made = Made(number(), prepared=True)
    with db.begin() as tx:
        assert made.rows(tx, {"by": 3}) == [{"n": 2}]
    assert prepared_by(db) == 0
    for by in (1, 2, 3):
        with db.look() as tx:
            assert made.tuples(tx, {"by": by}) == [(6 // by,)]
    assert prepared_by(db) == 1


def test_it_answers_behind_a_pooler_that_gives_another_connection(db: Database) -> None:
    made = Made(number(), prepared=True)
    for _ in range(2):
        with db.look() as tx:
            assert made.rows(tx, {"by": 2}) == [{"n": 3}]
            tx.execute(sa.text("DEALLOCATE ALL"))


def test_a_list_of_any_length_is_no_single_statement() -> None:
    name = sa.column("name", sa.Text)
    with pytest.raises(ValueError, match="any_"):
        Made(sa.select(name).where(name.in_(["one", "two"])))


def test_a_connection_that_was_cut_is_told_of_and_the_next_one_plans_anew(
    db: Database, kit_database: TestDatabase
) -> None:
    made = Made(number(), prepared=True)
    with db.look() as tx:
        made.rows(tx, {"by": 2})
    kit_database.execute(
        "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = 'kendali'"
    )
    with pytest.raises(DatabaseUnavailable), db.look() as tx:
        made.rows(tx, {"by": 2})
    with db.look() as tx:
        assert made.rows(tx, {"by": 3}) == [{"n": 2}]
    assert prepared_by(db) == 1
