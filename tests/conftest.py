"""What tests share: one private PostgreSQL and RabbitMQ per session, fresh places in them.

`servers` starts at the first test that asks. `database` is one with all services' migrations and
not a row, emptied for each test; `module_database` a fresh copy; `amqp_url` a fresh vhost.
"""

from __future__ import annotations

import gc
import itertools
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests import folders
from tests.databases import TestDatabase, copy, drop, make_template
from tests.scheduling import pytest_xdist_make_scheduler  # noqa: F401  (a hook)
from tests.servers import Servers
from tests.servers import servers as running_servers

# What they assert says what it found, as in a test.
pytest.register_assert_rewrite("tests.e2e.browsing", "tests.e2e.desk", "tests.e2e.fielding")

_numbers = itertools.count(1)
COLLECTED = (100_000, 5, 5)  # how many new things, and how many rounds, call the collector
LINES = 30  # that a failing test shows of each thing it said: its assertion stands above them
# Brokers that start or die are what many tests are about; what counts reaches them as an exception.
logging.getLogger("pika").setLevel(logging.CRITICAL)


def pytest_configure() -> None:
    folders.in_memory()


def pytest_collection_finish() -> None:
    """Keep the collector off what is there for the whole session.

    Each application that a test makes had it go through all modules and tests, for longer than the
    application takes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Show the end alone of what a failing test printed and logged."""
    report = yield
    report.sections = [(name, _end(text)) for name, text in report.sections]
    return report


def _end(text: str) -> str:
    lines = text.splitlines()
    cut = [f"({len(lines) - LINES} lines before that)"] if len(lines) > LINES else []
    return "\n".join([*cut, *lines[-LINES:]])


def _name(kind: str) -> str:
    return f"{kind}_{os.getpid()}_{next(_numbers)}"


# What is lost when the machine's power fails; a killed server loses nothing by it.
QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off")


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with running_servers(*QUICK) as found:
        yield found


@pytest.fixture(scope="session")
def template(servers: Servers) -> Iterator[TestDatabase]:
    database = make_template(servers.admin_url, _name("template"))
    yield database
    drop(servers.admin_url, database)


@pytest.fixture(scope="session")
def make_database(
    servers: Servers, template: TestDatabase
) -> Callable[[], AbstractContextManager[TestDatabase]]:
    """Make a fresh database for the length of a `with`."""
    return lambda: copy(servers.admin_url, template, _name("test"))


@pytest.fixture(scope="session")
def _database(make_database) -> Iterator[TestDatabase]:
    with make_database() as made:
        yield made


@pytest.fixture
def database(_database: TestDatabase) -> TestDatabase:
    """Empty the session's database: much quicker than a fresh one for each test."""
    _database.empty()
    return _database


@pytest.fixture(scope="module")
def module_database(make_database) -> Iterator[TestDatabase]:
    with make_database() as made:
        yield made


@pytest.fixture
def amqp_url(servers: Servers) -> Iterator[str]:
    with servers.fresh_vhost(_name("test")) as url:
        yield url


@pytest.fixture(scope="module")
def module_amqp_url(servers: Servers) -> Iterator[str]:
    with servers.fresh_vhost(_name("test")) as url:
        yield url
