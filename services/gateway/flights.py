"""Single flight: many who ask for the same at once cost one call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any


class _Flight:
    """A call under way: its end is awaited by all but the one who makes it."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.value: Any = None
        self.error: BaseException | None = None


class Flights:
    """Calls under way, by key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flying: dict[Hashable, _Flight] = {}

    def join(self, key: Hashable, call: Callable[[], Any]) -> Any:
        """Return what the call returns, or raise what it raises; one call at a time for a key."""
        with self._lock:
            flight = self._flying.get(key)
            mine = flight is None
            if flight is None:
                flight = self._flying[key] = _Flight()
        if mine:
            self._fly(key, flight, call)
        flight.landed.wait()
        if flight.error is not None:
            raise flight.error
        return flight.value

    def _fly(self, key: Hashable, flight: _Flight, call: Callable[[], Any]) -> None:
        try:
            flight.value = call()
        except BaseException as error:  # noqa: BLE001 - raised again by each who waits
            flight.error = error
        finally:
            with self._lock:
                del self._flying[key]
            flight.landed.set()
