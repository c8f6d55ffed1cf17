"""What tests share: one private PostgreSQL and RabbitMQ per session, fresh places in them.

`servers` starts at the first test that asks. `database` is a fresh copy of a database with all
services' migrations; `amqp_url` a fresh vhost.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests.databases import TestDatabase, copy, drop, make_template
from tests.servers import Servers
from tests.servers import servers as running_servers

_numbers = itertools.count(1)


def _name(kind: str) -> str:
    return f"{kind}_{os.getpid()}_{next(_numbers)}"


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    with running_servers() as found:
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


@pytest.fixture
def database(make_database) -> Iterator[TestDatabase]:
    with make_database() as made:
        yield made


@pytest.fixture(scope="module")
def module_database(make_database) -> Iterator[TestDatabase]:
    with make_database() as made:
        yield made


@pytest.fixture
def amqp_url(servers: Servers) -> Iterator[str]:
    name = _name("test")
    yield servers.vhost(name)
    servers.drop_vhost(name)


@pytest.fixture(scope="module")
def module_amqp_url(servers: Servers) -> Iterator[str]:
    name = _name("test")
    yield servers.vhost(name)
    servers.drop_vhost(name)
