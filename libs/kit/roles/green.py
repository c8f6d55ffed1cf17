"""The rpc and events roles: a Nameko container under eventlet, which `run` has patched in."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any

import eventlet
from eventlet import hubs

from libs.kit import logs, metrics
from libs.kit.container import Container, find_service
from libs.kit.settings import Settings

log = logs.get(__name__)
STOP_TOO_LONG = 3
# A backlog of events takes what processor time is left over by those who answer callers; idle, it
# is as fast as ever. Of a busy processor 5 still leaves it a quarter, so that it never stands
# still. The kernel weighs processes of one container only; of several, by their CPU requests. A
# service whose loops tell people of danger says that it is `urgent`, and waits for no callers.
EVENTS_NICENESS = 5


def run(service: str, role: str, settings: Settings, package: str) -> int:
    """Run the role's entrypoints until a signal; returns the exit code."""
    module = importlib.import_module(f"{package}.{service}.service")
    found = find_service(module, service)
    container = Container(found, settings, role)
    signals = _catch_signals()
    if is_modest(role, found):
        os.nice(EVENTS_NICENESS)  # to become more modest needs no privilege
    metrics.serve(settings.metrics_host, settings.metrics_port, container.failing)
    container.start()
    eventlet.spawn(_tell_ready, container)
    eventlet.spawn(_stop_on_signal, signals, container, settings.stop_seconds)
    container.wait()
    log.info("stopped")
    return 0


def is_modest(role: str, service: type) -> bool:
    """Tell whether the role stands behind those that answer callers."""
    return role == "events" and not getattr(service, "urgent", False)


def _catch_signals() -> int:
    """Return a descriptor that gets a byte with each SIGTERM or SIGINT."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return reader


def _tell_ready(container: Container) -> None:
    waited_for: dict[str, str] = {}
    while failing := container.failing():
        if failing.keys() != waited_for.keys():
            log.warning("waiting", failing=failing)
        waited_for = failing
        eventlet.sleep(0.2)
    log.info("ready")
    sys.stdout.write("READY\n")
    sys.stdout.flush()


def _stop_on_signal(signals: int, container: Container, seconds: int) -> None:
    hubs.trampoline(signals, read=True)
    log.info("stopping", seconds=seconds)
    eventlet.spawn_after(seconds, _give_up)
    container.stop()


def _give_up() -> Any:
    log.error("stopped_with_work_unfinished")
    os._exit(STOP_TOO_LONG)
