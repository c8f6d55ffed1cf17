"""/metrics, /healthz and /readyz of the gateway on a port of their own, from gunicorn's master."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterable
from typing import Any

from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from libs.kit import metrics
from services.gateway.settings import GatewaySettings

SECONDS = 5
# Gauges that the kit makes in every process and that only other services set.
OTHERS = ("kendali_outbox_", "kendali_queue_")


class _Workers:
    """What all workers counted, those that ended too."""

    def __init__(self) -> None:
        self._all = MultiProcessCollector(None)  # type: ignore[no-untyped-call]

    def collect(self) -> Iterable[Any]:
        every: Iterable[Any] = self._all.collect()  # type: ignore[no-untyped-call]
        return (m for m in every if not m.name.startswith(OTHERS))


def serve(settings: GatewaySettings) -> None:
    """Start the small server of the kit."""
    registry = CollectorRegistry()
    registry.register(_Workers())
    ready = Readiness(settings)
    metrics.serve(settings.metrics_host, settings.metrics_port, ready, registry)


class Readiness:
    """Asks a worker over its own port: what it answers is what a client would get."""

    def __init__(self, settings: GatewaySettings) -> None:
        host = settings.http_host
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
        scheme = "https" if settings.tls else "http"
        self._url = f"{scheme}://{host}:{settings.http_port}/readyz"
        self._context = _trust(settings.tls_cert_file) if settings.tls else None

    def __call__(self) -> dict[str, str]:
        try:
            with urllib.request.urlopen(self._url, timeout=SECONDS, context=self._context):  # noqa: S310
                return {}
        except urllib.error.HTTPError as error:
            return dict(json.load(error).get("failing", {}))
        except OSError as error:
            return {"worker": type(error).__name__}


def _trust(certificate: str) -> ssl.SSLContext:
    """Trust the very certificate that is served, whatever name it bears."""
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return context
