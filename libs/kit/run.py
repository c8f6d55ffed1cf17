"""`kendali serve SERVICE ROLE`: one process of a service, in the foreground.

rpc      answers calls                       events   subscriptions, loops and jobs
relay    brings the outbox to the broker     migrate  role, schema, migrations, topology; then ends

A start with bad settings names them all and exits with 2. A start while the database or the broker
is away waits for them. SIGTERM or SIGINT let running work end, for KENDALI_STOP_SECONDS at most.
Imports nothing of weight by itself: the rpc and events roles patch the world first.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings

ROLES = ("rpc", "events", "relay", "migrate")
BAD_SETTINGS = 2
GREEN = ("rpc", "events")


def serve(service: str, role: str, package: str = "services") -> int:
    """Run the role until it is told to stop; returns the exit code."""
    if role not in ROLES:
        sys.stderr.write(f"{role}: the roles of {service} are {', '.join(ROLES)}\n")
        return BAD_SETTINGS
    if role in GREEN:
        _patch()
    from libs.kit import lines, logs, spans  # noqa: PLC0415
    from libs.kit.settings import Settings, SettingsError, load  # noqa: PLC0415

    try:
        settings: Settings = load(_settings_class(service, role, package))
    except SettingsError as error:
        sys.stderr.write(f"{service} {role} can't start:\n{error}\n")
        return BAD_SETTINGS
    logs.configure(service, role, settings)
    lines.configure(service, role, settings)
    spans.configure(service, role, settings)
    module = importlib.import_module(f"libs.kit.roles.{'green' if role in GREEN else role}")
    return int(module.run(service, role, settings, package))


def _patch() -> None:
    """Make the standard library cooperative; what eventlet says about its own age is known."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eventlet  # noqa: PLC0415
    eventlet.monkey_patch()


def _settings_class(service: str, role: str, package: str) -> type:
    """Return the kit's settings, or those of the service where it has some of its own."""
    from libs.kit.settings import MigrateSettings, Settings  # noqa: PLC0415

    if role == "migrate":
        return MigrateSettings
    name = f"{package}.{service}.settings"
    if role in GREEN and importlib.util.find_spec(name) is not None:
        own: type = importlib.import_module(name).Settings
        return own
    return Settings


if __name__ == "__main__":
    sys.exit(serve(*sys.argv[1:]))
