"""The gateway's application without anything behind it, as a wall's browser meets it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from joserfc.jwk import OKPKey

from libs.kit.settings import load
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from tests.conventions import ROOT

SETTINGS = {
    "KENDALI_DATABASE_URL": "postgresql://gateway:secret@127.0.0.1:1/kendali",
    "KENDALI_AMQP_URL": "amqp://kendali:secret@127.0.0.1:1/kendali",
    "KENDALI_JWT_KEY": OKPKey.generate_key("Ed25519").as_pem(private=True).decode(),
    "KENDALI_WALL_NETWORKS": "127.0.0.0/8",
    "KENDALI_NODE_MODULES": str(ROOT / "node_modules"),
}


@pytest.fixture
def make_client() -> Iterator:
    """Make a client of an application whose settings differ."""
    return lambda **changes: create_app(load(GatewaySettings, SETTINGS | changes)).test_client()


@pytest.fixture
def client(make_client) -> FlaskClient:
    return make_client()
