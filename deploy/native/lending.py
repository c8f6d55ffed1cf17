"""Lets a command typed by hand work on the native stack as its service would.

``kendali elections …`` needs the URLs that the service's own processes have: where the user's
environment does not say otherwise, they come from the stack's home.
"""

import json
import os
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

from deploy.native.environment import AUDIT_KEY, CHANNELS_KEY, IDENTITY_KEY, JWT_KEY, OFFICE_KEY
from deploy.native.places import PROJECT, Places, default_home


def lend(service: str, environ: MutableMapping[str, str] = os.environ) -> None:
    """Complete the environment for a command of the service, if there is a stack."""
    places = Places(default_home(environ))
    state = read_state(places)
    if not state:
        return
    given = state.get("given", [])
    _lend(environ, places, "KENDALI_AMQP_URL", "amqp-url", given)
    _lend(environ, places, "KENDALI_DATABASE_URL", f"{service}-database-url", given)
    if service == "gateway":
        _lend(environ, places, "KENDALI_JWT_KEY", JWT_KEY, [])
        environ.setdefault("KENDALI_HTTP_PORT", str(state["port"]))
        environ.setdefault("KENDALI_NODE_MODULES", str(PROJECT / "node_modules"))
    if service == "eoffice":
        _lend(environ, places, "KENDALI_OFFICE_KEY", OFFICE_KEY, [])
    if service == "notifications":
        _lend(environ, places, "KENDALI_CHANNELS_KEY", CHANNELS_KEY, [])
    if service in ("elections", "gis", "notifications"):
        environ.setdefault("KENDALI_PHOTOS_DIR", str(places.home / "photos"))
    if service == "elections":
        _lend(environ, places, "KENDALI_AUDIT_KEY", AUDIT_KEY, [])
        _lend(environ, places, "KENDALI_IDENTITY_KEY", IDENTITY_KEY, [])


def read_state(places: Places) -> dict[str, Any]:
    """What the stack noted at its last start: ``port``, and which URLs were ``given`` to it."""
    with suppress(OSError, ValueError):
        state = json.loads(places.state.read_text())
        if isinstance(state, dict) and "port" in state:
            return state
    return {}


def _lend(
    environ: MutableMapping[str, str], places: Places, name: str, file: str, given: list[str]
) -> None:
    path = places.secrets / file
    # A given server's URL is its administrator's, not the service's.
    has_own = (name in environ or f"{name}_FILE" in environ) and name not in given
    if not has_own and os.path.exists(path):  # noqa: PTH110  (False where it may not look)
        environ.pop(name, None)
        environ[f"{name}_FILE"] = str(path)
