"""The application of one worker process."""

from __future__ import annotations

from libs.kit.settings import load
from services.gateway.app import create_app
from services.gateway.parts import EXTENSION, Parts
from services.gateway.settings import GatewaySettings

app = create_app(load(GatewaySettings))
_parts: Parts = app.extensions[EXTENSION]


def begin() -> None:
    """Start what runs beside the requests."""
    _parts.begin()


def end() -> None:
    """End the streams, so that the worker can stop; requests in flight still finish."""
    _parts.end()
