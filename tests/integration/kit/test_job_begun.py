"""A job that its maker runs by itself."""

from datetime import timedelta

import pytest

from libs.kit import jobs
from libs.kit.db import Database
from libs.kit.errors import Invalid
from libs.kit.principal import SYSTEM
from tests.servers import until


@pytest.fixture
def db(database):
    made = Database(database.url("eoffice"), 2)
    yield made
    made.close()


def begun(db):
    with db.begin() as tx:
        return jobs.begin(tx, "own", {"n": 1}, SYSTEM, 3)


def shown(db, one):
    with db.begin() as tx:
        told = jobs.show(tx, one.id, SYSTEM)
    return told["state"], told["total"], told["message"]


def test_its_maker_runs_it_and_no_worker_takes_it_meanwhile(db):
    one = begun(db)
    assert not jobs.work(db, {"own": lambda _job, _progress: "taken"})
    assert shown(db, one) == ("running", 3, "")
    jobs.run(db, one, lambda _job, _progress: "made")
    assert shown(db, one) == ("done", 3, "made")


def test_a_step_longer_than_the_lease_keeps_it(db, database, monkeypatch):
    def last(_job, _progress):
        first = lease(database)
        until(lambda: lease(database) > first)
        assert not jobs.work(db, {"own": lambda _job, _progress: "taken"})
        return "made"

    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=1))
    one = begun(db)
    jobs.run(db, one, last)
    assert shown(db, one) == ("done", 3, "made")


def lease(database):
    return database.execute("SELECT leased_until FROM eoffice.jobs")[0][0]


def test_how_it_fails_is_kept(db):
    def fail(_job, _progress):
        raise Invalid("it is not right")

    one = begun(db)
    jobs.run(db, one, fail)
    assert shown(db, one) == ("failed", 3, "it is not right")


def test_a_worker_takes_it_up_when_its_maker_is_gone(db, database):
    one = begun(db)
    database.execute("UPDATE eoffice.jobs SET leased_until = now() - interval '1 s'")
    assert jobs.work(db, {"own": lambda job, _progress: f"settled {job.arguments['n']}"})
    assert shown(db, one) == ("done", 3, "settled 1")
