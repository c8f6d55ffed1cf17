"""gunicorn's settings: one kind of worker for API, pages and event streams."""
# ruff: noqa: N999 -- gunicorn's own name for this file

import ctypes
import gc
import os
import resource
import shutil
import signal
import ssl
import sys
from collections.abc import Callable
from typing import Any

from prometheus_client import multiprocess

from libs.kit import logs, spans
from libs.kit.settings import load
from services.gateway import scrape
from services.gateway.settings import GatewaySettings

PR_SET_PDEATHSIG = 1  # linux/prctl.h

settings = load(GatewaySettings)
logs.configure("gateway", "http", settings)

bind = f"{settings.http_host}:{settings.http_port}"
proc_name = "kendali-gateway"
workers = settings.http_workers
worker_class = "services.gateway.worker.Worker"
worker_connections = settings.http_connections
logger_class = "services.gateway.worker.Logger"
timeout = 60
graceful_timeout = settings.stop_seconds
keepalive = 75  # longer than the 60 s of the usual load balancer in front
backlog = 4096
control_socket_disable = True
limit_request_line = 8190
limit_request_fields = 64
limit_request_field_size = 8190
forwarded_allow_ips = ""  # KENDALI_TRUSTED_PROXIES decides, in the application
if settings.tls:
    certfile, keyfile = settings.tls_cert_file, settings.tls_key_file

# Each stream is a descriptor.
_, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard, _hard))


def ssl_context(_config: Any, default_factory: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """TLS 1.2 at least."""
    context = default_factory()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def when_ready(_server: Any) -> None:
    """Show the metrics of all workers, from the one process that outlives them."""
    scrape.serve(settings)


def post_fork(_server: Any, _worker: Any) -> None:
    """Let the kernel end a worker whose master is killed: an orphan would hold the port."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    gc.disable()  # what is imported and made until it answers stays: to look through it is in vain


def post_worker_init(worker: Any) -> None:
    """Start what a worker does besides answering."""
    worker.begin()
    spans.configure("gateway", "http", settings)
    gc.collect()
    gc.freeze()  # what is there now stays: the collector need not look through it again and again
    gc.enable()
    sys.stdout.write("READY\n")  # as every other process of Kendali says it
    sys.stdout.flush()


def child_exit(_server: Any, worker: Any) -> None:
    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)
