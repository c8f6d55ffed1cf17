"""psycopg2 under gevent: while one greenlet waits for PostgreSQL, the others go on."""

from __future__ import annotations

from typing import Any

import psycopg2
from gevent.socket import wait_read, wait_write
from psycopg2 import extensions

# libpq's own time-outs do not count here: the waiting is ours. No query of the gateway is long.
SECONDS = 10.0


class _Silent(psycopg2.OperationalError):
    """PostgreSQL did not answer in time; psycopg2 closes the connection."""


def patch_psycopg2() -> None:
    """Wait for every connection's answers in gevent's loop."""
    extensions.set_wait_callback(_wait)


def _wait(connection: Any) -> None:
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        if state == extensions.POLL_READ:
            wait_read(connection.fileno(), SECONDS, _Silent())
        elif state == extensions.POLL_WRITE:
            wait_write(connection.fileno(), SECONDS, _Silent())
        else:
            raise psycopg2.OperationalError(f"unexpected state {state} of a connection")
