"""The application without anything behind it: nothing connects before it is used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, g
from joserfc.jwk import OKPKey

from libs.kit.errors import Conflict, DeadlineExceeded, FieldError, Unavailable
from libs.kit.principal import Principal
from libs.kit.settings import load
from services.gateway.answering import answer
from services.gateway.app import create_app
from services.gateway.parts import EXTENSION, Parts
from services.gateway.routing import PUBLIC, SIGNED_IN, roles, route
from services.gateway.settings import GatewaySettings

KEY = OKPKey.generate_key("Ed25519").as_pem(private=True).decode()
SETTINGS = {
    "KENDALI_DATABASE_URL": "postgresql://gateway:secret@127.0.0.1:1/kendali",
    "KENDALI_AMQP_URL": "amqp://kendali:secret@127.0.0.1:1/kendali",
    "KENDALI_JWT_KEY": KEY,
}


def settings(**changes: str) -> GatewaySettings:
    return load(GatewaySettings, SETTINGS | changes)


def trouble() -> Blueprint:
    """Return routes on which things go wrong, and one that echoes."""
    made = Blueprint("trouble", __name__)

    @route(made, "/v1/trouble/<kind>", allow=PUBLIC)
    def fail(kind: str) -> Response:
        raise {
            "unexpected": ZeroDivisionError("the secret of the house"),
            "unavailable": Unavailable("elections does not run"),
            "late": DeadlineExceeded("elections did not answer within 5 s"),
            "conflict": Conflict("already", (FieldError("code", "is taken"),), holder="X"),
        }[kind]

    @route(made, "/v1/told", allow=PUBLIC, reasons=("found.items.message", "job.message"))
    def told() -> Response:
        items = [{"message": "is taken", "code": "is taken"}, {"message": None}]
        return answer({"found": {"items": items}, "job": None})

    @route(made, "/v1/echo", "POST", allow=PUBLIC, body="Login")
    def echo() -> dict[str, Any]:
        return g.body

    @route(made, "/v1/command", "POST", allow=roles("operator"), command=True)
    def command() -> dict[str, Any]:
        return {"command_id": g.command_id}

    asked = {
        "limit": {"type": "integer", "minimum": 1},
        "part": {"type": "number", "maximum": 1},
    }

    @route(made, "/v1/query", allow=SIGNED_IN, query=asked)
    def query() -> dict[str, Any]:
        return g.query

    @route(made, "/page", allow=roles("operator"), page=True)
    def page() -> str:
        return "a page"

    @route(made, "/wall-like", allow=PUBLIC, page=True)
    def broken() -> str:
        raise ZeroDivisionError

    return made


@pytest.fixture
def make_app() -> Callable[..., Flask]:
    return lambda **changes: create_app(settings(**changes), (trouble(),))


@pytest.fixture
def app(make_app) -> Flask:
    return make_app()


@pytest.fixture
def parts(app) -> Parts:
    return app.extensions[EXTENSION]


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def bearer(parts) -> Callable[..., dict[str, str]]:
    """Return the header of somebody with a role and an area."""

    def make(role: str = "operator", area: str = "", seconds: int = 60) -> dict[str, str]:
        who = Principal(f"id-of-{role}", role, frozenset({role}), area)
        return {"Authorization": f"Bearer {parts.tokens.issue(who, seconds)}"}

    return make
