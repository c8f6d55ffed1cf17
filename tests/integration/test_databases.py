"""A database that was emptied is as good as a fresh one."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest

EVENT = """
INSERT INTO elections.outbox (event_id, event, version, sequence, envelope)
VALUES (gen_random_uuid(), 'x', 1, 1, '') RETURNING id
"""
POSITION = "INSERT INTO elections.outbox_positions (event, subject, sequence) VALUES ('x', 'y', 1)"


@pytest.fixture
def made(make_database):
    with make_database() as database:
        yield database


def test_neither_rows_nor_numbers_are_left(made):
    assert made.execute(EVENT) == [(1,)]
    made.execute(POSITION)
    made.empty()
    assert made.execute("SELECT * FROM elections.outbox_positions") == []
    assert made.execute(EVENT) == [(1,)]
    assert made.execute("SELECT count(*) FROM elections.alembic_version") == [(1,)]


def test_whoever_is_still_in_is_put_out(made):
    with closing(psycopg2.connect(made.url("elections"))) as left, left.cursor() as cursor:
        cursor.execute(POSITION)
        made.empty()
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT 1")
    assert made.execute("SELECT * FROM elections.outbox_positions") == []
