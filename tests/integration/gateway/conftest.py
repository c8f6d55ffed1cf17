"""The gateway on a real database; and as gunicorn runs it, with services behind it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from libs.kit.settings import load
from services.gateway.app import create_app
from services.gateway.parts import EXTENSION, Parts
from services.gateway.passwords import hash_password
from services.gateway.repository import Accounts
from services.gateway.settings import GatewaySettings
from tests.databases import TestDatabase
from tests.integration.gateway.house import LIMITS, Broker, House
from tests.integration.gateway.standing import Standing
from tests.servers import Servers
from tests.unit.gateway.conftest import KEY

PASSWORD = "kata-sandi-uji"


@pytest.fixture
def make_app(database: TestDatabase) -> Iterator[Callable[..., Flask]]:
    """Make the application on the test's database; nothing else is behind it."""
    made: list[Parts] = []

    def make(**changes: str) -> Flask:
        environ = {
            "KENDALI_DATABASE_URL": database.url("gateway"),
            "KENDALI_AMQP_URL": "amqp://nobody:nothing@127.0.0.1:1/nowhere",
            "KENDALI_JWT_KEY": KEY,
        }
        app = create_app(load(GatewaySettings, environ | LIMITS | changes))
        made.append(app.extensions[EXTENSION])
        return app

    yield make
    for parts in made:
        parts.close()


@pytest.fixture
def parts(make_app) -> Parts:
    return make_app().extensions[EXTENSION]


@pytest.fixture(scope="session")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def passwords(parts, hashed) -> dict[str, str]:
    """Make some accounts; their passwords by name."""
    names = ("operator", "viewer", "officer")
    with parts.db.begin() as tx:
        for name in names:
            Accounts(tx).add(name, name, hashed, roles=[name], area="")
    return dict.fromkeys(names, PASSWORD)


@pytest.fixture(scope="package")
def standing(servers: Servers, make_database, tmp_path_factory) -> Iterator[Standing]:
    """What one file after the other has; a worker that turns to another folder ends it."""
    with contextlib.ExitStack() as stack:
        database = stack.enter_context(make_database())
        amqp_url = stack.enter_context(servers.fresh_vhost(f"standing_{os.getpid()}"))
        yield Standing(servers, database, amqp_url, tmp_path_factory.mktemp("standing"), stack)


@pytest.fixture(scope="module")
def bare_house(standing: Standing, tmp_path_factory) -> Iterator[House]:
    """The gateway with nothing behind it and not a row; what a file starts in it is its own."""
    with contextlib.ExitStack() as stack:
        yield standing.house(tmp_path_factory.mktemp("house"), stack)


@pytest.fixture(scope="module")
def house(bare_house: House) -> House:
    """The gateway, elections and notifications; 14 stations are registered."""
    for service in ("elections", "notifications"):
        for role in ("rpc", "events", "relay"):
            bare_house.launch(service, role)
    for process in bare_house.processes.values():
        process.ready()
    bare_house.register()
    return bare_house


@pytest.fixture
def broker(servers, house) -> Broker:
    return Broker(servers, house.amqp_url)
