"""Have what a library connects to go through a guard.

    with confined(guard):          # everything that requests or urllib3 do in this thread
        requests.get(url, allow_redirects=False)

A module of its own, so that who uses no such library does not load urllib3.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from urllib3.util import connection as urllib3_connection

from libs.kit.guard import Guard

_here = threading.local()
_free = urllib3_connection.create_connection


@contextmanager
def confined(guard: Guard) -> Iterator[None]:
    """Have each connection of urllib3 in this thread made by the guard."""
    before = getattr(_here, "guard", None)
    _here.guard = guard
    try:
        yield
    finally:
        _here.guard = before


def _create(address: tuple[str, int], timeout: Any = None, *args: Any, **options: Any) -> Any:
    """Connect as urllib3 does, or by the guard that this thread is confined by."""
    guard = getattr(_here, "guard", None)
    if guard is None:
        return _free(address, timeout, *args, **options)
    seconds = timeout if isinstance(timeout, int | float) else None
    return guard.connect(address[0].strip("[]"), address[1], seconds or 10.0)


urllib3_connection.create_connection = _create
