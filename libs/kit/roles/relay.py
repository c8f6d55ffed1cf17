"""The relay role: plain threads, no eventlet."""

from __future__ import annotations

import signal
import sys

from libs.kit import logs, metrics
from libs.kit.relay import Relay
from libs.kit.settings import Settings

log = logs.get(__name__)


def run(service: str, _role: str, settings: Settings, _package: str) -> int:
    """Relay until a signal; returns the exit code."""
    relay = Relay(service, settings.database_url, settings.amqp_url)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: relay.stop())
    metrics.serve(settings.metrics_host, settings.metrics_port, relay.failing)
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    relay.run()
    log.info("stopped")
    return 0
